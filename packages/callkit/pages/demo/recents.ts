/** The call list of one user in this browser. */

import { type CallRow, withRow } from "@callkit/callkit";

function keyOf(userId: string): string {
  return `callkit-demo-calls-${userId}`;
}

export function recentCalls(userId: string): CallRow[] {
  try {
    const rows: unknown = JSON.parse(localStorage.getItem(keyOf(userId)) ?? "[]");
    return Array.isArray(rows) ? (rows as CallRow[]) : [];
  } catch {
    return [];
  }
}

export function addCall(userId: string, row: CallRow): void {
  localStorage.setItem(keyOf(userId), JSON.stringify(withRow(recentCalls(userId), row)));
}

/** The time of day, or the day when it was another one. */
export function whenOf(at: number, language: string): string {
  const date = new Date(at);
  const today = new Date().toDateString() === date.toDateString();
  return new Intl.DateTimeFormat(
    language,
    today ? { hour: "2-digit", minute: "2-digit" } : { month: "numeric", day: "numeric" },
  ).format(date);
}
