/**
 * One call at a time: what the user does to it, and what comes of it.
 *
 * ```text
 *   idle --dial--> dialing --reply or view--> live --view with `ended`, or lost--> idle
 *   idle ------------ view that rings ------> live
 * ```
 */

import type { Calls, Received } from "./calls.ts";
import type { Command } from "./commands.ts";
import { ErrorCodes, TUICallEngineError } from "./errors.ts";
import type { NeutralEvent } from "./events.ts";
import type { Clock, Log, MediaPort, Sender, Wanted } from "./ports.ts";
import type { Answer, CallView, EndReason, MediaKind, MemberView } from "./protocol.ts";

/** A hang-up is over for the user when the server has not confirmed it by then. */
const HANG_UP_WITHIN = 2_000;
/** Yet the server is told for as long as it may hold the seat (docs/protocol.md, "The connection"), and some more. */
const TELL_HANG_UP_FOR = 60_000;

/** What the phone needs of the session around it. */
export interface Line {
  readonly clock: Clock;
  readonly log: Log;
  readonly online: boolean;
  serverNow(): number;
  run(command: Command, ms?: number): Promise<Answer>;
  emit(event: NeutralEvent): void;
  /** The state has changed. */
  changed(): void;
}

export type Dial = Omit<Extract<Command, { type: "call" }>, "type">;

type Dialing = { cancelled: boolean; heldBack: NeutralEvent[] };

export class Phone {
  /** The last call, kept for the screen after it is over. */
  #last: CallView | undefined;
  #callId: string | undefined;
  #dialing: Dialing | undefined;
  /** Made by a command that the user was told had failed: he hears no more of it. */
  #disowned: string | undefined;
  #accepting = false;
  /** What the user wants open while he takes part, and what of it the server was told. */
  #wanted: Wanted = { microphone: true, camera: false };
  #told: Partial<Wanted> = {};
  /** Joined without knowing whether the call is by video. */
  #undecided = false;
  /** Whether the camera is open when a video call begins. */
  cameraDefault = true;

  readonly #line: Line;
  readonly #calls: Calls;
  readonly #media: MediaPort;

  constructor(line: Line, calls: Calls, media: MediaPort) {
    this.#line = line;
    this.#calls = calls;
    this.#media = media;
  }

  get view(): CallView | undefined {
    return this.#live ?? this.#last;
  }

  get accepting(): boolean {
    return this.#accepting;
  }

  /** Whether there is a call, or one is being made. */
  get busy(): boolean {
    return this.#callId !== undefined || this.#dialing !== undefined;
  }

  /** Whether there is anything that could be hung up, for state checks. */
  get status(): "idle" | "calling" | "connected" {
    if (!this.busy) return "idle";
    const view = this.#live;
    return view?.you.phase === "joined" && view.connected_at !== undefined
      ? "connected"
      : "calling";
  }

