import type { Text } from "../locales/index.ts";
import type { ButtonId } from "./buttons.ts";
import { CONNECT_LIMIT_MS, nextTimeout, SILENCE_LIMIT_MS, type Timeout } from "./deadlines.ts";
import { dialled } from "./dialled.ts";
import { type DialogAnswer, type DialogView, LEAVE_DIALOG, permissionDialog } from "./dialog.ts";
import { END_TEXT_MS, type Ending, endingIn } from "./ending.ts";
import type { CallRequest, CallState, EngineState, Person } from "./engine.ts";
import { groupNews } from "./group-news.ts";
import type { Command, Input, Surroundings } from "./inputs.ts";
import { Picker, type PickerInput } from "./picker.ts";
import type { Refusal } from "./refusal.ts";
import { CONTROLS_MS, Session } from "./session.ts";
import { TapGuard } from "./tap-guard.ts";
import { Toasts } from "./toasts.ts";
import { type EndedScreen, FALL_MS, type ViewState, viewState } from "./view-state.ts";

/** A dialog and what its answer will be about. */
interface Question {
  readonly view: DialogView;
  readonly about:
    | { readonly type: "call"; readonly request: CallRequest }
    | { readonly type: "accept" | "leave" };
}

/**
 * The call screens as a machine without a clock, a screen or an engine of its own:
 *
 * ```text
 *            dial, engine          tap, engine             end text over
 *   idle ------------------> live ------------> ended ----------------> idle
 *     ^                       | the call is refused        | the next call
 *     +-----------------------+                            +----> live
 * ```
 *
 * `handle` takes what happened and gives back what is to be done; `view` says what to show; `nextTimeout`
 * says when `tick` is due or the view will have changed by itself.
 */
export class CallScreens {
  #surroundings: Surroundings;
  #user: Person | undefined;
  #session: Session | undefined;
  #ended: EndedScreen | undefined;
  #question: Question | undefined;
  readonly #toasts = new Toasts();
  /** The call whose screen is closed; what the engine still says of it is no news. */
  #closed: string | undefined;
  /** The user has cancelled a call that had no id yet. */
  #abandoned = false;
  /** The engine still tells of this call, which is over; the next one dialled is another. */
  #past: string | undefined;
  /** Whom the last call of the user's own was for. */
  #dialled: readonly Person[] = [];
  readonly #taps = new TapGuard<ButtonId | DialogAnswer>();
  #commands: Command[] = [];

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** Takes one input; the commands are to be carried out in their order. */
  handle(input: Input, now: number): readonly Command[] {
    this.#commands = [];
    this.#settle(now);
    const mediaBefore = this.#ended ? undefined : this.#session?.media;
    const sessionBefore = this.#session;
    this.#apply(input, now);
    if (this.#session && this.#session === sessionBefore && !this.#ended) {
      this.#followMedia(this.#session, mediaBefore, now);
    }
    return this.#commands;
  }

  view(now: number): ViewState {
    const { minimisable, muted, hidden = [], contacts = [] } = this.#surroundings;
    return viewState(
      {
        user: this.#user,
        session: this.#session,
        ended: this.#ended,
        toast: this.#toasts.shownAt(now),
        dialog: this.#question?.view,
        minimisable,
        muted,
        hidden,
        contacts,
      },
      now,
    );
  }

