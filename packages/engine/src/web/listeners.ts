/** Who listens to the platform's events, by newer or older names. */

import { Emitter } from "../core/emitter.ts";
import type { Log } from "../core/ports.ts";
import { callback, text } from "./arguments.ts";
import { type Emission, type Payload, resolve } from "./events.ts";

type Handler = (payload: unknown) => void;
type Registration = { name: string; handler: Handler; stop: () => void };

export class Listeners {
  readonly #emitter: Emitter<Record<string, Payload>>;
  #registered: Registration[] = [];

  constructor(log: Log) {
    this.#emitter = new Emitter((error) => log("error", `a listener threw: ${String(error)}`));
  }

  /** Throws `TUICallEngineError` for a bad argument. The same handler may be added twice and is then called twice. */
  on(event: unknown, handler: unknown, context: unknown): void {
    const name = text(event, "event");
    const called = callback(handler, "handler");
    const { name: newer, payload: older } = resolve(name);
    const stop = this.#emitter.on(newer, (payload) => {
      called.call(context, older ? older(payload) : payload);
    });
    this.#registered.push({ name, handler: called, stop });
  }

  /** Removes the one that was added first among equals. */
  off(event: unknown, handler: unknown): void {
    const name = text(event, "event");
    const called = callback(handler, "handler");
    const at = this.#registered.findIndex((it) => it.name === name && it.handler === called);
    if (at < 0) return;
    this.#registered[at]?.stop();
    this.#registered.splice(at, 1);
  }

  emit(emissions: readonly Emission[]): void {
    for (const [name, payload] of emissions) this.#emitter.emit(name, payload);
  }

  clear(): void {
    this.#emitter.clear();
    this.#registered = [];
  }

  get size(): number {
    return this.#emitter.size;
  }
}
