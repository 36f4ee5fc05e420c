import type { Text, TextKey } from "../locales/index.ts";
import type { Member } from "./engine.ts";
import { shortNameOf } from "./person.ts";

/** What the others of a group call have done between two states of it, in the words of a toast. */
export function groupNews(before: readonly Member[], after: readonly Member[]): Text[] {
  const news: Text[] = [];
  for (const member of after) {
    const was = before.find(({ userId }) => userId === member.userId);
    const key = newsOf(was?.phase, member);
    if (key) news.push({ key, params: { name: shortNameOf(member) } });
  }
  return news;
}

function newsOf(was: Member["phase"] | undefined, member: Member): TextKey | undefined {
  if (was === member.phase) return undefined;
  switch (member.phase) {
    case "ringing":
      return undefined;
    case "joined":
      return "memberJoined";
    case "left":
      return was === "joined" ? "memberLeft" : unansweredKey(member);
  }
}

/** Why somebody who was asked does not come; nothing for what the others need not know. */
function unansweredKey({ left }: Member): TextKey | undefined {
  switch (left) {
    case "rejected":
      return "memberDeclined";
    case "busy":
      return "memberBusy";
    case "no_answer":
    case "offline":
      return "memberNoAnswer";
    case "answered_elsewhere":
    case "cancelled":
    case "connection_failed":
    case "hangup":
    case "kicked_out":
    case "lost":
    case "rejected_elsewhere":
    case "server":
    case undefined:
      return undefined;
    default:
      return unknown(left);
  }
}

/** A server of a later version may know more reasons; the compiler sees to it that we know all of ours. */
function unknown(_reason: never): undefined {
  return undefined;
}
