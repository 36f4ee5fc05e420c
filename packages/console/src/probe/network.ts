/** Whether signalling, media over UDP and over TCP, and HTTP-FLV come through from this browser. */

import type { Outcome } from "../core/checks.ts";
import { ProbeLeg, Tone, type Transport } from "./leg.ts";
import { type Account, type CallView, random, Wire, WireFailed, within } from "./wire.ts";

/** Longer waits for what will not come; shorter gives up on slow networks. All in ms. */
const SIGNALLING_MS = 10_000;
const MEDIA_MS = 15_000;
const FLV_MS = 15_000;
/** Clocks that differ more than this make tickets look expired or not yet good. */
const CLOCK_MS = 60_000;

export interface Target {
  readonly server: string;
  readonly caller: Account;
  readonly callee: Account;
}

export type Report = (check: "signalling" | "udp" | "tcp" | "flv", outcome: Outcome) => void;

/** Runs all network checks one after the other. Never throws: what fails is reported. */
export async function checkNetwork(target: Target, report: Report): Promise<void> {
  report("signalling", { state: "running" });
  let caller: Wire;
  try {
    caller = await within(SIGNALLING_MS, Wire.open(target.server, target.caller, "web"));
    const trip = await within(SIGNALLING_MS, caller.ping());
    const clock = Math.abs(caller.ahead) > CLOCK_MS;
    report(
      "signalling",
      clock
        ? { state: "bad", why: "clock", figure: Math.abs(caller.ahead) }
        : { state: "good", figure: trip },
    );
  } catch (error) {
    report("signalling", { state: "bad", why: signallingFault(error) });
    for (const check of ["udp", "tcp", "flv"] as const) {
      report(check, { state: "skipped", why: "signalling" });
    }
    return;
  }
  const tone = new Tone();
  for (const transport of ["udp", "tcp"] as const) {
    report(transport, { state: "running" });
    report(transport, await checkMedia(target, caller, transport, tone.track));
  }
  report("flv", { state: "running" });
  report("flv", await checkFlv(target, caller, tone.track));
  tone.close();
  caller.close();
}

/** A call between two devices of this browser: what one says, the other has to hear. */
async function checkMedia(
  target: Target,
  caller: Wire,
  transport: Transport,
  track: MediaStreamTrack,
): Promise<Outcome> {
  const legs = [new ProbeLeg(), new ProbeLeg()] as const;
  let callee: Wire | undefined;
  let call: string | undefined;
  const attempt = async (): Promise<Outcome> => {
    callee = await Wire.open(target.server, target.callee, "web");
    call = await callUp(caller, target);
    const ids = { call };
    const [near, far] = await Promise.all([legView(caller, ids), legView(callee, ids)]);
    const connecting = [
      legs[0].connect(caller, near, transport, track),
      legs[1].connect(callee, far, transport, track),
    ];
    const connected = await Promise.all(connecting);
    if (connected.includes(undefined)) return { state: "skipped", why: `${transport}Off` };
    await callee.command("accept", { call_id: call });
    return { state: "good", figure: await legs[0].heard() };
  };
  try {
    return await within(MEDIA_MS, attempt());
  } catch (error) {
    return { state: "bad", why: mediaFault(error, transport) };
  } finally {
    for (const leg of legs) leg.close();
    await hangUp(caller, call);
    callee?.close();
  }
}

/** A call to a device that plays as a mini program does, and what it would play. */
async function checkFlv(target: Target, caller: Wire, track: MediaStreamTrack): Promise<Outcome> {
  const leg = new ProbeLeg();
  let callee: Wire | undefined;
  let call: string | undefined;
  const attempt = async (): Promise<Outcome> => {
    callee = await Wire.open(target.server, target.callee, "wx");
    call = await callUp(caller, target);
    const id = call;
    await callee.view((view) => (view.call_id === id ? true : undefined));
    await callee.command("accept", { call_id: call });
    const url = await callee.view(({ call_id, you }) =>
      call_id === id ? you.leg?.live?.players[0]?.flv_url : undefined,
    );
    // Somebody has to be there to be played; a failure of his media is the other checks' business.
    const near = await legView(caller, { call });
    void leg.connect(caller, near, "udp", track).catch(() => {});
    return await playFlv(url);
  };
  try {
    return await within(FLV_MS, attempt());
  } catch {
    return { state: "bad", why: "flv" };
  } finally {
    leg.close();
    await hangUp(caller, call);
    callee?.close();
  }
}

/** Reads the first bytes of a stream: `FLV`, and something behind the header. */
async function playFlv(url: string): Promise<Outcome> {
  const began = performance.now();
  const stop = new AbortController();
  const response = await fetch(url, { signal: stop.signal });
  if (!response.ok || !response.body) return { state: "bad", why: "flv" };
  const reader = response.body.getReader();
  let bytes = 0;
  let signature = "";
  while (bytes < 64) {
    const { value, done } = await reader.read();
    if (done) return { state: "bad", why: "flv" };
    if (signature.length < 3) signature += String.fromCharCode(...value.subarray(0, 3));
    bytes += value.length;
  }
  stop.abort();
  return signature.startsWith("FLV")
    ? { state: "good", figure: performance.now() - began }
    : { state: "bad", why: "flv" };
}

async function callUp(caller: Wire, { callee }: Target): Promise<string> {
  const { call_id } = await caller.command("call", {
    callees: [callee.user_id],
    media: "audio",
    timeout_s: 30,
    user_data: `connection-test-${random()}`,
  });
  return String(call_id);
}

function legView(wire: Wire, { call }: { readonly call: string }): Promise<CallView> {
  return wire.view((view) => (view.call_id === call && view.you.leg ? view : undefined));
}

async function hangUp(caller: Wire, call: string | undefined): Promise<void> {
  if (call === undefined) return;
  // What did not come up ends by itself.
  await within(2000, caller.command("hangup", { call_id: call })).catch(() => {});
}

function signallingFault(error: unknown): string {
  const reason = error instanceof WireFailed ? error.reason : "internal";
  if (reason.startsWith("ticket_")) return "ticket";
  if (reason === "origin_refused") return "origin";
  return reason === "app_disabled" ? "disabled" : "signalling";
}

function mediaFault(error: unknown, transport: Transport): string {
  const reason = error instanceof WireFailed ? error.reason : "internal";
  return reason === "over_capacity" ? "capacity" : transport;
}
