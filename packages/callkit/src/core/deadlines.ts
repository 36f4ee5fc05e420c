import type { Session } from "./session.ts";
import { AWAY_HINT_MS, type EndedScreen, FALL_MS, SLOW_CONNECT_MS } from "./view-state.ts";

/**
 * The server ends a call that does not connect in 20 s, and one without media after 30 s. Should it be out of
 * reach the screen ends it itself, this much later, so that the server's word normally comes first.
 */
export const CONNECT_LIMIT_MS = 22_000;
export const SILENCE_LIMIT_MS = 32_000;

/** When to come back, and what for: the screen changes, or only the timer's second. */
export interface Timeout {
  readonly at: number;
  readonly why: "screen" | "second";
}

/** What has times that run out. */
export interface Timed {
  readonly session: Session | undefined;
  readonly ended: EndedScreen | undefined;
  readonly toastUntil: number | undefined;
}

/** The next moment at which the view changes by itself or something is to be done. */
export function nextTimeout(timed: Timed, now: number): Timeout | undefined {
  const due = dueTimes(timed).filter((at): at is number => at !== undefined && at > now);
  const screen = due.length > 0 ? Math.min(...due) : undefined;
  const second = timed.ended ? undefined : nextSecond(timed.session, now);
  if (screen !== undefined && (second === undefined || screen <= second)) {
    return { at: screen, why: "screen" };
  }
  return second === undefined ? undefined : { at: second, why: "second" };
}

function dueTimes({ session, ended, toastUntil }: Timed): (number | undefined)[] {
  if (ended) return [toastUntil, ended.until, ended.until + FALL_MS];
  if (!session) return [toastUntil];
  const { connectingSince, silentSince } = session;
  return [
    toastUntil,
    ...session.nextTimeouts(),
    session.stage === "calling" ? session.call.startedAt + AWAY_HINT_MS : undefined,
    after(connectingSince, SLOW_CONNECT_MS),
    after(connectingSince, CONNECT_LIMIT_MS),
    after(silentSince, SILENCE_LIMIT_MS),
  ];
}

function after(since: number | undefined, ms: number): number | undefined {
  return since === undefined ? undefined : since + ms;
}

/** The next full second of the call's timer. */
function nextSecond(session: Session | undefined, now: number): number | undefined {
  const connectedAt = session?.call.connectedAt;
  if (session?.stage !== "connected" || connectedAt === undefined) return undefined;
  return connectedAt + (Math.floor((now - connectedAt) / 1000) + 1) * 1000;
}
