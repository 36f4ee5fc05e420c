import type { Text } from "../locales/index.ts";
import type { Member, Person } from "./engine.ts";
import { type Face, faceOf, shortNameOf } from "./person.ts";

/** One picture of a video call. */
export interface PictureView {
  readonly face: Face;
  readonly own: boolean;
  /** Live, or the blurred avatar with the avatar on it; never black and never a frozen frame. */
  readonly show: "live" | "avatar";
  /** Frames should be coming, so that the first one is worth waiting for. */
  readonly expected: boolean;
  readonly mirrored: boolean;
  /** The last picture while media is away. */
  readonly blurred: boolean;
  /** Why there is no picture. */
  readonly caption?: Text;
}

/** What a picture depends on besides the call. */
export interface PictureState {
  /** Whether its first frame is on the screen. */
  readonly arrived: boolean;
  readonly silent: boolean;
}

export function peerPicture(peer: Member, state: PictureState): PictureView {
  const caption = captionOf(peer, state);
  const expected = peer.camera && peer.video === "ok";
  const live = expected && state.arrived;
  return {
    face: faceOf(peer),
    own: false,
    show: live ? "live" : "avatar",
    expected,
    mirrored: false,
    blurred: live && state.silent,
    ...(caption && { caption }),
  };
}

export function ownPicture(
  user: Person,
  camera: { readonly on: boolean; readonly front: boolean; readonly arrived: boolean },
): PictureView {
  return {
    face: faceOf(user),
    own: true,
    show: camera.on && camera.arrived ? "live" : "avatar",
    expected: camera.on,
    mirrored: camera.front,
    blurred: false,
  };
}

function captionOf(peer: Member, state: PictureState): Text | undefined {
  if (!peer.camera) return { key: "peerCameraOff", params: { name: shortNameOf(peer) } };
  if (peer.video === "ok" && !state.arrived) return { key: "videoLoading" };
  return undefined;
}
