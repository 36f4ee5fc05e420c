import type {
  CallState,
  DeviceTrouble,
  Ended,
  EndReason,
  Input,
  Member,
  Person,
  Self,
} from "../../src/core/index.ts";

/** What a scene may do to what is on the screen. */
export interface Studio {
  /** Lets a call be there; times are counted from now. */
  call(change?: CallChange): void;
  /** Changes the call that is there. */
  change(change: CallChange): void;
  /** Whether cameras give pictures. */
  cameras(cameras: { readonly own?: boolean; readonly theirs?: boolean }): void;
  /** Lets time pass at once. */
  pass(ms: number): void;
  tap(button: Extract<Input, { type: "tap" }>["button"]): void;
  swap(): void;
  hideControls(): void;
  /** On a desktop; a telephone has nothing else. */
  fullScreen(): void;
  blockSound(): void;
  /** A call that is refused with this error. */
  refuse(error: { readonly code?: number; readonly device?: DeviceTrouble }): void;
  leave(): void;
  tapTile(userId: string): void;
  /** What is typed into the field of whom to invite. */
  type(text: string): void;
  pick(userId: string): void;
  devices(): void;
  attribute(name: string, value: string): Promise<unknown>;
}

export type CallChange = Partial<Omit<CallState, "self" | "members" | "ended">> & {
  readonly self?: Partial<Self>;
  readonly peer?: Partial<Member>;
  /** Others of a group, after the peer. */
  readonly others?: readonly Partial<Member>[];
  readonly ended?: Partial<Ended> & { readonly reason: EndReason };
};

export interface Scene {
  readonly name: string;
  readonly set: (studio: Studio) => void | Promise<void>;
}

export const ME: Person = { userId: "alice", nick: "Alice", avatar: "" };
/** As long a name as the screens have to bear. */
export const LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Smit";
const LONG: Partial<Member> = { nick: LONG_NAME, userId: "wolfe" };
const AUDIO = { media: "audio" } as const;
const JOINED = { peer: { phase: "joined" } } as const;
const CALLED: CallChange = { role: "callee", phase: "ringing", ...JOINED };
const TALKING: CallChange = { phase: "connected", connectedAt: -83_000, ...JOINED };

function scene(name: string, set: Scene["set"]): Scene {
  return { name, set };
}

const calling: Scene[] = [
  scene("calling-video", (s) => s.call()),
  scene("calling-video-20s", (s) => s.call({ startedAt: -21_000, peer: { ...LONG, rang: true } })),
  scene("calling-video-no-picture", (s) => {
    s.cameras({ own: false });
    s.call({ self: { canFlip: false } });
  }),
  scene("calling-audio", (s) => s.call(AUDIO)),
  scene("calling-audio-20s", (s) =>
    s.call({ ...AUDIO, startedAt: -21_000, peer: { ...LONG, rang: true } }),
  ),
];

const called: Scene[] = [
  scene("called-video", (s) => s.call(CALLED)),
  scene("called-video-no-preview", (s) => {
    s.cameras({ own: false });
    s.call({ ...CALLED, peer: { ...LONG, phase: "joined" } });
  }),
  scene("called-audio", (s) => s.call({ ...CALLED, ...AUDIO })),
  scene("called-group", (s) => s.call({ ...CALLED, ...AUDIO, group: true })),
  scene("called-banner", async (s) => {
    await s.attribute("incoming", "banner");
    s.call({ ...CALLED, peer: { ...LONG, phase: "joined" } });
  }),
  scene("connecting-audio", (s) => {
    s.call({ ...CALLED, ...AUDIO });
    s.tap("accept");
  }),
  scene("connecting-video", (s) => {
    s.call(CALLED);
    s.tap("accept");
  }),
  scene("connecting-slow", (s) => {
    s.call({ ...CALLED, ...AUDIO });
    s.tap("accept");
    s.pass(8500);
  }),
];

