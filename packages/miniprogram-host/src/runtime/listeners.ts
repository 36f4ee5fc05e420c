/** The listeners of `wx.onSomething`. */

import type { Callback } from "../shared/loose.ts";
import type { AppClock } from "./app-clock.ts";

export class Listeners {
  readonly #byName = new Map<string, Set<Callback>>();
  readonly #clock: AppClock;

  constructor(clock: AppClock) {
    this.#clock = clock;
  }

  on(name: string, listener: Callback): void {
    this.#of(name).add(listener);
  }

  /** Without a listener: all of them. */
  off(name: string, listener?: Callback): void {
    if (listener) this.#of(name).delete(listener);
    else this.#of(name).clear();
  }

  has(name: string): boolean {
    return this.#of(name).size > 0;
  }

  emit(name: string, ...args: unknown[]): void {
    for (const listener of [...this.#of(name)]) this.#clock.run(listener, name, ...args);
  }

  #of(name: string): Set<Callback> {
    let listeners = this.#byName.get(name);
    if (!listeners) {
      listeners = new Set();
      this.#byName.set(name, listeners);
    }
    return listeners;
  }
}
