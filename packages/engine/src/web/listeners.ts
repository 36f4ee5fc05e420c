/** Who listens to the platform's events, by newer or older names. */

import { callback, text } from "../core/arguments.ts";
import { Emitter } from "../core/emitter.ts";
import type { Log } from "../core/ports.ts";
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
    this.#add(event, handler, context, "always");
  }

  /** As `on`, for the next time only. `off` takes it back before that. */
  once(event: unknown, handler: unknown, context: unknown): void {
    this.#add(event, handler, context, "once");
  }

  /** Removes the one that was added first among equals. */
  off(event: unknown, handler: unknown): void {
    const name = text(event, "event");
    const called = callback(handler, "handler");
    const first = this.#registered.find((it) => it.name === name && it.handler === called);
    if (first) this.#remove(first);
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

  #add(event: unknown, handler: unknown, context: unknown, how: "always" | "once"): void {
    const name = text(event, "event");
    const called = callback(handler, "handler");
    const { name: newer, payload: older } = resolve(name);
    const stop = this.#emitter.on(newer, (payload) => {
      if (how === "once") this.#remove(registration);
      called.call(context, older ? older(payload) : payload);
    });
    const registration = { name, handler: called, stop };
    this.#registered.push(registration);
  }

  #remove(registration: Registration): void {
    registration.stop();
    this.#registered = this.#registered.filter((other) => other !== registration);
  }
}
