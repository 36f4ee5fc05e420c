/** Who speaks how loud. */

import type { Clock } from "./ports.ts";
import type { Level, UserId } from "./protocol.ts";

/** Levels come every 300 ms while anybody speaks; after this long without one it is quiet. */
const QUIET_AFTER = 700;

export class Volumes {
  readonly #clock: Clock;
  readonly #tell: (levels: Level[]) => void;
  #levels: ReadonlyMap<UserId, number> = new Map();
  #cancel = () => {};

  /** `tell` gets everybody whose level is or was above zero. */
  constructor(clock: Clock, tell: (levels: Level[]) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  get levels(): ReadonlyMap<UserId, number> {
    return this.#levels;
  }

  hear(levels: Level[]): void {
    const quiet = [...this.#levels.keys()].filter(
      (user) => !levels.some((l) => l.user_id === user),
    );
    this.#levels = new Map(levels.map(({ user_id, level }) => [user_id, level]));
    this.#cancel();
    if (levels.length > 0) this.#cancel = this.#clock.setTimeout(() => this.hear([]), QUIET_AFTER);
    this.#tell([...levels, ...quiet.map((user_id) => ({ user_id, level: 0 }))]);
  }

  /** The call is over: nobody is told. */
  silence(): void {
    this.#cancel();
    this.#levels = new Map();
  }
}
