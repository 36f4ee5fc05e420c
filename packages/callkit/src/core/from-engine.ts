/** What the engine tells the call screens. */

import type { Desk } from "./desk.ts";
import { endingIn } from "./ending.ts";
import type { EngineState } from "./engine.ts";
import { groupNews } from "./group-news.ts";
import type { Command } from "./inputs.ts";
import type { Refusal } from "./refusal.ts";

/** The engine has another state. */
export function engineTold(desk: Desk, { user, call }: EngineState, now: number): void {
  desk.user = user;
  const past = desk.past;
  desk.past = call?.ended && call.id;
  if (!call) {
    const gone = desk.live && desk.live.call.id !== "";
    if (gone) desk.finish({ key: "ended", own: false, cue: "hangup" }, now);
    return;
  }
  if (call.id === desk.closed) {
    // Unless it was over for the engine, too: then this user has entered it once more.
    if (call.ended || past !== call.id) return;
    desk.closed = undefined;
  }
  if (desk.abandoned && call.role === "caller") {
    desk.abandoned = false;
    desk.closed = call.id;
    if (!call.ended) desk.command({ type: "hangup" });
    return;
  }
  const session = desk.live;
  if (!session || (session.call.id !== call.id && session.call.id !== "")) {
    if (!call.ended) desk.begin(call, now);
    return;
  }
  const stageBefore = session.stage;
  const membersBefore = session.call.members;
  session.update(call, now);
  if (call.ended) {
    desk.finish(
      endingIn(call, call.ended, user?.userId ?? ""),
      now,
      call.ended.connected ? call.ended.durationMs : undefined,
    );
    return;
  }
  if (call.group && stageBefore !== "called")
    desk.toasts.add(groupNews(membersBefore, call.members), now);
  if (session.stage === "connected" && stageBefore !== "connected") {
    desk.command({ type: "cue", cue: "connected" });
  }
}

/** The engine has done what it was asked. */
export function granted(desk: Desk, command: Command, now: number): void {
  const session = desk.live;
  if (!session) return;
  if (command.type === "microphone") session.microphone.granted(command.on, now);
  if (command.type === "camera") session.camera.granted(command.on, now);
  if (command.type === "switchMedia") session.mediaWanted.granted(command.media, now);
}

/** The engine, or the server behind it, will not do what it was asked. */
export function refused(desk: Desk, command: Command, refusal: Refusal, now: number): void {
  const session = desk.live;
  switch (command.type) {
    case "call":
      if (desk.abandoned) {
        desk.abandoned = false;
        return;
      }
      if (session?.call.id === "") desk.close();
      desk.explain(refusal, { type: "call", request: command.request }, now);
      break;
    case "accept":
      // An engine may have begun to connect before it was refused a device, and rings again by now.
      if (!session || session.stage === "connected") return;
      session.accepting = undefined;
      session.followStage(now);
      desk.explain(refusal, { type: "accept" }, now);
      break;
    case "microphone":
      session?.microphone.refused(command.on);
      desk.say(refusal.text, now);
      break;
    case "camera":
      session?.camera.refused(command.on);
      desk.say(refusal.text, now);
      break;
    case "switchMedia":
      session?.mediaWanted.refused(command.media);
      desk.say(refusal.text, now);
      break;
    case "flip":
    case "invite":
      desk.say(refusal.text, now);
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
