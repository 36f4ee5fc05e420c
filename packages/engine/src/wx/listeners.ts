/** Who listens to the platform's events. */

import type { Log } from "../core/ports.ts";
import { ERROR_CODE } from "./codes.ts";

export type Payload = Readonly<Record<string, unknown>>;
/** What a handler is called with. Some older code reads `playerList` beside `data`. */
export type EngineEvent = { eventCode: string; data: Payload; playerList?: unknown };
export type Handler = (event: EngineEvent) => void;

type Listener = { handler: Handler; context: unknown };

export class Listeners {
  readonly #log: Log;
  readonly #listeners = new Map<string, Listener[]>();

  constructor(log: Log) {
    this.#log = log;
  }

  get size(): number {
    return [...this.#listeners.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** At any time. The same handler may be added twice and is then called twice. What is no handler is only logged. */
  on(event: unknown, handler: unknown, context: unknown): void {
    if (typeof event === "string" && typeof handler === "function")
      this.#set(event, [...this.#of(event), { handler: handler as Handler, context }]);
    else {
      const got = `the handler of ${String(event)} is ${typeof handler}`;
      this.#log("error", `[TUICallEngine:on,${ERROR_CODE.INVALID_PARAMETER}]${got}`);
    }
  }

  /** The one that was added first among equals; without a handler all of the event's; without an event all. */
  off(event?: string, handler?: unknown): void {
    if (!event) this.#listeners.clear();
    else if (!handler) this.#listeners.delete(event);
    else {
      const first = this.#of(event).find((listener) => listener.handler === handler);
      this.#set(
        event,
        this.#of(event).filter((listener) => listener !== first),
      );
    }
  }

  /** To those who listen at this moment, whatever they change in the meantime. */
  emit(eventCode: string, data: Payload): void {
    const { playerList } = data;
    const event = { eventCode, data, ...(playerList ? { playerList } : {}) };
    for (const { handler, context } of this.#of(eventCode)) {
      try {
        handler.call(context, event);
      } catch (error) {
        this.#log("error", `a listener of ${eventCode} threw: ${String(error)}`);
      }
    }
  }

  #of(event: string): Listener[] {
    return this.#listeners.get(event) || [];
  }

  #set(event: string, listeners: Listener[]): void {
    this.#listeners.set(event, listeners);
  }
}
