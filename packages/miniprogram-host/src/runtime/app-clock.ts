/**
 * Time as the app knows it. WeChat stops the scripts of a mini program some seconds after it went to the
 * background: no timer fires and no callback runs; what happened meanwhile is told when it comes back.
 */

import type { Callback } from "../shared/loose.ts";
import type { Journal } from "./journal.ts";

export class AppClock {
  #frozen = false;
  #waiting: (() => void)[] = [];
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  /** Calls the app now, or when it thaws. */
  run(callback: Callback | undefined, where: string, ...args: unknown[]): void {
    if (typeof callback !== "function") return;
    if (this.#frozen) this.#waiting.push(() => this.run(callback, where, ...args));
    else this.#journal.guard(() => callback(...args), where);
  }

  /** Resolves once app code may run. */
  awake(): Promise<void> {
    return new Promise((done) => {
      if (this.#frozen) this.#waiting.push(done);
      else done();
    });
  }

  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    for (const run of this.#waiting.splice(0)) run();
  }

  /** The timers that app code gets. A timer that is due while frozen fires on the way back. */
  readonly timers = {
    setTimeout: (callback: Callback, ms?: number, ...args: unknown[]) => {
      const id = setTimeout(() => {
        this.#late.delete(id);
        this.#fire(id, callback, args);
      }, ms);
      return id;
    },
    clearTimeout: (id: number) => {
      clearTimeout(id);
      this.#late.delete(id);
    },
    setInterval: (callback: Callback, ms?: number, ...args: unknown[]) => {
      const id = setInterval(() => this.#fire(id, callback, args), ms);
      return id;
    },
    clearInterval: (id: number) => {
      clearInterval(id);
      this.#late.delete(id);
    },
  };

  /** Timers that were due while frozen: an interval once, however often it was due. */
  readonly #late = new Set<unknown>();

  #fire(id: unknown, callback: Callback, args: unknown[]): void {
    if (!this.#frozen) {
      this.run(callback, "timer", ...args);
      return;
    }
    if (this.#late.has(id)) return;
    this.#late.add(id);
    this.#waiting.push(() => {
      // Cleared by what ran before it.
      if (this.#late.delete(id)) this.run(callback, "timer", ...args);
    });
  }
}
