/** Where a key of an app stands in its life. */

import type { KeyView } from "../api.ts";

export type KeyState =
  | { readonly kind: "current" }
  /** Replaced, and still good for a while. */
  | { readonly kind: "until"; readonly at: number }
  | { readonly kind: "over" };

export function keyState(key: KeyView, now: number): KeyState {
  if (!key.valid) return { kind: "over" };
  if (key.valid_until === null) return { kind: "current" };
  return key.valid_until > now ? { kind: "until", at: key.valid_until } : { kind: "over" };
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long an old key may stay good beside a new one, in ms; the first is what is proposed. */
export const OVERLAPS: readonly number[] = [7 * DAY, DAY, HOUR, 30 * DAY, 90 * DAY, 0];
