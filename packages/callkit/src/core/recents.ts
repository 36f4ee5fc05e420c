import type { TextKey } from "../locales/index.ts";
import { endingIn, isMissed } from "./ending.ts";
import type { CallState, Media, Person } from "./engine.ts";

/** One row of a call list. */
export interface CallRow {
  readonly callId: string;
  readonly peer: Person;
  /** Who else took part or was asked, where it was a group call. */
  readonly others?: readonly Person[];
  readonly media: Media;
  readonly direction: "out" | "in";
  /** How it ended, in the words of the end screen. */
  readonly outcome: TextKey;
  /** Called in vain: the row is red. */
  readonly missed: boolean;
  readonly startedAt: number;
  /** Absent when it never was a conversation. */
  readonly durationMs?: number;
}

/** How many rows are kept. */
export const ROWS_KEPT = 50;

/** The row of a call that has ended; none for one that has not. */
export function rowOf(call: CallState, userId: string): CallRow | undefined {
  const { ended } = call;
  const [peer, ...others] = call.members.map(personOf);
  if (!ended || !peer) return undefined;
  return {
    callId: call.id,
    peer,
    ...(call.group && { others }),
    media: call.media,
    direction: call.role === "caller" ? "out" : "in",
    outcome: endingIn(call, ended, userId).key,
    missed: isMissed(ended.reason, call.role),
    startedAt: call.startedAt,
    ...(ended.connected && { durationMs: ended.durationMs }),
  };
}

/** Without what only a call knows of him. */
function personOf({ userId, nick, avatar, remark }: Person): Person {
  return { userId, nick, avatar, ...(remark !== undefined && { remark }) };
}

/** The list with one more row: newest first, each call once. */
export function withRow(rows: readonly CallRow[], row: CallRow): CallRow[] {
  return [row, ...rows.filter((other) => other.callId !== row.callId)].slice(0, ROWS_KEPT);
}
