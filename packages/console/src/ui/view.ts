import { LitElement, type ReactiveController } from "lit";
import type { Context } from "./context.ts";

/** A part of the page with a state of its own. In the light, so that one stylesheet is enough for all. */
export abstract class View extends LitElement {
  #context: Context | undefined;

  /** What every part needs; handed down, never global. */
  set context(context: Context) {
    if (this.#context === context) return;
    this.#context = context;
    this.requestUpdate();
  }

  get context(): Context {
    if (!this.#context) throw new Error("a view is shown before it has its context");
    return this.#context;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Puts new values into fields and draws again. */
  protected put(change: Partial<this>): void {
    Object.assign(this, change);
    this.requestUpdate();
  }
}

/** Registers an element unless it is already, so that a module may be loaded twice. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}

/** How far a value has come. What was there before stays while it is fetched anew. */
export interface Loaded<Value> {
  readonly value: Value | undefined;
  readonly error: unknown;
  readonly busy: boolean;
}

/** Fetches something for a view, drops answers that have been overtaken, and draws it. */
export class Loader<Value> implements ReactiveController, Loaded<Value> {
  value: Value | undefined;
  error: unknown;
  busy = false;
  #turn = 0;
  readonly #host: View;
  readonly #fetch: () => Promise<Value>;

  constructor(host: View, fetch: () => Promise<Value>) {
    this.#host = host;
    this.#fetch = fetch;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#turn += 1;
  }

  /** Forgets what was there: what comes is of something else. */
  async fresh(): Promise<void> {
    this.value = undefined;
    await this.load();
  }

  async load(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.busy = true;
    this.error = undefined;
    this.#host.requestUpdate();
    try {
      const value = await this.#fetch();
      if (turn !== this.#turn) return;
      this.value = value;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.error = error;
    }
    this.busy = false;
    this.#host.requestUpdate();
  }

  /** Takes a value that came with another answer. */
  take(value: Value): void {
    this.#turn += 1;
    this.value = value;
    this.error = undefined;
    this.busy = false;
    this.#host.requestUpdate();
  }
}