  nextTimeout(now: number): Timeout | undefined {
    return nextTimeout(
      { session: this.#session, ended: this.#ended, toastUntil: this.#toasts.until },
      now,
    );
  }

  #apply(input: Input, now: number): void {
    const session = this.#live;
    switch (input.type) {
      case "engine":
        this.#onEngine(input.state, now);
        break;
      case "granted":
        this.#onGranted(input.command, now);
        break;
      case "refused":
        this.#onRefused(input.command, input.refusal, now);
        break;
      case "failed":
        this.#say(input.refusal.text, now);
        break;
      case "dial":
        this.#onDial(input.people, input.request, now);
        break;
      case "leaving":
        if (session) this.#question = { view: LEAVE_DIALOG, about: { type: "leave" } };
        else this.#commands.push({ type: "leave" });
        break;
      case "surroundings":
        this.#surroundings = { ...this.#surroundings, ...input.change };
        break;
      case "tap":
        this.#onTap(input.button, now);
        break;
      case "tapScreen":
        if (session) this.#onTapScreen(session, now);
        break;
      case "swap":
        if (session) session.swapped = !session.swapped;
        break;
      case "tapTile":
        if (session) session.bigTile = session.bigTile === input.userId ? undefined : input.userId;
        break;
      case "picker":
        if (session?.picker) this.#onPicker(session, session.picker, input.input, now);
        break;
      case "stir":
        if (session) session.controlsUntil = now + CONTROLS_MS;
        break;
      case "restore":
        if (!session) return;
        session.floating = false;
        session.banner = false;
        session.controlsUntil = now + CONTROLS_MS;
        break;
      case "answer":
        this.#onAnswer(input.answer, now);
        break;
      case "frames":
        session?.frames(input.userId, input.arrived);
        break;
      case "soundBlocked":
        if (session) session.soundBlocked = input.blocked;
        break;
      case "tick":
        break;
    }
  }

  // The engine.