  /** Gives the call's ID: it is another user's call when the two called each other. */
  dial(dial: Dial): Promise<string> {
    const { media, callees } = dial;
    const live = this.#live;
    const answers = live?.you.phase === "ringing" && callees.includes(live.caller);
    if (this.busy && !(answers && !this.#dialing)) {
      return Promise.reject(wrongState(`already in a call (${this.status})`));
    }
    return this.#enter({ type: "call", ...dial }, media);
  }

  /**
   * Into a call that is going on. `media` only says what to open; without it the camera is opened as soon as the call
   * turns out to be one by video.
   */
  join(callId: string, media?: MediaKind): Promise<string> {
    if (this.busy) return Promise.reject(wrongState(`already in a call (${this.status})`));
    this.#undecided = media === undefined;
    return this.#enter({ type: "join", call_id: callId }, media ?? "audio");
  }

  async accept(media?: MediaKind): Promise<string> {
    const view = this.#ringing("accept");
    if (this.#accepting) throw new TUICallEngineError(ErrorCodes.REPEATED, "accepting already");
    this.#accepting = true;
    this.#line.changed();
    try {
      if ((media ?? view.media) === "audio") this.#wanted.camera = false;
      await this.#media.open(this.#wanted);
      if (this.#callId !== view.call_id) throw wrongState("the call is over");
      this.#follow();
      const { call_id } = view;
      await this.#line.run({ type: "accept", call_id, ...(media === undefined ? {} : { media }) });
      return call_id;
    } catch (error) {
      this.#accepting = false;
      if (this.#callId === view.call_id) {
        await this.#media.open({ microphone: false, camera: false });
        this.#follow();
      }
      this.#line.changed();
      throw error;
    }
  }

  async reject(): Promise<void> {
    const { call_id } = this.#ringing("reject");
    await this.#leave(call_id, "reject");
  }

  async hangUp(): Promise<void> {
    if (this.#callId !== undefined) return this.#leave(this.#callId, "hangup");
    if (!this.#dialing) throw wrongState("there is no call to hang up");
    this.#dialing.cancelled = true;
    this.#media.release();
  }

  async invite(callees: string[], timeout_s?: number): Promise<void> {
    const call_id = this.#joined("inviteUser").call_id;
    const timeout = timeout_s === undefined ? {} : { timeout_s };
    await this.#line.run({ type: "invite", call_id, callees, ...timeout });
  }

  async switchMedia(media: MediaKind): Promise<void> {
    const view = this.#joined("switchCallMediaType");
    if (view.media === media) {
      throw new TUICallEngineError(ErrorCodes.REPEATED, `the call is ${media} already`);
    }
    const before = this.#wanted.camera;
    this.#wanted.camera = media === "video";
    try {
      await this.#media.open(this.#wanted);
      await this.#line.run({ type: "switch_media", call_id: view.call_id, media });
      // The server knows the camera of who switched.
      this.#told.camera = media === "video";
    } catch (error) {
      this.#wanted.camera = before;
      if (this.#callId === view.call_id) await this.#media.open(this.#wanted);
      throw error;
    }
  }

  async microphone(on: boolean): Promise<void> {
    this.#inCall("openMicrophone");
    this.#wanted.microphone = on;
    await this.#apply();
  }

  /** While it rings here the camera is a preview: nobody is told and nothing is sent. */
  async camera(on: boolean): Promise<void> {
    this.#inCall("openCamera");
    if (on && this.#live?.media === "audio") {
      throw wrongState("this is a voice call; switch it to video first");
    }
    const before = this.#wanted.camera;
    this.#wanted.camera = on;
    try {
      await this.#apply();
    } catch (error) {
      this.#wanted.camera = before;
      throw error;
    }
  }

  /** A view has come. `restoring`: this page has just begun, and the call may have been here before. */
  take({ events, view, first }: Received, restoring: boolean): void {
    if (this.#disowned === view.call_id) return;
    const live = !view.ended && view.you.phase !== "left";
    if (live && view.call_id !== this.#callId) {
      const unasked = view.you.role === "caller" && !this.#dialing && !restoring;
      if (first && unasked) {
        this.#line.log("info", "a call that was given up came about; hanging up");
        this.#disowned = view.call_id;
        this.#tell(view.call_id, "hangup");
        return;
      }
      // One call a user: the server has ended the one before.
      if (this.#callId !== undefined) this.lose(this.#callId);
      this.#begin(view, first && restoring);
    }
    const mine = view.call_id === this.#callId;
    if (!mine && this.busy) return;
    if (mine) this.#sync(view);
    for (const event of events) this.#say({ ...event, call: view });
    this.#line.changed();
  }

  /** The server does not know the call any more. */
  lose(callId: string): void {
    this.#endHere(callId, "lost");
  }

  /** Signed out, in whatever way: the server ends this user's part by itself. */
  drop(reason: EndReason): void {
    if (this.#callId !== undefined) this.#endHere(this.#callId, reason);
    if (this.#dialing) this.#dialing.cancelled = true;
    this.#media.release();
  }

  /** The call that was kept for the screen belongs to somebody who has signed out. */
  forget(): void {
    this.#last = undefined;
  }

  async #enter(command: Command, media: MediaKind): Promise<string> {
    const dialing: Dialing = { cancelled: false, heldBack: [] };
    this.#dialing = dialing;
    this.#wanted = { microphone: true, camera: media === "video" && this.cameraDefault };
    this.#told = {};
    this.#line.changed();
    try {
      await this.#media.open(this.#wanted);
      if (dialing.cancelled) throw wrongState("hung up before it began");
      const { call_id = "" } = await this.#line.run(command);
      if (dialing.cancelled) {
        await this.#leave(call_id, "hangup");
        throw wrongState("hung up before it began");
      }
      const known = this.#calls.view(call_id);
      if (!known?.ended) this.#callId = call_id;
      // What rang here in the meantime is the very call that was entered.
      dialing.heldBack = dialing.heldBack.filter((event) => event.kind !== "received");
      return call_id;
    } catch (error) {
      if (this.#callId === undefined) this.#media.release();
      throw error;
    } finally {
      this.#dialing = undefined;
      for (const event of dialing.heldBack) this.#line.emit(event);
      this.#line.changed();
    }
  }

  #begin(view: CallView, restoring: boolean): void {
    this.#callId = view.call_id;
    this.#last = undefined;
    this.#accepting = false;
    if (this.#dialing) return;
    const me = view.members.find((member) => member.user_id === view.you.user_id);
    this.#told = {};
    if (!restoring || view.you.phase === "ringing" || !me) {
      this.#wanted = { microphone: true, camera: view.media === "video" && this.cameraDefault };
      return;
    }
    this.#wanted = { microphone: me.microphone, camera: me.camera };
    this.#media.open(this.#wanted).catch((error: unknown) => this.#lostDevices(error));
  }

  /** Brings media, and what the server knows of it, in line with the view. */
  #sync(view: CallView): void {
    if (view.ended) {
      this.#over(view);
      return;
    }
    if (view.you.phase === "joined") {
      this.#accepting = false;
      this.#decide(view);
    }
    if (view.media === "audio" && this.#wanted.camera && this.#takesPart(view)) {
      this.#wanted.camera = false;
      this.#media.open(this.#wanted).catch((error: unknown) => this.#lostDevices(error));
    }
    this.#follow();
    this.#report().catch((error: unknown) => this.#line.log("warn", String(error)));
  }

  /** The kind of call that was joined is known. Without a camera it goes on by voice. */
  #decide(view: CallView): void {
    if (!this.#undecided) return;
    this.#undecided = false;
    if (view.media === "audio" || !this.cameraDefault) return;
    this.camera(true).catch((error: unknown) => {
      const code = error instanceof TUICallEngineError ? error.code : ErrorCodes.UNKNOWN;
      this.#line.emit({ kind: "error", code, message: String(error) });
    });
  }

  #over(view: CallView): void {
    this.#undecided = false;
    this.#last = view;
    this.#callId = undefined;
    this.#accepting = false;
    this.#media.release();
  }

  #endHere(callId: string, reason: EndReason, by?: string): void {
    const received = this.#calls.end(callId, reason, by, this.#line.serverNow());
    if (received) this.take(received, false);
    else if (this.#callId === callId) this.#callId = undefined;
  }

  /** Ends this user's part. The user need not wait for a server that does not answer. */
  async #leave(callId: string, how: "hangup" | "reject"): Promise<void> {
    this.#media.release();
    const told = this.#tell(callId, how);
    const view = this.#calls.view(callId);
    const end = () => {
      const connected = view?.connected_at !== undefined && view.you.phase === "joined";
      const reason = connected ? "hangup" : view?.you.role === "caller" ? "cancelled" : "rejected";
      this.#endHere(callId, reason, view?.you.user_id);
      this.#line.changed();
    };
    if (!this.#line.online) {
      end();
      return;
    }
    const late = new Promise<void>((resolve) => {
      const cancel = this.#line.clock.setTimeout(() => {
        end();
        resolve();
      }, HANG_UP_WITHIN);
      told.finally(cancel);
    });
    await Promise.race([told, late]);
    // The reply may overtake the view that says so, but not for long.
    if (this.#callId === callId) this.#line.clock.setTimeout(end, HANG_UP_WITHIN);
  }

  /** Never fails: a call that the server refuses to hang up is over already. */
  async #tell(callId: string, how: "hangup" | "reject"): Promise<void> {
    try {
      await this.#line.run({ type: how, call_id: callId }, TELL_HANG_UP_FOR);
    } catch (error) {
      this.#line.log("info", `${how} was not taken: ${String(error)}`);
    }
  }

  /** Opens what is wanted now; while it rings that is at most the camera. */
  async #apply(): Promise<void> {
    const view = this.#live;
    const rings = view !== undefined && !this.#takesPart(view);
    await this.#media.open(
      rings ? { microphone: false, camera: this.#wanted.camera } : this.#wanted,
    );
    await this.#report();
  }

  /** Tells the server what is open where it believes otherwise. */
  async #report(): Promise<void> {
    const view = this.#live;
    const me = view?.members.find((member) => member.user_id === view.you.user_id);
    if (!view || !me || view.you.phase !== "joined") return;
    for (const kind of ["microphone", "camera"] as const) {
      const on = this.#wanted[kind];
      if (on === (this.#told[kind] ?? me[kind])) continue;
      this.#told[kind] = on;
      try {
        await this.#line.run({ type: kind, call_id: view.call_id, on });
      } catch (error) {
        if (this.#callId !== view.call_id) return;
        throw error;
      }
    }
  }

  #follow(): void {
    const view = this.#live;
    if (!view) return;
    const { leg } = view.you;
    this.#media.follow({
      callId: view.call_id,
      media: view.media,
      leg,
      sending: this.#takesPart(view),
      senders: leg?.admitted === true ? senders(view) : [],
      people: view.members.filter(({ phase }) => phase !== "left").length,
    });
  }

  #say(event: NeutralEvent): void {
    if (this.#dialing && event.kind === "received") this.#dialing.heldBack.push(event);
    else this.#line.emit(event);
  }

  #lostDevices(error: unknown): void {
    const code = error instanceof TUICallEngineError ? error.code : ErrorCodes.UNKNOWN;
    this.#wanted = { microphone: false, camera: false };
    this.#line.emit({ kind: "error", code, message: String(error) });
    this.#report().catch((failure: unknown) => this.#line.log("warn", String(failure)));
  }

  #takesPart(view: CallView): boolean {
    return view.you.phase === "joined" || this.#accepting;
  }

  get #live(): CallView | undefined {
    return this.#callId === undefined ? undefined : this.#calls.view(this.#callId);
  }

  #ringing(what: string): CallView {
    const view = this.#live;
    if (view?.you.phase === "ringing") return view;
    throw wrongState(`${what}: nobody is calling (${this.status})`);
  }

  #joined(what: string): CallView {
    const view = this.#live;
    if (view?.you.phase === "joined") return view;
    throw wrongState(`${what}: not in a call (${this.status})`);
  }

  #inCall(what: string): void {
    if (!this.busy) throw wrongState(`${what}: there is no call`);
  }
}

/** Whose voice or picture should be arriving here. */
function senders({ members, you, media }: CallView): Sender[] {
  return members
    .filter((member) => isThere(member) && member.user_id !== you.user_id)
    .map((member) => ({
      user: member.user_id,
      voice: member.microphone,
      picture: member.camera && media === "video" && member.video === "ok",
    }));
}

function isThere({ phase, connection }: MemberView): boolean {
  return phase === "joined" && connection === "connected";
}

function wrongState(message: string): TUICallEngineError {
  return new TUICallEngineError(ErrorCodes.WRONG_STATE, message);
}
