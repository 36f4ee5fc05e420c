/** Which of the browser's video codecs go into an offer, and in what order. */

import type { VideoCodec } from "../core/protocol.ts";

type Codec = { mimeType: string; sdpFmtpLine?: string };

/** Ours, the first one first, then what repairs them. Empty when the browser has none of them. */
export function preferred<C extends Codec>(
  known: readonly C[],
  first: VideoCodec,
  only: VideoCodec | undefined,
): C[] {
  const order: VideoCodec[] = first === "h264" ? ["h264", "vp8"] : ["vp8", "h264"];
  const wanted = only && known.some((codec) => fits(codec, only)) ? [only] : order;
  const ours = wanted.flatMap((name) => known.filter((codec) => fits(codec, name)));
  if (ours.length === 0) return [];
  return [...ours, ...known.filter(({ mimeType }) => mimeType.toLowerCase() === "video/rtx")];
}

export function sameCodec(mimeType: string, codec: VideoCodec): boolean {
  return mimeType.toLowerCase() === `video/${codec}`;
}

/** The MIME type of what the first video line of a description would be sent in (RFC 8866, section 5.14). */
export function firstVideoCodec(sdp: string): string | undefined {
  const section = sdp.split(/\r?\nm=/).find((part) => part.startsWith("video "));
  const first = section?.match(/^video \S+ \S+ (\d+)/)?.[1];
  const name = section?.match(new RegExp(`a=rtpmap:${first} ([^/]+)/`))?.[1];
  return name === undefined ? undefined : `video/${name}`;
}

/** Of H.264 only constrained baseline with packetization mode 1 (RFC 6184, section 8.1). */
function fits(codec: Codec, name: VideoCodec): boolean {
  if (!sameCodec(codec.mimeType, name)) return false;
  if (name === "vp8") return true;
  const line = codec.sdpFmtpLine?.toLowerCase() ?? "";
  return line.includes("profile-level-id=42e0") && line.includes("packetization-mode=1");
}
