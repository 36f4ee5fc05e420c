import { CONNECT_LIMIT_MS, nextTimeout, SILENCE_LIMIT_MS, type Timeout } from "./deadlines.ts";
import { Desk } from "./desk.ts";
import { LEAVE_DIALOG } from "./dialog.ts";
import type { Ending } from "./ending.ts";
import { engineTold, granted, refused } from "./from-engine.ts";
import { answered, pickerUsed, screenTapped, tapped } from "./from-user.ts";
import type { Command, Input, Surroundings } from "./inputs.ts";
import { CONTROLS_MS } from "./session.ts";
import { FALL_MS, type ViewState, viewState } from "./view-state.ts";

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
  readonly #desk: Desk;

  constructor(surroundings: Surroundings) {
    this.#desk = new Desk(surroundings);
  }

  /** Takes one input; the commands are to be carried out in their order. */
  handle(input: Input, now: number): readonly Command[] {
    const desk = this.#desk;
    this.#settle(now);
    const mediaBefore = desk.live?.media;
    const sessionBefore = desk.session;
    this.#apply(input, now);
    if (desk.live && desk.live === sessionBefore) desk.followMedia(desk.live, mediaBefore, now);
    return desk.takeCommands();
  }

  view(now: number): ViewState {
    const { surroundings, user, session, ended, toasts, question } = this.#desk;
    const { minimisable, muted, hidden = [], contacts = [] } = surroundings;
    return viewState(
      {
        user,
        session,
        ended,
        toast: toasts.shownAt(now),
        dialog: question?.view,
        minimisable,
        muted,
        hidden,
        contacts,
      },
      now,
    );
  }

  nextTimeout(now: number): Timeout | undefined {
    const { session, ended, toasts } = this.#desk;
    return nextTimeout({ session, ended, toastUntil: toasts.until }, now);
  }

  #apply(input: Input, now: number): void {
    const desk = this.#desk;
    const session = desk.live;
    switch (input.type) {
      case "engine":
        engineTold(desk, input.state, now);
        break;
      case "granted":
        granted(desk, input.command, now);
        break;
      case "refused":
        refused(desk, input.command, input.refusal, now);
        break;
      case "failed":
        desk.say(input.refusal.text, now);
        break;
      case "dial":
        desk.dial(input.people, input.request, now);
        break;
      case "leaving":
        if (session) desk.question = { view: LEAVE_DIALOG, about: { type: "leave" } };
        else desk.command({ type: "leave" });
        break;
      case "surroundings":
        desk.surroundings = { ...desk.surroundings, ...input.change };
        break;
      case "tap":
        tapped(desk, input.button, now);
        break;
      case "tapScreen":
        if (session) screenTapped(desk, session, now);
        break;
      case "swap":
        if (session) session.swapped = !session.swapped;
        break;
      case "tapTile":
        if (session) session.bigTile = session.bigTile === input.userId ? undefined : input.userId;
        break;
      case "picker":
        if (session?.picker) pickerUsed(desk, session, session.picker, input.input, now);
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
        answered(desk, input.answer, now);
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

  #settle(now: number): void {
    const desk = this.#desk;
    desk.toasts.settle(now);
    if (desk.ended && now >= desk.ended.until + FALL_MS) desk.close();
    const session = desk.live;
    if (!session) return;
    session.settle(now);
    const { connectingSince, silentSince } = session;
    if (connectingSince !== undefined && now >= connectingSince + CONNECT_LIMIT_MS) {
      desk.command({ type: "hangup" });
      desk.finish({ key: "connectFailed", own: false, cue: "hangup" }, now);
    } else if (silentSince !== undefined && now >= silentSince + SILENCE_LIMIT_MS) {
      desk.command({ type: "hangup" });
      const lost: Ending = { key: "connectionLost", own: false, cue: "hangup" };
      desk.finish(lost, now, session.durationMs(now));
    }
  }
}
