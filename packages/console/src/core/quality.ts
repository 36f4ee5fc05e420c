/** How media fared: what a sample says in one word, and which line of a chart it is a point of. */

import type { QualitySeries, QualityView } from "../api.ts";
import type { TextKey } from "../locales/index.ts";
import type { Point } from "./scale.ts";

export type Direction = "up" | "down";

/** What can be drawn over time. */
export type Metric = "loss" | "rtt" | "bitrate" | "jitter" | "fps" | "frozen";

export const METRICS: readonly Metric[] = ["loss", "rtt", "bitrate", "jitter", "fps", "frozen"];

/** What a metric is measured in. */
export type Unit = "percent" | "ms" | "kbps" | "fps";

export const UNITS: Readonly<Record<Metric, Unit>> = {
  loss: "percent",
  rtt: "ms",
  bitrate: "kbps",
  jitter: "ms",
  fps: "fps",
  frozen: "ms",
};

/** Whether a metric differs between what a device sends and what it receives. */
export function isDirected(metric: Metric): boolean {
  return metric === "loss" || metric === "bitrate" || metric === "jitter";
}

/** The value of a metric in a sample; `undefined` where nobody measured it. */
export function metricOf(sample: QualityView, metric: Metric, way: Direction): number | undefined {
  const up = way === "up";
  switch (metric) {
    case "loss":
      return (up ? sample.up_loss : sample.down_loss) ?? undefined;
    case "rtt":
      return sample.rtt_ms ?? undefined;
    case "bitrate":
      return up ? sample.up_kbps : sample.down_kbps;
    case "jitter":
      return up ? sample.up_jitter_ms : sample.down_jitter_ms;
    case "fps":
      return sample.client?.fps;
    case "frozen":
      return sample.client?.frozen_ms;
  }
}

/** A line of a chart. A sample is put in the middle of the span that it speaks of. */
export function line(samples: readonly QualityView[], metric: Metric, way: Direction): Point[] {
  return samples.map((sample) => ({
    at: sample.at - sample.span_ms / 2,
    value: metricOf(sample, metric, way),
  }));
}

/** Further apart than this, samples are not joined by a line: nothing was measured in between. */
export const GAP_MS = 12_000;

/** The sample that speaks of a moment, if one does. */
export function sampleAt(series: QualitySeries, at: number): QualityView | undefined {
  return series.samples.find((sample) => sample.at - sample.span_ms <= at && at <= sample.at);
}

/** From this grade on it was bad enough to be noticed. */
const BAD_GRADE = 4;

/** A stretch of time in which somebody's media was bad. */
export interface BadSpan {
  readonly from: number;
  readonly to: number;
  readonly grade: number;
}

/** Stretches of bad samples. A single good one between two bad ones does not part them: nobody noticed it. */
export function badSpans(samples: readonly QualityView[]): BadSpan[] {
  const spans: BadSpan[] = [];
  for (const { at, span_ms, grade } of samples) {
    if (grade < BAD_GRADE) continue;
    const from = at - span_ms;
    const last = spans.at(-1);
    if (last && from - last.to <= span_ms) {
      spans[spans.length - 1] = { from: last.from, to: at, grade: Math.max(last.grade, grade) };
    } else {
      spans.push({ from, to: at, grade });
    }
  }
  return spans;
}

const GRADES: readonly TextKey[] = [
  "grade.0",
  "grade.1",
  "grade.2",
  "grade.3",
  "grade.4",
  "grade.5",
  "grade.6",
];

export function gradeText(grade: number): TextKey {
  return GRADES[grade] ?? "grade.0";
}

export function gradeTone(grade: number): "plain" | "good" | "warn" | "bad" {
  if (grade >= 5) return "bad";
  if (grade >= 3) return "warn";
  return grade >= 1 ? "good" : "plain";
}
