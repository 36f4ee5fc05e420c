import type { ReactiveController } from "lit";
import type { Listener, Watch } from "../client/stream.ts";
import type { View } from "./view.ts";

/** Keeps the newest value of a stream for a view, and draws it. */
export class Watcher<Value> implements ReactiveController {
  value: Value | undefined;
  /** Whether the value is still kept up to date. */
  connected = true;
  #watch: Watch | undefined;
  #key: string | undefined;
  readonly #host: View;
  readonly #taken: (value: Value) => void;

  /** @param taken told of each value before it is drawn. */
  constructor(host: View, taken: (value: Value) => void = () => {}) {
    this.#host = host;
    this.#taken = taken;
    host.addController(this);
  }

  /** Listens to what `open` opens; to something else only when the key is another one. */
  follow(key: string, open: (to: Listener<Value>) => Watch): void {
    if (key === this.#key && this.#watch) return;
    this.#watch?.stop();
    this.#key = key;
    this.#watch = open({
      value: (value) => {
        if (this.#key !== key) return;
        this.value = value;
        this.#taken(value);
        this.#host.requestUpdate();
      },
      connected: (connected) => {
        if (this.#key !== key || this.connected === connected) return;
        this.connected = connected;
        this.#host.requestUpdate();
      },
    });
  }

  hostDisconnected(): void {
    this.#watch?.stop();
    this.#watch = undefined;
  }
}
