/** Two taps on one button within this time count once. Higher swallows taps that were meant. */
export const DOUBLE_TAP_MS = 500;

/** Lets the first of two quick taps on the same thing through. */
export class TapGuard<Id> {
  #last: { id: Id; at: number } | undefined;

  /** Whether this tap counts. A swallowed tap does not make the next one wait longer. */
  admit(id: Id, now: number): boolean {
    if (this.#last && this.#last.id === id && now - this.#last.at < DOUBLE_TAP_MS) return false;
    this.#last = { id, at: now };
    return true;
  }
}
