import type { ReactiveController } from "lit";
import type { View } from "./view.ts";

/** Draws a view anew every second, for what counts time. */
export class Ticker implements ReactiveController {
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #host: View;
  readonly #tick: () => void;

  /** @param tick told before each drawing. */
  constructor(host: View, tick: () => void = () => {}) {
    this.#host = host;
    this.#tick = tick;
    host.addController(this);
  }

  hostConnected(): void {
    this.#timer = setInterval(() => {
      this.#tick();
      this.#host.requestUpdate();
    }, 1000);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }
}
