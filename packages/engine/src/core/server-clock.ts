/** The server's clock, as well as it can be told from here. */

import type { Clock } from "./ports.ts";

/** A better sample is not waited for longer than this. Lower: follows drift sooner, jitters more. */
const SAMPLE_FOR = 300_000;

/** Keeps the difference measured on the fastest recent round trip: that one erred least. */
export class ServerClock {
  readonly #clock: Clock;
  #asked = 0;
  #offset = 0;
  #roundTrip = Number.POSITIVE_INFINITY;
  #sampled = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Something was sent whose answer carries the server's time. */
  asked(): void {
    this.#asked = this.#clock.now();
    this.#roundTrip = Number.POSITIVE_INFINITY;
  }

  /** The server said it was `serverNow` there, in answer to what was sent here at `asked`. */
  answered(serverNow: number, asked = this.#asked): void {
    const now = this.#clock.now();
    const roundTrip = Math.max(now - asked, 0);
    if (roundTrip > this.#roundTrip && now - this.#sampled < SAMPLE_FOR) return;
    this.#roundTrip = roundTrip;
    this.#sampled = now;
    this.#offset = serverNow + roundTrip / 2 - now;
  }

  now(): number {
    return this.#clock.now() + this.#offset;
  }

  /** A time of the server on this device's clock. */
  toLocal(serverTime: number): number {
    return serverTime - this.#offset;
  }
}
