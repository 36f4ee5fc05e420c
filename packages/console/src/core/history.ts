/** The last values of a figure, about one a second. */

/** How many are kept: two minutes. */
const KEPT = 120;
/** After so many ms without a new value the old one still holds: it is put in again. */
const HOLDS_MS = 1500;

export class History {
  #values: readonly number[] = [];
  #at = 0;

  get values(): readonly number[] {
    return this.#values;
  }

  add(value: number, now: number): void {
    this.#values = [...this.#values, value].slice(-KEPT);
    this.#at = now;
  }

  /** Nothing has been said of late: the server says what changes. */
  hold(now: number): void {
    const last = this.#values.at(-1);
    if (last !== undefined && now - this.#at >= HOLDS_MS) this.add(last, now);
  }
}