const connected: Scene[] = [
  scene("connected-video-full-screen", (s) => {
    s.call(TALKING);
    s.fullScreen();
  }),
  scene("connected-audio", (s) => s.call({ ...TALKING, ...AUDIO })),
  scene("connected-audio-muted-weak", (s) => {
    s.call({
      ...TALKING,
      ...AUDIO,
      self: { microphone: false },
      peer: { ...LONG, phase: "joined", microphone: false },
    });
    s.tap("speaker");
    s.change({ peer: { quality: 5 } });
    s.pass(2100);
  }),
  scene("connected-video", (s) => s.call(TALKING)),
  scene("connected-video-hour", (s) => {
    s.call({ ...TALKING, connectedAt: -3_725_000, self: { camera: false, microphone: false } });
    s.tap("speaker");
  }),
  scene("connected-video-hidden", (s) => {
    s.call(TALKING);
    s.hideControls();
  }),
  scene("connected-video-swapped", (s) => {
    s.call(TALKING);
    s.swap();
  }),
  scene("connected-video-peer-off", (s) =>
    s.call({ ...TALKING, peer: { ...LONG, phase: "joined", camera: false } }),
  ),
  scene("connected-video-loading", (s) => {
    s.cameras({ theirs: false });
    s.call(TALKING);
  }),
  scene("connected-video-weak-self", (s) => {
    s.call(TALKING);
    s.change({ self: { quality: 5 } });
    s.pass(2100);
  }),
  scene("connected-video-weak-peer", (s) => {
    s.call({ ...TALKING, peer: { ...LONG, phase: "joined" } });
    s.change({ peer: { quality: 5 } });
    s.pass(2100);
  }),
  scene("connected-video-reconnecting", (s) => {
    s.call(TALKING);
    s.change({ reconnecting: true });
  }),
  scene("connected-video-back", (s) => {
    s.call(TALKING);
    s.change({ reconnecting: true });
    s.change({ reconnecting: false });
  }),
  scene("connected-video-tap-for-sound", (s) => {
    s.call(TALKING);
    s.blockSound();
  }),
  scene("connected-switched-to-voice", (s) => {
    s.call(TALKING);
    s.tap("voiceOnly");
  }),
  scene("floating-video", (s) => {
    s.call(TALKING);
    s.tap("minimise");
  }),
  scene("floating-audio", (s) => {
    s.call({ ...TALKING, ...AUDIO });
    s.tap("minimise");
  }),
  scene("floating-calling", (s) => {
    s.call(AUDIO);
    s.tap("minimise");
  }),
  scene("floating-ended", (s) => {
    s.call(TALKING);
    s.tap("minimise");
    s.change({ ended: { reason: "hangup", by: "bob" } });
  }),
];

const NAMES = ["Carol", "Dave", "Erin", "Frank", "Grace", "Heidi", "Ivan"];

function group(people: number, change: CallChange = {}): CallChange {
  const others = NAMES.slice(0, Math.max(0, people - 2)).map((nick) => ({
    userId: nick.toLowerCase(),
    nick,
    phase: "joined" as const,
  }));
  return { ...TALKING, group: true, others, ...change };
}

const MIXED: readonly Partial<Member>[] = [
  { userId: "carol", nick: LONG_NAME, phase: "joined", microphone: false, camera: false },
  { userId: "dave", nick: "Dave", phase: "ringing" },
  { userId: "erin", nick: "Erin", phase: "joined", level: 60 },
  { userId: "frank", nick: "Frank", phase: "joined", away: true },
  { userId: "grace", nick: "Grace", phase: "joined", microphone: false },
  { userId: "heidi", nick: "Heidi", phase: "joined", camera: false, level: 60 },
  { userId: "ivan", nick: "Ivan", phase: "ringing" },
];

const groups: Scene[] = [
  ...[1, 2, 3, 4, 5, 7].map((people) =>
    scene(`group-${people}`, (s) =>
      s.call(group(people, people === 1 ? { peer: { phase: "left" } } : {})),
    ),
  ),
  scene("group-9-mixed", (s) => s.call(group(9, { others: MIXED }))),
  scene("group-9-big", (s) => {
    s.call(group(9, { others: MIXED }));
    s.tapTile("erin");
  }),
  scene("group-4-big-full-screen", (s) => {
    s.call(group(4));
    s.tapTile("carol");
    s.fullScreen();
  }),
  scene("group-9-full-screen", (s) => {
    s.call(group(9, { others: MIXED }));
    s.fullScreen();
  }),
  scene("group-9-weak", (s) => {
    s.call(group(9, { others: MIXED }));
    s.change({ self: { quality: 5, microphone: false, camera: false } });
    s.pass(2100);
  }),
  scene("group-9-audio", (s) => s.call(group(9, { ...AUDIO, others: MIXED }))),
  scene("group-calling", (s) =>
    s.call({
      group: true,
      others: [
        { ...LONG, phase: "ringing" },
        { userId: "dave", nick: "Dave" },
      ],
    }),
  ),
  scene("group-calling-audio", (s) =>
    s.call({ ...AUDIO, group: true, others: [{ userId: "dave", nick: "Dave", rang: true }] }),
  ),
  scene("group-called", (s) => s.call({ ...CALLED, group: true, others: MIXED })),
  scene("group-connecting", (s) => {
    s.call({ ...CALLED, group: true, others: MIXED });
    s.tap("accept");
  }),
  scene("group-joined-toast", (s) => {
    s.call(group(4, { others: [{ ...LONG, phase: "ringing" }] }));
    s.change({ others: [{ ...LONG, phase: "joined" }] });
  }),
  scene("group-picker", (s) => {
    s.call(group(3));
    s.tap("invite");
    s.pick("erin");
  }),
  scene("group-picker-empty", (s) => {
    s.call(group(3));
    s.tap("invite");
    s.type("张三");
  }),
  scene("group-full-toast", (s) => {
    s.call(group(9, { others: MIXED }));
    s.tap("invite");
  }),
  scene("group-floating", (s) => {
    s.call(group(5));
    s.tap("minimise");
  }),
  scene("group-floating-audio", (s) => {
    s.call(group(5, AUDIO));
    s.tap("minimise");
  }),
  scene("group-ended", (s) => {
    s.call(group(5));
    s.change({ ended: { reason: "hangup", by: "carol" } });
  }),
  scene("group-tap-for-sound", (s) => {
    s.call(group(5));
    s.blockSound();
  }),
  scene("devices", (s) => {
    s.call(TALKING);
    s.devices();
  }),
];

