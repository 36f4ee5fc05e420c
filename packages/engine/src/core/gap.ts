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
    const left = hasDeclined(was, is) ? is.left?.reason : undefined;
    if (left === "rejected" || left === "busy") events.push({ kind: left, user });
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
    .filter(([was, is]) => hasDeclined(was, is) && isUnanswered(is))
    .map(([, is]) => is.user_id);
}

function pairs(before: CallView, after: CallView): [MemberView | undefined, MemberView][] {
  const others = after.members.filter((member) => member.user_id !== after.you.user_id);
  return others.map((is) => [before.members.find((was) => was.user_id === is.user_id), is]);
}

/** Whether the member is gone since, in this or in a later episode, without having joined in it. */
function hasDeclined(was: MemberView | undefined, is: MemberView): boolean {
  const fresh = was?.phase !== "left" || was.episode !== is.episode;
  return is.phase === "left" && fresh && is.joined_at === undefined;
}

function isUnanswered(member: MemberView): boolean {
  return member.left?.reason === "no_answer" || member.left?.reason === "offline";
}
