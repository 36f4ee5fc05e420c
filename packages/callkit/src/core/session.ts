import type { ButtonState } from "./buttons.ts";
import type { CallPhase, CallState, Media, Member } from "./engine.ts";
import type { Surroundings } from "./inputs.ts";
import { MOST_PEOPLE, type Picker } from "./picker.ts";
import { SPEAKING_LEVEL } from "./tiles.ts";
import { Wanted } from "./wanted.ts";
import { WeakNetwork } from "./weak-network.ts";

/** The controls of a video call hide this long after the last touch. Lower takes them away under a finger. */
export const CONTROLS_MS = 5000;
/** How long "back online" stays. */
export const BACK_ONLINE_MS = 2000;

/** Where a call stands for the one who looks at it. */
export type Stage = "calling" | "called" | "connecting" | "connected";

const STAGES: Readonly<Record<CallPhase, Stage>> = {
  dialing: "calling",
  ringing: "called",
  connecting: "connecting",
  connected: "connected",
};

/** What the screens remember about one call besides what the engine says of it. */
export class Session {
  call: CallState;
  /** Set from a tap on accept until the call shows it. */
  accepting: { readonly at: number; readonly media?: "audio" } | undefined;
  swapped: boolean;
  /** Whose tile the user has made big. */
  bigTile: string | undefined;
  /** Who of the others spoke last. */
  lastSpeaker: string | undefined;
  /** Open while people are chosen to be asked into the call. */
  picker: Picker | undefined;
  floating = false;
  banner = false;
  speaker: boolean;
  soundBlocked = false;
  /** Since when the call has been accepted and not connected. */
  connectingSince: number | undefined;
  silentSince: number | undefined;
  backOnlineUntil = 0;
  controlsUntil = 0;
  readonly microphone = new Wanted<boolean>();
  readonly camera = new Wanted<boolean>();
  readonly mediaWanted = new Wanted<Media>();
  readonly weakSelf = new WeakNetwork();
  readonly #weakPeers = new Map<string, WeakNetwork>();
  readonly #arrived = new Set<string>();
  #wasConnected = false;

  constructor(call: CallState, { earpiece, ownBig }: Surroundings, now: number) {
    this.call = call;
    this.speaker = call.media === "video" || !earpiece;
    this.swapped = ownBig === true;
    this.update(call, now);
  }

  /** Takes the engine's newer state of the same call. */
  update(call: CallState, now: number): void {
    this.call = call;
    if (call.phase !== "ringing") this.accepting = undefined;
    this.microphone.observe(call.self.microphone);
    this.camera.observe(call.self.camera);
    this.mediaWanted.observe(call.media);
    this.weakSelf.report(call.self.quality, now);
    for (const member of call.members) this.#followMember(member, now);
    if (call.members.some((m) => m.phase === "left" && m.userId === this.bigTile))
      this.bigTile = undefined;
    this.#followSilence(now);
    this.followStage(now);
  }

  /** Notes when a stage was entered; to be called after whatever may have changed it. */
  followStage(now: number): void {
    const stage = this.stage;
    if (stage === "connecting") this.connectingSince ??= now;
    else this.connectingSince = undefined;
    if (stage === "connected" && !this.#wasConnected) {
      this.#wasConnected = true;
      this.controlsUntil = now + CONTROLS_MS;
    }
  }

  /** Carries out what time alone has brought about. */
  settle(now: number): void {
    for (const part of this.#timed()) part.settle(now);
  }

  frames(userId: string, arrived: boolean): void {
    if (arrived) this.#arrived.add(userId);
    else this.#arrived.delete(userId);
  }

  hasFrames(userId: string): boolean {
    return this.#arrived.has(userId);
  }

  get stage(): Stage {
    if (this.accepting) return "connecting";
    const stage = STAGES[this.call.phase];
    return stage === "connecting" && this.#wasConnected ? "connected" : stage;
  }

  /** The other one of a call between two; in a group the first who is there. */
  get peer(): Member | undefined {
    const { members } = this.call;
    return members.find((member) => member.phase !== "left") ?? members[0];
  }

  /** The others who take part or are being asked. */
  get present(): readonly Member[] {
    return this.call.members.filter((member) => member.phase !== "left");
  }

  /** How many more fit into the call. */
  get room(): number {
    return Math.max(0, MOST_PEOPLE - 1 - this.present.length);
  }

  /** The first of those whose network is to be called weak. */
  get weakPeer(): Member | undefined {
    return this.present.find(({ userId }) => this.#weakPeers.get(userId)?.weak);
  }

  /** Voice or video, as the user's own taps would have it. */
  get media(): Media {
    return this.accepting?.media ?? this.mediaWanted.over(this.call.media);
  }

  get buttons(): ButtonState {
    const { self, group } = this.call;
    return {
      media: this.media,
      group,
      microphone: this.microphone.over(self.microphone),
      speaker: this.speaker,
      camera: this.camera.over(self.camera),
      canFlip: self.canFlip,
    };
  }

  /** Whether media is away from a conversation that had it. */
  get silent(): boolean {
    return this.silentSince !== undefined;
  }

  /** How long the conversation has been; undefined when it never was one. */
  durationMs(now: number): number | undefined {
    const { connectedAt } = this.call;
    return connectedAt === undefined ? undefined : now - connectedAt;
  }

  controlsShown(now: number): boolean {
    return !this.#hidesControls || now < this.controlsUntil;
  }

  nextTimeouts(): (number | undefined)[] {
    return [
      ...this.#timed().map((part) => part.nextTimeout()),
      this.backOnlineUntil,
      this.#hidesControls ? this.controlsUntil : undefined,
    ];
  }

  /** Over one big picture; a grid has room beside it. */
  get #hidesControls(): boolean {
    return this.stage === "connected" && this.media === "video" && !this.call.group;
  }

  #timed() {
    return [
      this.microphone,
      this.camera,
      this.mediaWanted,
      this.weakSelf,
      ...this.#weakPeers.values(),
    ];
  }

  #followMember(member: Member, now: number): void {
    const { userId, phase, level, quality } = member;
    if (phase !== "joined") {
      this.#weakPeers.delete(userId);
      return;
    }
    const weak = this.#weakPeers.get(userId) ?? new WeakNetwork();
    this.#weakPeers.set(userId, weak);
    weak.report(quality, now);
    if (level >= SPEAKING_LEVEL) this.lastSpeaker = userId;
  }

  #followSilence(now: number): void {
    const silent = this.#wasConnected && this.call.reconnecting;
    if (silent) {
      this.silentSince ??= now;
      return;
    }
    if (this.silentSince !== undefined) this.backOnlineUntil = now + BACK_ONLINE_MS;
    this.silentSince = undefined;
  }
}
