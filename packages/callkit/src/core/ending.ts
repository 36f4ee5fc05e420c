import type { TextKey } from "../locales/index.ts";
import type { CallState, Ended, EndReason } from "./engine.ts";

/** The short sounds: one blip, three short tones, one falling tone. */
export type Cue = "connected" | "unanswered" | "hangup";

/** How long the end text stays, ms: for the one who ended it, for the other, in the floating window. */
export const END_TEXT_MS = { own: 800, others: 1200, floating: 1500 } as const;

/** How a call is said to have ended. */
export interface Ending {
  readonly key: TextKey;
  /** Whether this user's own tap ended it. */
  readonly own: boolean;
  readonly cue?: Cue;
}

/** Puts the reason into words, which depend on who made the call and who ended it. */
export function endingOf(ended: Ended, role: "caller" | "callee", userId: string): Ending {
  const own = ended.by === userId;
  const caller = role === "caller";
  switch (ended.reason) {
    case "hangup":
      return own || ended.by === undefined
        ? { key: "ended", own, cue: "hangup" }
        : { key: "peerHungUp", own, cue: "hangup" };
    case "cancelled":
      return caller ? { key: "cancelled", own: true } : { key: "callerCancelled", own: false };
    case "rejected":
      return caller
        ? { key: "peerDeclined", own: false, cue: "unanswered" }
        : { key: "declined", own: true };
    case "no_answer":
      return caller
        ? { key: "noAnswer", own: false, cue: "unanswered" }
        : { key: "missed", own: false };
    case "offline":
      return caller
        ? { key: "peerOffline", own: false, cue: "unanswered" }
        : { key: "missed", own: false };
    case "busy":
      return caller
        ? { key: "peerBusy", own: false, cue: "unanswered" }
        : { key: "missedBusy", own: false };
    case "answered_elsewhere":
      return { key: "answeredElsewhere", own: false };
    case "rejected_elsewhere":
      return { key: "declinedElsewhere", own: false };
    case "connection_failed":
      return { key: "connectFailed", own: false, cue: "hangup" };
    case "lost":
      return { key: "connectionLost", own: false, cue: "hangup" };
    case "kicked_out":
      return { key: "signedInElsewhere", own: false, cue: "hangup" };
    case "server":
      return { key: "endedByServer", own: false, cue: "hangup" };
    default:
      return unknown(ended.reason);
  }
}

/** As `endingOf`; who left a group last is nobody's business. */
export function endingIn(call: CallState, ended: Ended, userId: string): Ending {
  const ending = endingOf(ended, call.role, userId);
  return call.group && ending.key === "peerHungUp" ? { ...ending, key: "ended" } : ending;
}

/** A server of a later version may know more reasons; the compiler sees to it that we know all of ours. */
function unknown(_reason: never): Ending {
  return { key: "ended", own: false, cue: "hangup" };
}

/** Whether the callee was called in vain; such rows of a call list are red. */
export function isMissed(reason: EndReason, role: "caller" | "callee"): boolean {
  return (
    role === "callee" &&
    (reason === "no_answer" || reason === "offline" || reason === "busy" || reason === "cancelled")
  );
}
