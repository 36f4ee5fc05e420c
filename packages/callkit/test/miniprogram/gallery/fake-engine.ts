/** An engine for mini programs that says what it is told to say, and agrees to everything. */

import type { CallState, Person } from "../../../src/core/index.ts";
import type { Snapshot } from "../../../src/run/snapshot.ts";

type Handler = (event: { eventCode: string; data: unknown }) => void;

const NAMES =
  "INVITED USER_ENTER USER_LEAVE USER_ACCEPT USER_UPDATE REJECT NO_RESP LINE_BUSY CALLING_CANCEL CALLING_TIMEOUT CALL_END SDK_READY KICKED_OUT CALL_MODE ERROR";
export const EVENT = {
  ...Object.fromEntries(NAMES.split(" ").map((name) => [name, name])),
  MESSAGE_SENT_BY_ME: "onMessageSentByMe",
};
export const STATUS = { IDLE: "idle", CALLING: "calling", CONNECTED: "connected" };
export const MEDIA_TYPE = { AUDIO: 1, VIDEO: 2 };
export const AUDIO_PLAYBACK_DEVICE = { EAR: "ear", SPEAKER: "speaker" };

/** What a parameter that is missing is answered with. */
const WRONG = Object.assign(new Error("a parameter is missing"), { code: -1202 });
const QUIET: Snapshot["local"] = { microphone: true, camera: false, front: true };

export class TUICallEngine {
  static instance: TUICallEngine | undefined;

  static createInstance(): TUICallEngine {
    TUICallEngine.instance ??= new TUICallEngine();
    return TUICallEngine.instance;
  }

  static destroyInstance(): Promise<void> {
    TUICallEngine.instance = undefined;
    return Promise.resolve();
  }

  readonly MEDIA_TYPE = MEDIA_TYPE;
  state: Snapshot = { local: QUIET };
  /** The streams as it last told of them. */
  pusher: object | undefined;
  playerList: readonly object[] | undefined;
  /** What has been asked of it. */
  readonly asked: string[] = [];
  /** What the next request is refused with. */
  refuse: unknown;
  people: readonly Person[] = [];
  readonly #changed = new Set<() => void>();
  readonly #handlers = new Map<string, Set<Handler>>();

  get listenerCount(): number {
    const handlers = [...this.#handlers.values()].reduce((sum, { size }) => sum + size, 0);
    return handlers + this.#changed.size;
  }

  onStateChange(listener: () => void): () => void {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  }

  on(event: string, handler: Handler): void {
    const handlers = this.#handlers.get(event) ?? new Set();
    this.#handlers.set(event, handlers.add(handler));
  }

  off(event: string, handler: Handler): void {
    this.#handlers.get(event)?.delete(handler);
  }

  emit(eventCode: string, data: unknown): void {
    for (const handler of [...(this.#handlers.get(eventCode) ?? [])]) handler({ eventCode, data });
  }

  /** Lets the call be as the screens' own state has it. */
  show(user: Person, call?: CallState): void {
    this.state = {
      user: { user_id: user.userId, nick: user.nick, avatar: user.avatar },
      ...(call && { call: callOf(user, call) }),
      local: call
        ? { microphone: call.self.microphone, camera: call.self.camera, front: true }
        : QUIET,
    };
    this.people = call?.members ?? [];
    this.renew();
  }

  renew(): void {
    for (const listener of this.#changed) listener();
  }

  init({ userID }: { userID: string }) {
    this.show({ userId: userID, nick: "Alice", avatar: "" });
    return this.#ask("init");
  }

  async call(params?: { userID?: string; type?: number }) {
    const { userID, type } = params ?? {};
    if (userID === undefined || type === undefined) throw WRONG;
    return this.#ask(`call ${userID} ${type}`);
  }

  async groupCall(params?: { userIDList?: readonly string[]; type?: number }) {
    const { userIDList, type } = params ?? {};
    if (userIDList === undefined || type === undefined) throw WRONG;
    return this.#ask(`groupCall ${userIDList.join()} ${type}`);
  }

  accept(params?: { type: number }) {
    return this.#ask(`accept ${params?.type ?? ""}`.trim());
  }

  reject() {
    return this.#ask("reject");
  }

  hangup() {
    return this.#ask("hangup");
  }

  openMicrophone() {
    return this.#ask("openMicrophone");
  }

  closeMicrophone() {
    return this.#ask("closeMicrophone");
  }

  openCamera() {
    return this.#ask("openCamera");
  }

  closeCamera() {
    return this.#ask("closeCamera");
  }

  switchCamera() {
    return this.#ask("switchCamera");
  }

  inviteUser({ userIDList }: { readonly userIDList: readonly string[] }) {
    return this.#ask(`inviteUser ${userIDList.join(",")}`);
  }

  switchCallMediaType(type: number) {
    return this.#ask(`switchCallMediaType ${type}`);
  }

  selectAudioPlaybackDevice(mode: string): string {
    this.asked.push(`selectAudioPlaybackDevice ${mode}`);
    return mode;
  }

  getTim() {
    return {
      getUserProfile: async ({ userIDList }: { userIDList: readonly string[] }) => ({
        data: userIDList.map((userID) => {
          const person = this.people.find(({ userId }) => userId === userID);
          return { userID, nick: person?.nick ?? "", avatar: person?.avatar ?? "" };
        }),
      }),
    };
  }

  async #ask(what: string): Promise<undefined> {
    this.asked.push(what);
    const { refuse } = this;
    this.refuse = undefined;
    if (refuse !== undefined) throw refuse;
    return undefined;
  }
}

function callOf(user: Person, call: CallState): NonNullable<Snapshot["call"]> {
  const { ended, phase, self, members, connectedAt } = call;
  return {
    id: call.id,
    phase: ended ? "ended" : phase,
    role: call.role,
    media: call.media,
    group: call.group,
    members: [
      {
        userId: user.userId,
        phase: "joined",
        rang: false,
        connection: "connected",
        microphone: self.microphone,
        camera: self.camera,
        video: "ok",
        level: 0,
        quality: self.quality,
      },
      ...members.map((member) => ({ ...member, connection: "connected" })),
    ],
    startedAt: call.startedAt,
    ...(connectedAt !== undefined && { connectedAt }),
    reconnecting: call.reconnecting,
    ...(ended && {
      ended: {
        reason: ended.reason,
        connected: ended.connected,
        duration: ended.durationMs,
        ...(ended.by !== undefined && { by: ended.by }),
      },
    }),
  };
}
