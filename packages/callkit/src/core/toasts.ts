import type { Text } from "../locales/index.ts";

/** How long a toast stays. */
export const TOAST_MS = 2000;
/** How long it stays when the next one waits. Lower cannot be read. */
export const HURRIED_TOAST_MS = 1000;
/** How many may wait; more would be told long after they happened. */
const MOST_WAITING = 4;

/** The texts that come up for a moment, one at a time. */
export class Toasts {
  #shown: { readonly text: Text; readonly since: number } | undefined;
  #waiting: Text[] = [];

  /** At once, in the place of whatever is shown: it answers something that the user has just done. */
  say(text: Text, now: number): void {
    this.#shown = { text, since: now };
    this.#waiting = [];
  }

  /** After what is shown already: it tells what others do. */
  add(texts: readonly Text[], now: number): void {
    this.settle(now);
    this.#waiting = [...this.#waiting, ...texts].slice(-MOST_WAITING);
    if (!this.#shown) this.#next(now);
  }

  clear(): void {
    this.#shown = undefined;
    this.#waiting = [];
  }

  /** Carries out what time alone has brought about. */
  settle(now: number): void {
    for (let until = this.until; until !== undefined && now >= until; until = this.until) {
      this.#next(until);
    }
  }

  shownAt(now: number): Text | undefined {
    const until = this.until;
    return until !== undefined && now < until ? this.#shown?.text : undefined;
  }

  /** When what is shown goes. */
  get until(): number | undefined {
    if (!this.#shown) return undefined;
    return this.#shown.since + (this.#waiting.length > 0 ? HURRIED_TOAST_MS : TOAST_MS);
  }

  #next(now: number): void {
    const text = this.#waiting.shift();
    this.#shown = text && { text, since: now };
  }
}