const ENDS: readonly [string, CallChange, NonNullable<CallChange["ended"]>][] = [
  ["hangup-me", TALKING, { reason: "hangup", by: "alice" }],
  [
    "hangup-peer",
    { ...TALKING, peer: { ...LONG, phase: "joined" } },
    { reason: "hangup", by: "wolfe" },
  ],
  ["cancelled-me", {}, { reason: "cancelled", connected: false }],
  ["cancelled-peer", CALLED, { reason: "cancelled", connected: false }],
  ["declined-peer", {}, { reason: "rejected", connected: false }],
  ["declined-me", CALLED, { reason: "rejected", connected: false }],
  ["no-answer", AUDIO, { reason: "no_answer", connected: false }],
  ["missed", CALLED, { reason: "no_answer", connected: false }],
  ["offline", AUDIO, { reason: "offline", connected: false }],
  ["busy", AUDIO, { reason: "busy", connected: false }],
  ["busy-missed", CALLED, { reason: "busy", connected: false }],
  ["answered-elsewhere", CALLED, { reason: "answered_elsewhere", connected: false }],
  ["declined-elsewhere", CALLED, { reason: "rejected_elsewhere", connected: false }],
  ["connection-failed", AUDIO, { reason: "connection_failed", connected: false }],
  ["lost", TALKING, { reason: "lost" }],
  ["kicked-out", TALKING, { reason: "kicked_out" }],
  ["server", TALKING, { reason: "server" }],
];

const ended: Scene[] = ENDS.map(([name, call, end]) =>
  scene(`ended-${name}`, (s) => {
    s.call(call);
    s.change({ ended: end });
  }),
);

const REFUSALS: readonly [string, Parameters<Studio["refuse"]>[0]][] = [
  ["call-self", { code: 4101 }],
  ["in-call", { code: 4102 }],
  ["bad-user-id", { code: 4100 }],
  ["too-often", { code: 4009 }],
  ["not-taking-calls", { code: 20007 }],
  ["too-many-people", { code: 4107 }],
  ["no-microphone", { device: "no_microphone" }],
  ["no-camera", { device: "no_camera" }],
  ["device-busy", { device: "device_busy" }],
  ["need-https", { device: "insecure_context" }],
  ["devtools", { device: "developer_tools" }],
  ["live-not-allowed", { device: "live_not_allowed" }],
  ["privacy-missing", { device: "privacy_missing" }],
  ["connect-failed", {}],
  ["unreachable", { code: 2805 }],
  ["sign-in-failed", { code: 4301 }],
  ["sign-in-expired", { code: 4304 }],
  ["elsewhere", { code: 4011 }],
];

const messages: Scene[] = [
  ...REFUSALS.map(([name, error]) => scene(`toast-${name}`, (s) => s.refuse(error))),
  scene("dialog-microphone", (s) => s.refuse({ device: "microphone_denied" })),
  scene("dialog-camera", (s) => s.refuse({ device: "camera_denied" })),
  scene("dialog-leave", (s) => {
    s.call(TALKING);
    s.leave();
  }),
];

export const SCENES: readonly Scene[] = [
  ...calling,
  ...called,
  ...connected,
  ...groups,
  ...ended,
  ...messages,
];
