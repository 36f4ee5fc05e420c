/** Checks of what callers hand in; each failure names the field and what it got. */

import { ErrorCodes, TUICallEngineError } from "./errors.ts";

const USER_ID = /^[A-Za-z0-9_-]{1,32}$/;

/** The argument as an object whose fields may be anything. */
export function fields(value: unknown, method: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw invalid(`${method} takes an object with named fields`, value);
}

export function userId(value: unknown, field = "userID"): string {
  if (typeof value === "string" && USER_ID.test(value)) return value;
  throw invalid(`${field} must be 1 to 32 letters, digits, - or _`, value);
}

export function userIds(value: unknown, field = "userIDList"): string[] {
  if (!Array.isArray(value) || value.length === 0)
    throw invalid(`${field} must be a list of user IDs, at least one`, value);
  return [...new Set(value.map((item, at) => userId(item, `${field}[${at}]`)))];
}

export function text(value: unknown, field: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw invalid(`${field} must be a text, not empty`, value);
}

export function optionalText(value: unknown, field: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  throw invalid(`${field} must be a text`, value);
}

export function wholeNumber(value: unknown, field: string, least: number, most: number): number {
  const fits = typeof value === "number" && Number.isInteger(value);
  if (fits && value >= least && value <= most) return value;
  throw invalid(`${field} must be a whole number from ${least} to ${most}`, value);
}

export function oneOf<T>(value: unknown, field: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw invalid(`${field} must be one of ${allowed.join(", ")}`, value);
}

export function callback(value: unknown, field: string): (payload: unknown) => void {
  if (typeof value === "function") return value as (payload: unknown) => void;
  throw invalid(`${field} must be a function`, value);
}

/** Seconds that a call rings, where they are given. */
export function ringTime(value: unknown): number | undefined {
  return value === undefined || value === null ? undefined : wholeNumber(value, "timeout", 0, 600);
}

function invalid(rule: string, got: unknown): TUICallEngineError {
  return new TUICallEngineError(ErrorCodes.INVALID_PARAMETER, `${rule}; got ${shown(got)}`);
}

/** Short, and never the inside of an object: there may be a ticket in it. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === null) return "null";
  return Array.isArray(value) ? `a list of ${value.length}` : typeof value;
}
