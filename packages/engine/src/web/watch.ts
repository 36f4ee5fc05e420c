/** Looks at a connection once a second: whether anything comes, and, less often, how good it is. */

import type { Clock, Log } from "../core/ports.ts";
import type { ClientReport } from "../core/protocol.ts";
import { Meter } from "./stats.ts";

/** How often it is looked whether anything comes. */
const LOOK_EVERY = 1_000;
/** The server is told what was measured at every so many looks (docs/protocol.md, "Media": 2 s). */
const LOOKS_A_REPORT = 2;
/** Where nothing has come for this long the user is told. ICE takes some seconds more to notice. */
const SILENT_AFTER = 3_000;

export type WatchEvents = {
  /** The call that is to be reported on; `undefined`: there is nothing to look at now. */
  callId(): string | undefined;
  silent(silent: boolean): void;
  report(report: ClientReport): void;
};

/** Gives the way to stop it. */
export function watch(
  peer: RTCPeerConnection,
  clock: Clock,
  log: Log,
  events: WatchEvents,
): () => void {
  const meter = new Meter();
  let looks = 0;
  let stopped = false;
  let cancel = () => {};
  const look = async () => {
    looks += 1;
    const stats = await peer.getStats();
    const callId = events.callId();
    if (stopped || callId === undefined) return;
    const now = clock.now();
    events.silent(meter.silence(stats, now) >= SILENT_AFTER);
    const report = looks % LOOKS_A_REPORT === 0 ? meter.read(callId, stats, now) : undefined;
    if (report) events.report(report);
  };
  const next = () => {
    cancel = clock.setTimeout(() => {
      next();
      look().catch((error: unknown) => log("debug", `no statistics: ${String(error)}`));
    }, LOOK_EVERY);
  };
  next();
  return () => {
    stopped = true;
    cancel();
  };
}
