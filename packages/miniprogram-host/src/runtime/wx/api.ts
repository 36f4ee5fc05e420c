/** The shapes that functions of `wx` come in. */

import type { Callback, Loose, Options } from "../../shared/loose.ts";
import type { AppClock } from "../app-clock.ts";
import { type Journal, messageOf } from "../journal.ts";
import type { Listeners } from "../listeners.ts";
import { ApiFailure } from "./failure.ts";

export interface Outcome {
  errMsg: string;
  [field: string]: unknown;
}

export class WxApi {
  /** The object that app code gets. */
  readonly wx: Loose = {};
  readonly journal: Journal;
  readonly clock: AppClock;
  readonly listeners: Listeners;

  constructor(journal: Journal, clock: AppClock, listeners: Listeners) {
    this.journal = journal;
    this.clock = clock;
    this.listeners = listeners;
  }

  /** A function that returns at once. */
  sync(name: string, run: Callback): void {
    this.wx[name] = (...args: unknown[]) => {
      this.journal.call(name, args[0]);
      return run(...args);
    };
  }

  /** A function with `success`, `fail` and `complete`; a promise comes back when none of them is given. */
  async(name: string, run: (options: Options) => unknown = () => ({})): void {
    this.wx[name] = (options?: Options) => {
      this.journal.call(name, options ?? {});
      return this.settle(name, options ?? {}, async () => run(options ?? {}));
    };
  }

  /** `name` and the `off...` beside it. */
  event(name: string): void {
    this.wx[name] = (listener: Callback) => this.listeners.on(name, listener);
    this.wx[name.replace(/^on/, "off")] = (listener?: Callback) =>
      this.listeners.off(name, listener);
  }

  /** Tells the callbacks how it went, in WeChat's words. */
  settle(
    name: string,
    options: Options,
    run: () => Promise<unknown>,
  ): Promise<Outcome> | undefined {
    const { success, fail, complete } = options;
    const outcome = run().then(
      async (result) => {
        await this.clock.awake();
        const said: Outcome = { errMsg: `${name}:ok`, ...(result as object | undefined) };
        this.clock.run(success, name, said);
        this.clock.run(complete, name, said);
        return said;
      },
      async (error: unknown) => {
        await this.clock.awake();
        const said = failure(name, error);
        this.clock.run(fail, name, said);
        this.clock.run(complete, name, said);
        throw said;
      },
    );
    if (!success && !fail && !complete) return outcome;
    // The callback was told.
    outcome.catch(() => {});
    return undefined;
  }
}

export function failure(name: string, error: unknown): Outcome {
  const extra = error instanceof ApiFailure ? error.extra : {};
  return { errMsg: `${name}:fail ${messageOf(error)}`.trim(), ...extra };
}
