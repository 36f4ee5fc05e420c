import { describe, expect, test } from "vitest";
import type { CallLogView, QualityView, TimelineEntry } from "../../src/api.ts";
import { extent, kindsAt, lanes } from "../../src/core/lanes.ts";
import { mergeQuality } from "../../src/core/merge.ts";
import { badSpans, line, sampleAt } from "../../src/core/quality.ts";
import { linear, linePath } from "../../src/core/scale.ts";
import { entryText } from "../../src/core/timeline.ts";
import { translator } from "../../src/locales/index.ts";
import { APP, story } from "../fake/story.ts";

const START = 1_000_000;

function fact(seconds: number, kind: object): TimelineEntry {
  return {
    source: "fact",
    seq: 1,
    version: 1,
    at: START + seconds * 1000,
    ...kind,
  } as TimelineEntry;
}

const sample = (seconds: number, change: Partial<QualityView> = {}): QualityView => ({
  at: START + seconds * 1000,
  span_ms: 2000,
  grade: 1,
  up_kbps: 100,
  down_kbps: 200,
  up_loss: 0,
  down_loss: null,
  rtt_ms: 40,
  up_jitter_ms: 1,
  down_jitter_ms: 2,
  client: null,
  ...change,
});

/** bob rings 3 s, mutes from 5 to 8, is away from 10 to 12, and hangs up at 20. */
const CALL = [
  fact(0, { fact: "started", user: "alice", media: "video" }),
  fact(0, { fact: "invited", user: "bob", by: "alice", deadline: START + 30_000 }),
  fact(1, { fact: "rang", user: "bob" }),
  fact(3, { fact: "accepted", user: "bob", device: "bob-1" }),
  fact(5, { fact: "microphone", user: "bob", on: false }),
  fact(8, { fact: "microphone", user: "bob", on: true }),
  fact(10, { fact: "reconnecting", user: "bob" }),
  fact(12, { fact: "reconnected", user: "bob" }),
  fact(20, { fact: "left", user: "bob", reason: "hangup" }),
  fact(20, { fact: "ended", reason: "hangup", by: "bob" }),
];
const log = (timeline: TimelineEntry[], live = false): CallLogView => ({
  now: START + 60_000,
  started_at: START,
  record: null,
  live: live ? ({ members: [] } as unknown as CallLogView["live"]) : null,
  timeline,
  quality: [],
  quality_kept_until: null,
});

describe("a call's lanes", () => {
  const rows = lanes(CALL, extent(log(CALL)));
  const bob = rows[1];
  const at = (seconds: number) =>
    [...kindsAt(bob ?? { user: "", spans: [], marks: [] }, START + seconds * 1000)].sort();

  test("members stand in the order in which they came", () => {
    expect(rows.map(({ user }) => user)).toEqual(["alice", "bob"]);
  });

  test("each moment says what a member was doing", () => {
    expect(at(2)).toEqual(["ringing"]);
    expect(at(4)).toEqual(["joined"]);
    expect(at(6)).toEqual(["joined", "muted"]);
    expect(at(11)).toEqual(["joined", "reconnecting"]);
    expect(at(15)).toEqual(["joined"]);
    expect(at(21)).toEqual([]);
  });

  test("a running call reaches up to now", () => {
    const running = CALL.slice(0, 4);
    const { to } = extent(log(running, true));
    expect(to).toBe(START + 60_000);
    expect(lanes(running, { from: START, to })[1]?.spans.at(-1)).toMatchObject({
      kind: "joined",
      to,
    });
  });

  test("somebody who is called again has two rings", () => {
    const again = [
      ...CALL.slice(0, 2),
      fact(5, { fact: "left", user: "bob", reason: "no_answer" }),
      fact(9, { fact: "invited", user: "bob", by: "alice", deadline: START + 40_000 }),
      fact(11, { fact: "accepted", user: "bob", device: "bob-1" }),
    ];
    const rings = lanes(again, { from: START, to: START + 20_000 })[1]?.spans.filter(
      ({ kind }) => kind === "ringing",
    );
    expect(rings?.map(({ from, to }) => (to - from) / 1000)).toEqual([5, 2]);
  });
});

describe("a call's quality", () => {
  test("bad samples are one stretch across a single good one, and two good ones part them", () => {
    const samples = [2, 4, 6, 8, 10, 12, 14, 16].map((seconds) =>
      sample(seconds, { grade: { 4: 4, 8: 5, 14: 4 }[seconds] ?? 1 }),
    );
    expect(
      badSpans(samples).map(({ from, to, grade }) => [from - START, to - START, grade]),
    ).toEqual([
      [2000, 8000, 5],
      [12_000, 14_000, 4],
    ]);
  });

  test("what nobody measured is no value, and never zero", () => {
    expect(line([sample(2)], "loss", "down")[0]?.value).toBeUndefined();
    expect(line([sample(2)], "loss", "up")[0]?.value).toBe(0);
    expect(line([sample(2)], "fps", "down")[0]?.value).toBeUndefined();
  });

  test("a line is broken where nothing was measured", () => {
    const x = linear(0, 100_000, 0, 100);
    const y = linear(0, 10, 10, 0);
    const points = [0, 2, 40, 42].map((seconds) => ({ at: seconds * 1000, value: 5 }));
    expect(linePath(points, x, y, 12_000).match(/M/g)).toHaveLength(2);
    expect(linePath(points, x, y).match(/M/g)).toHaveLength(1);
  });

  test("a moment between two samples belongs to the one that speaks of it", () => {
    const series = { user_id: "bob", device_id: "1", samples: [sample(2), sample(4), sample(30)] };
    expect(sampleAt(series, START + 3500)?.at).toBe(START + 4000);
    expect(sampleAt(series, START + 20_000)).toBeUndefined();
  });

  test("what is pushed is put behind what was read, once", () => {
    const read = [{ user_id: "bob", device_id: "1", samples: [sample(2), sample(4)] }];
    const pushed = [
      { user_id: "bob", device_id: "1", samples: [sample(4), sample(6)] },
      { user_id: "carol", device_id: "2", samples: [sample(6)] },
    ];
    const merged = mergeQuality(read, pushed);
    expect(merged.map(({ samples }) => samples.length)).toEqual([3, 1]);
    expect(read[0]?.samples).toHaveLength(2);
  });

  test("“it was bad at 14:03” is answered", () => {
    const { quality } = story(APP);
    const at = Date.UTC(2026, 7, 27, 14, 3, 25);
    const bad = quality.flatMap(({ user_id, samples }) =>
      badSpans(samples)
        .filter(({ from, to }) => from <= at && at <= to)
        .map(() => user_id),
    );
    expect(bad).toEqual(["patient_20881"]);
  });
});

describe("the timeline in words", () => {
  const t = translator("en");

  test("says who did what, and why it ended", () => {
    expect(CALL.map((entry) => entryText(entry, t))).toEqual([
      "alice made a video call",
      "alice called bob",
      "A device of bob rang",
      "bob accepted",
      "bob turned the microphone off",
      "bob turned the microphone on",
      "bob lost the connection and is reconnecting",
      "bob is back",
      "bob left: Hung up",
      "The call ended: Hung up (bob)",
    ]);
  });
});
