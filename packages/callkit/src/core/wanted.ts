/** How long what was tapped is still shown after the server said yes, if the call does not show it by then. */
export const SETTLE_MS = 2000;

/**
 * A value that the user has changed and the call has not followed yet. The tap shows at once; the call's own
 * value counts again when it agrees, when the change is refused, or some time after it was granted (a reply may
 * overtake the state that it speaks of).
 */
export class Wanted<T> {
  #value: { readonly is: T; until?: number } | undefined;

  set(value: T): void {
    this.#value = { is: value };
  }

  /** What to show, where the call says `actual`. */
  over(actual: T): T {
    return this.#value ? this.#value.is : actual;
  }

  /** The call says `actual` now. */
  observe(actual: T): void {
    if (this.#value?.is === actual) this.#value = undefined;
  }

  /** The change to `value` was granted. An older change that is answered late says nothing. */
  granted(value: T, now: number): void {
    if (this.#value?.is === value) this.#value.until = now + SETTLE_MS;
  }

  refused(value: T): void {
    if (this.#value?.is === value) this.#value = undefined;
  }

  settle(now: number): void {
    if (this.#value?.until !== undefined && now >= this.#value.until) this.#value = undefined;
  }

  nextTimeout(): number | undefined {
    return this.#value?.until;
  }
}
