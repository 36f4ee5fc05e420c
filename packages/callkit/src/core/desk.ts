import type { Text } from "../locales/index.ts";
import type { ButtonId } from "./buttons.ts";
import { dialled } from "./dialled.ts";
import { type DialogAnswer, type DialogView, permissionDialog } from "./dialog.ts";
import { END_TEXT_MS, type Ending } from "./ending.ts";
import type { CallRequest, CallState, Person } from "./engine.ts";
import type { Command, Surroundings } from "./inputs.ts";
import type { Refusal } from "./refusal.ts";
import { Session } from "./session.ts";
import { TapGuard } from "./tap-guard.ts";
import { Toasts } from "./toasts.ts";
import type { EndedScreen } from "./view-state.ts";

/** A dialog and what its answer will be about. */
export interface Question {
  readonly view: DialogView;
  readonly about:
    | { readonly type: "call"; readonly request: CallRequest }
    | { readonly type: "accept" | "leave" };
}

/**
 * What the call screens know, and how a call comes onto them and goes. What happens to it is told elsewhere, by where
 * it comes from: from-engine.ts, from-user.ts, and the clock in call-screens.ts.
 */
export class Desk {
  surroundings: Surroundings;
  user: Person | undefined;
  /** Also of a call whose end is still being told; see `live`. */
  session: Session | undefined;
  ended: EndedScreen | undefined;
  question: Question | undefined;
  readonly toasts = new Toasts();
  readonly taps = new TapGuard<ButtonId | DialogAnswer>();
  /** The call whose screen is closed; what the engine still says of it is no news. */
  closed: string | undefined;
  /** The user has cancelled a call that had no id yet. */
  abandoned = false;
  /** The engine still tells of this call, which is over; the next one dialled is another. */
  past: string | undefined;
  /** Whom the last call of the user's own was for. */
  dialled: readonly Person[] = [];
  #commands: Command[] = [];

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
  }

  /** The call that goes on. */
  get live(): Session | undefined {
    return this.ended ? undefined : this.session;
  }

  command(command: Command): void {
    this.#commands.push(command);
  }

  /** What is to be done since the last time. */
  takeCommands(): readonly Command[] {
    const commands = this.#commands;
    this.#commands = [];
    return commands;
  }

  dial(people: readonly Person[], request: CallRequest, now: number): void {
    this.question = undefined;
    this.dialled = people;
    this.command({ type: "call", request });
    if (this.live) return;
    this.closed = this.past ?? this.closed;
    const { twoCameras = false, cameraClosed = false } = this.surroundings;
    const own = { canFlip: twoCameras, camera: !cameraClosed };
    this.begin(dialled(people, request, now, own), now);
  }

  begin(call: CallState, now: number): void {
    this.ended = undefined;
    this.abandoned = false;
    this.session = new Session(call, this.surroundings, now);
    this.session.banner = this.surroundings.incoming === "banner";
    this.command({ type: "speaker", on: this.session.speaker });
    const closed = this.surroundings.cameraClosed === true;
    if (this.session.stage === "called" && call.media === "video" && !closed) {
      this.command({ type: "preview" });
    }
  }

  finish(ending: Ending, now: number, durationMs?: number): void {
    const session = this.live;
    if (!session) return;
    const hold = session.floating ? "floating" : ending.own ? "own" : "others";
    this.ended = {
      ending,
      until: now + END_TEXT_MS[hold],
      ...(durationMs !== undefined && { durationMs }),
    };
    this.question = undefined;
    // What it spoke of is over.
    this.toasts.clear();
    session.picker = undefined;
    if (session.call.id === "") this.abandoned = true;
    else this.closed = session.call.id;
    if (ending.cue) this.command({ type: "cue", cue: ending.cue });
  }

  close(): void {
    this.session = undefined;
    this.ended = undefined;
  }

  setSpeaker(session: Session, on: boolean): void {
    session.speaker = on;
    this.command({ type: "speaker", on });
  }

  /** A call that has become a voice call leaves the loudspeaker and says so. */
  followMedia(session: Session, before: "audio" | "video" | undefined, now: number): void {
    if (before !== "video" || session.media !== "audio") return;
    this.say({ key: "switchedToVoice" }, now);
    if (this.surroundings.earpiece) this.setSpeaker(session, false);
  }

  explain(refusal: Refusal, about: Question["about"], now: number): void {
    if (!refusal.permission) {
      this.say(refusal.text, now);
      return;
    }
    const video =
      about.type === "call" ? about.request.media === "video" : this.live?.media === "video";
    const missing = refusal.permission === "camera" && video ? "camera" : "microphone";
    const settings = this.surroundings.settings && refusal.agreement !== true;
    this.question = { view: permissionDialog(missing, settings), about };
  }

  say(text: Text, now: number): void {
    this.toasts.say(text, now);
  }
}
