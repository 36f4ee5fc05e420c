/** What records are asked for, as it stands in the address. */

import type { EndReason, MediaKind, RecordQuery } from "../api.ts";
import type { Query } from "./route.ts";

/** Rows of a page. */
export const PAGE = 25;

/** The filters, as the form and the address name them. */
export const FILTERS = ["user", "call", "media", "reason", "group", "from", "until"] as const;

export const REASONS: readonly EndReason[] = [
  "hangup",
  "cancelled",
  "rejected",
  "busy",
  "no_answer",
  "offline",
  "connection_failed",
  "lost",
  "kicked_out",
  "server",
];

/** A call's ID is looked for by its beginning from this many characters on. */
const CALL_PREFIX = 4;

export function isFiltered(query: Query): boolean {
  return FILTERS.some((name) => (query[name] ?? "") !== "");
}

/** The part of the question that says which records, without which page of them. */
export function recordFilter(app: number, query: Query): Omit<RecordQuery, "offset" | "limit"> {
  const from = dayStart(query["from"]);
  const until = dayStart(query["until"], 1);
  const call = query["call"] ?? "";
  return {
    app,
    ...(query["user"] && { user: query["user"] }),
    ...(call.length >= CALL_PREFIX && { call }),
    ...(isMedia(query["media"]) && { media: query["media"] }),
    ...(isReason(query["reason"]) && { reason: query["reason"] }),
    ...(query["group"] && { group: query["group"] === "yes" }),
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
    sort: query["sort"] === "duration" ? "duration" : "started",
    order: query["order"] === "asc" ? "asc" : "desc",
  };
}

export function recordQuery(app: number, query: Query): RecordQuery & { readonly offset: number } {
  const offset = Math.max(0, Number(query["offset"]) || 0);
  return { ...recordFilter(app, query), offset, limit: PAGE };
}

/** Midnight of a day `2026-08-27`, in the time zone of whoever looks, and some days later. */
function dayStart(text: string | undefined, later = 0): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? "");
  if (!parts) return undefined;
  const [, year, month, day] = parts;
  const at = new Date(Number(year), Number(month) - 1, Number(day) + later).getTime();
  return Number.isNaN(at) ? undefined : at;
}

function isMedia(text: string | undefined): text is MediaKind {
  return text === "audio" || text === "video";
}

function isReason(text: string | undefined): text is EndReason {
  return (REASONS as readonly (string | undefined)[]).includes(text);
}
