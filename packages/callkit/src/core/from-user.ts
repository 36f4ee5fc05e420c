/** What the user does on the call screens. */

import type { ButtonId } from "./buttons.ts";
import type { Desk, Question } from "./desk.ts";
import type { DialogAnswer } from "./dialog.ts";
import type { CallRequest } from "./engine.ts";
import { Picker, type PickerInput } from "./picker.ts";
import { CONTROLS_MS, type Session } from "./session.ts";

/** A button of the screen. */
export function tapped(desk: Desk, button: ButtonId, now: number): void {
  const session = desk.live;
  if (!session || !desk.taps.admit(button, now)) return;
  session.controlsUntil = now + CONTROLS_MS;
  switch (button) {
    case "microphone":
      toggle(desk, session, "microphone");
      break;
    case "camera":
      toggle(desk, session, "camera");
      break;
    case "speaker":
      desk.setSpeaker(session, !session.speaker);
      break;
    case "flip":
      desk.command({ type: "flip" });
      break;
    case "voiceOnly":
      session.mediaWanted.set("audio");
      desk.command({ type: "switchMedia", media: "audio" });
      break;
    case "accept":
      accept(desk, session, undefined, now);
      break;
    case "answerByVoice":
      accept(desk, session, "audio", now);
      break;
    case "decline":
    case "cancel":
    case "hangUp":
      end(desk, session, now);
      break;
    case "invite":
      if (session.room > 0) session.picker = new Picker();
      else desk.say({ key: "tooManyPeople" }, now);
      break;
    case "minimise":
      session.floating = true;
      session.picker = undefined;
      break;
  }
}

/** The big picture, or the ground. */
export function screenTapped(desk: Desk, session: Session, now: number): void {
  if (session.soundBlocked) {
    session.soundBlocked = false;
    desk.command({ type: "resumeSound" });
    return;
  }
  session.controlsUntil = session.controlsShown(now) ? now : now + CONTROLS_MS;
}

/** The dialog of whom to ask into the call. */
export function pickerUsed(
  desk: Desk,
  session: Session,
  picker: Picker,
  input: PickerInput,
  now: number,
): void {
  const { contacts = [] } = desk.surroundings;
  switch (input.do) {
    case "type":
      picker.type(input.text);
      return;
    case "toggle":
      if (!picker.toggle(input.userId, contacts, session.room))
        desk.say({ key: "tooManyPeople" }, now);
      return;
    case "invite": {
      const there = (userId: string) =>
        userId === desk.user?.userId || session.present.some((m) => m.userId === userId);
      const userIds = picker.chosen((userId) => !there(userId), session.room);
      if (userIds.length === 0) return;
      session.picker = undefined;
      desk.command({ type: "invite", userIds });
      return;
    }
    case "close":
      session.picker = undefined;
      return;
  }
}

/** An answer to the question that is asked. */
export function answered(desk: Desk, answer: DialogAnswer, now: number): void {
  const question = desk.question;
  if (!question || !desk.taps.admit(answer, now)) return;
  desk.question = undefined;
  switch (answer) {
    case "openSettings":
      desk.command({ type: "openSettings" });
      break;
    case "useVoiceOnly":
      continueByVoice(desk, question, now);
      break;
    case "leave":
      if (desk.live) end(desk, desk.live, now);
      desk.command({ type: "leave" });
      break;
    case "cancel":
    case "stay":
      break;
  }
}

function continueByVoice(desk: Desk, question: Question, now: number): void {
  switch (question.about.type) {
    case "call": {
      const request: CallRequest = { ...question.about.request, media: "audio" };
      desk.dial(desk.dialled, request, now);
      break;
    }
    case "accept":
      if (desk.live) accept(desk, desk.live, "audio", now);
      break;
    case "leave":
      break;
  }
}

function toggle(desk: Desk, session: Session, what: "microphone" | "camera"): void {
  const on = !session.buttons[what];
  session[what].set(on);
  desk.command({ type: what, on });
}

function accept(desk: Desk, session: Session, media: "audio" | undefined, now: number): void {
  if (session.stage !== "called") return;
  session.accepting = { at: now, ...(media && { media }) };
  session.banner = false;
  session.followStage(now);
  desk.command({ type: "accept", ...(media && { media }) });
}

/** Ends one's own part, whatever it is by now: a button that was on the screen when it was tapped ends it. */
function end(desk: Desk, session: Session, now: number): void {
  const { stage } = session;
  desk.command({ type: stage === "called" ? "reject" : "hangup" });
  switch (stage) {
    case "calling":
      desk.finish({ key: "cancelled", own: true }, now);
      break;
    case "called":
      desk.finish({ key: "declined", own: true }, now);
      break;
    case "connecting":
      desk.finish({ key: "ended", own: true, cue: "hangup" }, now);
      break;
    case "connected":
      desk.finish({ key: "ended", own: true, cue: "hangup" }, now, session.durationMs(now));
      break;
  }
}
