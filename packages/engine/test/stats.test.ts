import { expect, test } from "vitest";
import { Meter } from "../src/web/stats.ts";

const report = (...entries: object[]) =>
  new Map(entries.map((entry, at) => [String(at), entry])) as unknown as RTCStatsReport;

test("a report is the difference of two readings, in the units of the protocol", () => {
  const meter = new Meter();
  const at = (received: number, lost: number, frames: number, frozen: number, concealed: number) =>
    report(
      { type: "candidate-pair", nominated: true, state: "succeeded", currentRoundTripTime: 0.042 },
      { type: "candidate-pair", nominated: false, state: "failed", currentRoundTripTime: 9 },
      {
        type: "inbound-rtp",
        bytesReceived: received,
        packetsReceived: received,
        packetsLost: lost,
        jitter: 0.01,
      },
      { type: "inbound-rtp", framesDecoded: frames, totalFreezesDuration: frozen, jitter: 0.03 },
      { type: "inbound-rtp", totalSamplesReceived: received * 960, concealedSamples: concealed },
      { type: "remote-inbound-rtp", fractionLost: 0.25 },
    );
  expect(meter.read("call", at(100, 5, 30, 0.5, 0), 10_000)).toBeUndefined();
  expect(meter.read("call", at(190, 15, 80, 0.7, 8_640), 12_000)).toEqual({
    call_id: "call",
    rtt_ms: 42,
    loss_down: 0.1,
    loss_up: 0.25,
    jitter_ms: 30,
    frames_per_second: 25,
    frozen_ms: 200,
    concealed: 0.1,
  });
});

test("counters that go back, as on a new connection, make no negative report", () => {
  const meter = new Meter();
  meter.read("call", report({ type: "inbound-rtp", packetsReceived: 100, packetsLost: 9 }), 0);
  const after = meter.read("call", report({ type: "inbound-rtp", packetsReceived: 10 }), 2_000);
  expect(after).toMatchObject({ loss_down: 0, frames_per_second: 0, frozen_ms: 0 });
});

test("silence is how long nothing has come", () => {
  const meter = new Meter();
  const at = (bytesReceived: number) => report({ type: "inbound-rtp", bytesReceived });
  expect(meter.silence(at(100), 1_000)).toBe(0);
  expect(meter.silence(at(100), 2_000)).toBe(1_000);
  expect(meter.silence(at(100), 4_500)).toBe(3_500);
  expect(meter.silence(at(101), 5_000)).toBe(0);
});
