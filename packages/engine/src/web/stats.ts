/** What this device measures about its own media, from one reading to the next. */

import type { ClientReport } from "../core/protocol.ts";

type Counters = {
  received: number;
  lost: number;
  framesDecoded: number;
  frozen: number;
  samples: number;
  concealed: number;
};

/** One entry of a stats report, as far as it is read. Browsers differ in what they give. */
type Entry = {
  type?: string;
  nominated?: boolean;
  state?: string;
  currentRoundTripTime?: number;
  packetsReceived?: number;
  bytesReceived?: number;
  packetsLost?: number;
  framesDecoded?: number;
  totalFreezesDuration?: number;
  totalSamplesReceived?: number;
  concealedSamples?: number;
  jitter?: number;
  fractionLost?: number;
};

export class Meter {
  #before: Counters | undefined;
  #at = 0;
  #bytes = -1;
  #heard = 0;

  /** For how long no media has come at all, ms, as of this reading. */
  silence(stats: RTCStatsReport, now: number): number {
    let bytes = 0;
    stats.forEach((entry: Entry) => {
      if (entry.type === "inbound-rtp") bytes += entry.bytesReceived ?? 0;
    });
    if (bytes !== this.#bytes) this.#heard = now;
    this.#bytes = bytes;
    return now - this.#heard;
  }

  /** `undefined` on the first reading: there is nothing to compare with. */
  read(callId: string, stats: RTCStatsReport, now: number): ClientReport | undefined {
    const counters: Counters = {
      received: 0,
      lost: 0,
      framesDecoded: 0,
      frozen: 0,
      samples: 0,
      concealed: 0,
    };
    let [roundTrip, jitter, lossUp] = [0, 0, 0];
    stats.forEach((entry: Entry) => {
      switch (entry.type) {
        case "candidate-pair":
          if (entry.nominated && entry.state === "succeeded")
            roundTrip = entry.currentRoundTripTime ?? 0;
          return;
        case "inbound-rtp":
          counters.received += entry.packetsReceived ?? 0;
          counters.lost += Math.max(entry.packetsLost ?? 0, 0);
          counters.framesDecoded += entry.framesDecoded ?? 0;
          counters.frozen += entry.totalFreezesDuration ?? 0;
          counters.samples += entry.totalSamplesReceived ?? 0;
          counters.concealed += entry.concealedSamples ?? 0;
          jitter = Math.max(jitter, entry.jitter ?? 0);
          return;
        case "remote-inbound-rtp":
          lossUp = Math.max(lossUp, entry.fractionLost ?? 0);
          return;
        default:
          return;
      }
    });
    const before = this.#before;
    const seconds = (now - this.#at) / 1_000;
    this.#before = counters;
    this.#at = now;
    if (!before || seconds <= 0) return undefined;
    const since = (field: keyof Counters) => Math.max(counters[field] - before[field], 0);
    return {
      call_id: callId,
      rtt_ms: Math.round(roundTrip * 1_000),
      loss_down: share(since("lost"), since("lost") + since("received")),
      loss_up: Math.min(Math.max(lossUp, 0), 1),
      jitter_ms: Math.round(jitter * 1_000),
      frames_per_second: Math.round(since("framesDecoded") / seconds),
      frozen_ms: Math.round(since("frozen") * 1_000),
      concealed: share(since("concealed"), since("samples")),
    };
  }
}

function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(part / whole, 1) : 0;
}
