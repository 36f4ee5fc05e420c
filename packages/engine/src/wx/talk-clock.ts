/** Counts the seconds of a connected call. */

import type { Clock } from "../core/ports.ts";

export class TalkClock {
  readonly #clock: Clock;
  readonly #tick: (seconds: number) => void;
  #since: number | undefined;
  #cancel = () => {};

  constructor(clock: Clock, tick: (seconds: number) => void) {
    this.#clock = clock;
    this.#tick = tick;
  }

  /** Since when the call is connected, on this device's clock; `undefined` when none is. */
  follow(since: number | undefined): void {
    const running = this.#since !== undefined;
    this.#since = since;
    if (since === undefined) this.#cancel();
    else if (!running) this.#next();
  }

  #next(): void {
    // Whole milliseconds: a pause that rounds to nothing would not let the clock go on.
    const talked = Math.max(Math.floor(this.#clock.now() - (this.#since ?? 0)), 0);
    this.#cancel = this.#clock.setTimeout(() => this.#beat(), 1_000 - (talked % 1_000));
  }

  #beat(): void {
    if (this.#since === undefined) return;
    this.#next();
    this.#tick(Math.max(Math.round((this.#clock.now() - this.#since) / 1_000), 0));
  }
}
