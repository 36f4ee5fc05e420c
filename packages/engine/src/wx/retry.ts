/** Trying again, ever more slowly. */

import type { Clock } from "../core/ports.ts";

/** The first pause, ms. Lower: the server may still hold the old connection, which it does for 1 s of silence. */
const FIRST = 1_000;
/** The longest. Higher: somebody whose network is back is seen later. */
const LONGEST = 8_000;

export class Retry {
  readonly #clock: Clock;
  #cancel = () => {};
  #tries = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How often it was tried since it last worked. */
  get tries(): number {
    return this.#tries;
  }

  again(action: () => void): void {
    this.#cancel();
    const pause = Math.min(FIRST * 2 ** Math.min(this.#tries, 10), LONGEST);
    this.#tries += 1;
    this.#cancel = this.#clock.setTimeout(action, pause);
  }

  /** It works, or is of no interest any more. */
  done(): void {
    this.#cancel();
    this.#tries = 0;
  }
}
