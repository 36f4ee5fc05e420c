/** The axes of a chart: where a value lies, and which round values are written beside it. */

/** Maps `[from, to]` onto `[start, end]`. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  at(value: number): number;
  /** The value that lies at a place. */
  back(place: number): number;
}

export function linear(from: number, to: number, start: number, end: number): Scale {
  // A chart of one moment still needs a width to be divided by.
  const width = to - from || 1;
  return {
    from,
    to,
    at: (value) => start + ((value - from) / width) * (end - start),
    back: (place) => from + ((place - start) / (end - start || 1)) * width,
  };
}

/** A round value at or above `value`: what the axis reaches up to. */
export function ceiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 2.5, 5, 10].find((each) => each * power >= value * 0.999) ?? 10;
  return factor * power;
}

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400].map(
  (seconds) => seconds * 1000,
);

/** At most `most` round moments between two times, in ms. */
export function timeTicks(from: number, to: number, most: number): number[] {
  const step = TIME_STEPS.find((each) => (to - from) / each <= most) ?? 86_400_000;
  const ticks = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at);
  return ticks;
}

/** A point of a line; a value that is not known breaks it. */
export interface Point {
  readonly at: number;
  readonly value: number | undefined;
}

/** The path of a line, broken where a value is missing or the next one is further away than `gap` ms. */
export function linePath(points: readonly Point[], x: Scale, y: Scale, gap = Infinity): string {
  let path = "";
  let last: Point | undefined;
  for (const point of points) {
    if (point.value === undefined) {
      last = undefined;
      continue;
    }
    const start = last === undefined || point.at - last.at > gap;
    path += `${start ? "M" : "L"}${round(x.at(point.at))} ${round(y.at(point.value))}`;
    // A single sample would be a line of no length: the round cap makes it a dot.
    if (start) path += "h0";
    last = point;
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