  #onEngine({ user, call }: EngineState, now: number): void {
    this.#user = user;
    const past = this.#past;
    this.#past = call?.ended && call.id;
    if (!call) {
      const gone = this.#live && this.#live.call.id !== "";
      if (gone) this.#finish({ key: "ended", own: false, cue: "hangup" }, now);
      return;
    }
    if (call.id === this.#closed) {
      // Unless it was over for the engine, too: then this user has entered it once more.
      if (call.ended || past !== call.id) return;
      this.#closed = undefined;
    }
    if (this.#abandoned && call.role === "caller") {
      this.#abandoned = false;
      this.#closed = call.id;
      if (!call.ended) this.#commands.push({ type: "hangup" });
      return;
    }
    const session = this.#live;
    if (!session || (session.call.id !== call.id && session.call.id !== "")) {
      if (!call.ended) this.#begin(call, now);
      return;
    }
    const stageBefore = session.stage;
    const membersBefore = session.call.members;
    session.update(call, now);
    if (call.ended) {
      this.#finish(
        endingIn(call, call.ended, user?.userId ?? ""),
        now,
        call.ended.connected ? call.ended.durationMs : undefined,
      );
      return;
    }
    if (call.group && stageBefore !== "called")
      this.#toasts.add(groupNews(membersBefore, call.members), now);
    if (session.stage === "connected" && stageBefore !== "connected") {
      this.#commands.push({ type: "cue", cue: "connected" });
    }
  }

  #onGranted(command: Command, now: number): void {
    const session = this.#live;
    if (!session) return;
    if (command.type === "microphone") session.microphone.granted(command.on, now);
    if (command.type === "camera") session.camera.granted(command.on, now);
    if (command.type === "switchMedia") session.mediaWanted.granted(command.media, now);
  }

  #onRefused(command: Command, refusal: Refusal, now: number): void {
    const session = this.#live;
    switch (command.type) {
      case "call":
        if (this.#abandoned) {
          this.#abandoned = false;
          return;
        }
        if (session?.call.id === "") this.#close();
        this.#explain(refusal, { type: "call", request: command.request }, now);
        break;
      case "accept":
        // An engine may have begun to connect before it was refused a device, and rings again by now.
        if (!session || session.stage === "connected") return;
        session.accepting = undefined;
        session.followStage(now);
        this.#explain(refusal, { type: "accept" }, now);
        break;
      case "microphone":
        session?.microphone.refused(command.on);
        this.#say(refusal.text, now);
        break;
      case "camera":
        session?.camera.refused(command.on);
        this.#say(refusal.text, now);
        break;
      case "switchMedia":
        session?.mediaWanted.refused(command.media);
        this.#say(refusal.text, now);
        break;
      case "flip":
      case "invite":
        this.#say(refusal.text, now);
        break;
      // The screen has gone already; the engine sees to it that the server learns of it.
      case "reject":
      case "hangup":
      case "speaker":
      case "preview":
      case "resumeSound":
      case "openSettings":
      case "cue":
      case "leave":
        break;
    }
  }

  // The app.

  #onDial(people: readonly Person[], request: CallRequest, now: number): void {
    this.#question = undefined;
    this.#dialled = people;
    this.#commands.push({ type: "call", request });
    if (this.#live) return;
    this.#closed = this.#past ?? this.#closed;
    const { twoCameras = false, cameraClosed = false } = this.#surroundings;
    const own = { canFlip: twoCameras, camera: !cameraClosed };
    this.#begin(dialled(people, request, now, own), now);
  }

  // The user.

  #onTap(button: ButtonId, now: number): void {
    const session = this.#live;
    if (!session || !this.#taps.admit(button, now)) return;
    session.controlsUntil = now + CONTROLS_MS;
    switch (button) {
      case "microphone":
        this.#toggle(session, "microphone");
        break;
      case "camera":
        this.#toggle(session, "camera");
        break;
      case "speaker":
        this.#setSpeaker(session, !session.speaker);
        break;
      case "flip":
        this.#commands.push({ type: "flip" });
        break;
      case "voiceOnly":
        session.mediaWanted.set("audio");
        this.#commands.push({ type: "switchMedia", media: "audio" });
        break;
      case "accept":
        this.#accept(session, undefined, now);
        break;
      case "answerByVoice":
        this.#accept(session, "audio", now);
        break;
      case "decline":
      case "cancel":
      case "hangUp":
        this.#end(session, now);
        break;
      case "invite":
        if (session.room > 0) session.picker = new Picker();
        else this.#say({ key: "tooManyPeople" }, now);
        break;
      case "minimise":
        session.floating = true;
        session.picker = undefined;
        break;
    }
  }

  #onTapScreen(session: Session, now: number): void {
    if (session.soundBlocked) {
      session.soundBlocked = false;
      this.#commands.push({ type: "resumeSound" });
      return;
    }
    session.controlsUntil = session.controlsShown(now) ? now : now + CONTROLS_MS;
  }

  #onPicker(session: Session, picker: Picker, input: PickerInput, now: number): void {
    const { contacts = [] } = this.#surroundings;
    switch (input.do) {
      case "type":
        picker.type(input.text);
        return;
      case "toggle":
        if (!picker.toggle(input.userId, contacts, session.room))
          this.#say({ key: "tooManyPeople" }, now);
        return;
      case "invite": {
        const there = (userId: string) =>
          userId === this.#user?.userId || session.present.some((m) => m.userId === userId);
        const userIds = picker.chosen((userId) => !there(userId), session.room);
        if (userIds.length === 0) return;
        session.picker = undefined;
        this.#commands.push({ type: "invite", userIds });
        return;
      }
      case "close":
        session.picker = undefined;
        return;
    }
  }

  #onAnswer(answer: DialogAnswer, now: number): void {
    const question = this.#question;
    if (!question || !this.#taps.admit(answer, now)) return;
    this.#question = undefined;
    switch (answer) {
      case "openSettings":
        this.#commands.push({ type: "openSettings" });
        break;
      case "useVoiceOnly":
        this.#continueByVoice(question, now);
        break;
      case "leave":
        if (this.#live) this.#end(this.#live, now);
        this.#commands.push({ type: "leave" });
        break;
      case "cancel":
      case "stay":
        break;
    }
  }

  #continueByVoice(question: Question, now: number): void {
    switch (question.about.type) {
      case "call": {
        const request: CallRequest = { ...question.about.request, media: "audio" };
        this.#onDial(this.#dialled, request, now);
        break;
      }
      case "accept":
        if (this.#live) this.#accept(this.#live, "audio", now);
        break;
      case "leave":
        break;
    }
  }

  #toggle(session: Session, what: "microphone" | "camera"): void {
    const on = !session.buttons[what];
    session[what].set(on);
    this.#commands.push({ type: what, on });
  }

  #setSpeaker(session: Session, on: boolean): void {
    session.speaker = on;
    this.#commands.push({ type: "speaker", on });
  }

  #accept(session: Session, media: "audio" | undefined, now: number): void {
    if (session.stage !== "called") return;
    session.accepting = { at: now, ...(media && { media }) };
    session.banner = false;
    session.followStage(now);
    this.#commands.push({ type: "accept", ...(media && { media }) });
  }

  /** Ends one's own part, whatever it is by now: a button that was on the screen when it was tapped ends it. */
  #end(session: Session, now: number): void {
    const { stage } = session;
    this.#commands.push({ type: stage === "called" ? "reject" : "hangup" });
    switch (stage) {
      case "calling":
        this.#finish({ key: "cancelled", own: true }, now);
        break;
      case "called":
        this.#finish({ key: "declined", own: true }, now);
        break;
      case "connecting":
        this.#finish({ key: "ended", own: true, cue: "hangup" }, now);
        break;
      case "connected":
        this.#finish({ key: "ended", own: true, cue: "hangup" }, now, session.durationMs(now));
        break;
    }
  }

  // From one call to the next.

  get #live(): Session | undefined {
    return this.#ended ? undefined : this.#session;
  }

  #begin(call: CallState, now: number): void {
    this.#ended = undefined;
    this.#abandoned = false;
    this.#session = new Session(call, this.#surroundings, now);
    this.#session.banner = this.#surroundings.incoming === "banner";
    this.#commands.push({ type: "speaker", on: this.#session.speaker });
    const closed = this.#surroundings.cameraClosed === true;
    if (this.#session.stage === "called" && call.media === "video" && !closed) {
      this.#commands.push({ type: "preview" });
    }
  }

  #finish(ending: Ending, now: number, durationMs?: number): void {
    const session = this.#live;
    if (!session) return;
    const hold = session.floating ? "floating" : ending.own ? "own" : "others";
    this.#ended = {
      ending,
      until: now + END_TEXT_MS[hold],
      ...(durationMs !== undefined && { durationMs }),
    };
    this.#question = undefined;
    // What it spoke of is over.
    this.#toasts.clear();
    session.picker = undefined;
    if (session.call.id === "") this.#abandoned = true;
    else this.#closed = session.call.id;
    if (ending.cue) this.#commands.push({ type: "cue", cue: ending.cue });
  }

  #close(): void {
    this.#session = undefined;
    this.#ended = undefined;
  }

  /** A call that has become a voice call leaves the loudspeaker and says so. */
  #followMedia(session: Session, before: "audio" | "video" | undefined, now: number): void {
    if (before !== "video" || session.media !== "audio") return;
    this.#say({ key: "switchedToVoice" }, now);
    if (this.#surroundings.earpiece) this.#setSpeaker(session, false);
  }

  #explain(refusal: Refusal, about: Question["about"], now: number): void {
    if (!refusal.permission) {
      this.#say(refusal.text, now);
      return;
    }
    const video =
      about.type === "call" ? about.request.media === "video" : this.#live?.media === "video";
    const missing = refusal.permission === "camera" && video ? "camera" : "microphone";
    const settings = this.#surroundings.settings && refusal.agreement !== true;
    this.#question = { view: permissionDialog(missing, settings), about };
  }

  #say(text: Text, now: number): void {
    this.#toasts.say(text, now);
  }

  // Time.

  #settle(now: number): void {
    this.#toasts.settle(now);
    if (this.#ended && now >= this.#ended.until + FALL_MS) this.#close();
    const session = this.#live;
    if (!session) return;
    session.settle(now);
    const { connectingSince, silentSince } = session;
    if (connectingSince !== undefined && now >= connectingSince + CONNECT_LIMIT_MS) {
      this.#commands.push({ type: "hangup" });
      this.#finish({ key: "connectFailed", own: false, cue: "hangup" }, now);
    } else if (silentSince !== undefined && now >= silentSince + SILENCE_LIMIT_MS) {
      this.#commands.push({ type: "hangup" });
      const lost: Ending = { key: "connectionLost", own: false, cue: "hangup" };
      this.#finish(lost, now, session.durationMs(now));
    }
  }
}
