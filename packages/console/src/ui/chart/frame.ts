/** What all charts of a page have in common: one axis of time, and one moment that is looked at. */

import { linear, type Scale, timeTicks } from "../../core/scale.ts";

/** Room for the values at the left, in px. */
export const LEFT = 52;
const RIGHT = 8;
/** Least space for the time at a tick, in px. */
const TICK_SPACE = 92;

export interface Frame {
  readonly width: number;
  readonly x: Scale;
  readonly ticks: readonly number[];
  /** The moment that is looked at. */
  readonly at: number | undefined;
  readonly choose: (at: number) => void;
}

export function frame(
  width: number,
  from: number,
  to: number,
  at: number | undefined,
  choose: (at: number) => void,
): Frame {
  const most = Math.max(2, Math.floor((width - LEFT - RIGHT) / TICK_SPACE));
  return {
    width,
    x: linear(from, to, LEFT, Math.max(LEFT + 1, width - RIGHT)),
    ticks: timeTicks(from, to, most),
    at,
    choose,
  };
}

/** The moment under a pointer. */
export function pointed({ x, choose }: Frame): (event: PointerEvent) => void {
  return (event) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const at = x.back(event.clientX - box.left);
    choose(Math.min(x.to, Math.max(x.from, at)));
  };
}
