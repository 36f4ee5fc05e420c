import type { Callback } from "../../shared/loose.ts";
import type { Journal } from "../journal.ts";

/** Between a page and the one that opened it. */
export class EventChannel {
  readonly #listeners = new Map<string, Set<Callback>>();
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  on(name: string, listener: Callback): void {
    this.#of(name).add(listener);
  }

  once(name: string, listener: Callback): void {
    const once: Callback = (...args) => {
      this.off(name, once);
      listener(...args);
    };
    this.on(name, once);
  }

  off(name: string, listener?: Callback): void {
    if (listener) this.#of(name).delete(listener);
    else this.#of(name).clear();
  }

  emit(name: string, ...args: unknown[]): void {
    for (const listener of [...this.#of(name)])
      this.#journal.guard(() => listener(...args), `event channel ${name}`);
  }

  #of(name: string): Set<Callback> {
    let listeners = this.#listeners.get(name);
    if (!listeners) {
      listeners = new Set();
      this.#listeners.set(name, listeners);
    }
    return listeners;
  }
}
