/** Sets the scenes of the Web's gallery in a mini program. */

import type { CallState, Member, Person, PickerInput } from "../../../src/core/index.ts";
import { type CallChange, ME, SCENES, type Studio } from "../../gallery/scenes.ts";
import type { TUICallEngine } from "./fake-engine.ts";

/** The component, as far as a scene touches it. */
interface Kit {
  readonly data: { readonly view: { readonly theirs: { readonly face: { userId: string } } } };
  call(params: { userID: string; type: number }): Promise<void>;
  handleCallingEvent(event: { detail: { name: string } }): void;
  handleMediaEvent(event: { detail: { name: string; event: object } }): void;
  handlePictureEvent(event: { detail: { name: string; userId?: string } }): void;
  handlePickerEvent(event: { detail: PickerInput }): void;
}

declare const wx: { $TUICallEngine: TUICallEngine };

/** What a mini program does not have: a banner, a desktop, sound that needs a tap; or has from WeChat. */
const ELSEWHERE = /^devices|banner|full-screen|tap-for-sound|dialog-leave|need-https/;

export const SCENE_NAMES: readonly string[] = SCENES.map(({ name }) => name).filter(
  (name) => !ELSEWHERE.test(name),
);

/** Longer than any cross-fade, shorter than any text that goes by itself. */
const SETTLED_MS = 320;

// Time stands still but for what a scene lets pass, so that a slow machine sees no text go before its picture is taken.
let now = Date.now();
Date.now = () => now;

export async function play(name: string, kit: Kit, avatar: string): Promise<void> {
  const engine = wx.$TUICallEngine;
  let cameras = { own: true, theirs: true };
  let call: CallState | undefined;
  const bob: Person = { userId: "bob", nick: "Bob", avatar };
  const media = (what: string, code: number, userid = "") =>
    kit.handleMediaEvent({
      detail: { name: what, event: { detail: { code }, currentTarget: { dataset: { userid } } } },
    });
  const show = () => {
    engine.show(ME, call);
    if (!call || call.ended) return;
    const talking = call.phase === "connected";
    const there = talking ? call.members.filter(({ phase }) => phase === "joined") : [];
    const playerList = there.map(({ userId: userID }) => {
      const id = `${userID}_main`;
      const src = `rtmp://server/live/${userID}`;
      return { userID, id, streamID: id, streamType: "main", src };
    });
    const url = call.phase === "ringing" ? "" : "rtmp://server/live/a";
    engine.emit("USER_UPDATE", { pusher: { url, enableMic: true }, playerList });
    if (cameras.own) media("pusherStateChangeHandler", 1003);
    for (const { userId, camera } of there)
      if (cameras.theirs && camera) media("playerStateChange", 2003, userId);
  };
  const pass = (ms: number) => {
    now += ms;
    engine.renew();
  };
  // One after the other with a breath in between: names come a moment after those who bear them.
  const steps: (() => void)[] = [];
  const later =
    <T extends unknown[]>(step: (...args: T) => void) =>
    (...args: T) =>
      void steps.push(() => step(...args));
  const studio: Studio = {
    call: later((change: CallChange = {}) => {
      call = merge(blank(bob), change);
      show();
    }),
    change: later((change: CallChange) => {
      if (call) call = merge(call, change);
      show();
    }),
    cameras: ({ own = true, theirs = true }) => {
      cameras = { own, theirs };
    },
    pass: later(pass),
    tap: later((button) => kit.handleCallingEvent({ detail: { name: button } })),
    swap: later(() => kit.handlePictureEvent({ detail: { name: "tapSmall" } })),
    hideControls: later(() => pass(5100)),
    refuse: later((error) => {
      engine.refuse = error;
      kit.call({ userID: "bob", type: 2 }).catch(() => undefined);
    }),
    fullScreen: () => undefined,
    blockSound: () => undefined,
    leave: () => undefined,
    devices: () => undefined,
    tapTile: later((userId) => kit.handlePictureEvent({ detail: { name: "tapTile", userId } })),
    type: later((text) => kit.handlePickerEvent({ detail: { do: "type", text } })),
    pick: later((userId) => kit.handlePickerEvent({ detail: { do: "toggle", userId } })),
    attribute: () => Promise.resolve(),
  };
  await SCENES.find((scene) => scene.name === name)?.set(studio);
  for (const step of steps) {
    step();
    await new Promise((done) => setTimeout(done, 5));
  }
  pass(SETTLED_MS);
}

function blank(peer: Person): CallState {
  return {
    id: `call-${Math.random()}`,
    phase: "dialing",
    media: "video",
    group: false,
    role: "caller",
    startedAt: Date.now(),
    self: {
      microphone: true,
      camera: true,
      canFlip: true,
      frontCamera: true,
      quality: 1,
      level: 0,
    },
    members: [
      {
        ...peer,
        phase: "ringing",
        rang: false,
        microphone: true,
        camera: true,
        video: "ok",
        away: false,
        level: 0,
        quality: 1,
      },
    ],
    reconnecting: false,
  };
}

/** Negative times are so long ago. */
function merge(call: CallState, change: CallChange): CallState {
  const { self, peer, others, ended, startedAt, connectedAt, ...rest } = change;
  const ago = (time: number) => (time < 0 ? Date.now() + time : time);
  return {
    ...call,
    ...rest,
    ...(startedAt !== undefined && { startedAt: ago(startedAt) }),
    ...(connectedAt !== undefined && { connectedAt: ago(connectedAt) }),
    self: { ...call.self, ...self },
    members: [
      ...call.members.slice(0, 1).map((member): Member => ({ ...member, ...peer })),
      ...(others?.map(somebody) ?? call.members.slice(1)),
    ],
    ...(ended && { ended: { connected: true, durationMs: 83_000, ...ended } }),
  };
}

function somebody(change: Partial<Member>): Member {
  return {
    userId: "somebody",
    nick: "",
    avatar: "",
    phase: "ringing",
    rang: false,
    microphone: true,
    camera: true,
    video: "ok",
    away: false,
    level: 0,
    quality: 1,
    ...change,
  };
}
