/** Two states of a call compared, where the facts between them are not known. */

import type { CallEvent } from "./events.ts";
import type { CallView, MemberView, UserId } from "./protocol.ts";

/** What happened to the others, as far as their states tell it. Presence and media are compared elsewhere. */
export function changes(before: CallView, after: CallView): CallEvent[] {
  const events: CallEvent[] = [];
  for (const [was, is] of pairs(before, after)) {
    const user = is.user_id;
    if (is.phase === "ringing" && was?.phase !== "ringing")
      events.push({ kind: "inviting", user, by: after.caller });
    if (is.rang && !was?.rang && is.phase === "ringing") events.push({ kind: "rang", user });
    if (is.phase === "joined" && was?.phase === "ringing") events.push({ kind: "accepted", user });
    if (isNew(was, is) && (is.left?.reason === "rejected" || is.left?.reason === "busy"))
      events.push({ kind: is.left.reason, user });
    if (is.phase === "joined" && after.connected_at !== undefined) {
      const reconnecting = is.connection === "reconnecting";
      if (reconnecting !== (was?.connection === "reconnecting"))
        events.push({ kind: reconnecting ? "reconnecting" : "reconnected", user });
    }
  }
  return events;
}

/** Who of the others has not answered. */
export function unanswered(before: CallView, after: CallView): UserId[] {
  return pairs(before, after)
    .filter(([was, is]) => isNew(was, is) && isUnanswered(is))
    .map(([, is]) => is.user_id);
}

function pairs(before: CallView, after: CallView): [MemberView | undefined, MemberView][] {
  const others = after.members.filter((member) => member.user_id !== after.you.user_id);
  return others.map((is) => [before.members.find((was) => was.user_id === is.user_id), is]);
}

/** Whether the member has left since, in this or in a later episode. */
function isNew(was: MemberView | undefined, is: MemberView): boolean {
  return is.phase === "left" && (was?.phase !== "left" || was.episode !== is.episode);
}

function isUnanswered(member: MemberView): boolean {
  return member.left?.reason === "no_answer" || member.left?.reason === "offline";
}
