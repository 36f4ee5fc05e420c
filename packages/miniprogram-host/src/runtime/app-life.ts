/** The mini program's life: launched, in front, in the background, frozen. */

import type { Loose } from "../shared/loose.ts";
import type { AppClock } from "./app-clock.ts";
import type { Journal } from "./journal.ts";
import type { Listeners } from "./listeners.ts";

/** ms in the background until WeChat stops a mini program (framework/runtime/operating-mechanism). */
const FREEZE_AFTER_MS = 5000;

export interface AppLifeNeeds {
  journal: Journal;
  listeners: Listeners;
  clock: AppClock;
  launchOptions: object;
  freezeAfterMs: number | undefined;
  /** Pages are told before and after the app itself. */
  hidePages(): void;
  showPages(): void;
  /** What does not outlive a freeze: sockets, requests, media. */
  interrupt(): void;
  /** Goes on after it. */
  resume(): void;
}

export class AppLife {
  readonly #needs: AppLifeNeeds;
  #app: Loose;
  #hidden = false;
  #freezing: ReturnType<typeof setTimeout> | undefined;

  constructor(needs: AppLifeNeeds) {
    this.#needs = needs;
    needs.journal.onError = (text, error) => {
      needs.listeners.emit("onError", error);
      // An `onError` that fails has nobody to tell.
      try {
        this.#app?.onError?.(text);
      } catch {}
    };
  }

  /** `getApp()`. */
  get app(): Loose {
    return this.#app;
  }

  /** `App()`. */
  register(definition: Loose): void {
    if (this.#app) throw new Error("App() called twice");
    this.#app = { ...definition };
    this.#tell("onLaunch");
    this.#tell("onShow");
  }

  hide(): void {
    if (this.#hidden) return;
    this.#hidden = true;
    const { hidePages, listeners, freezeAfterMs = FREEZE_AFTER_MS } = this.#needs;
    hidePages();
    this.#tell("onHide");
    listeners.emit("onAppHide", { reason: 0 });
    this.#freezing = setTimeout(() => this.freeze(), freezeAfterMs);
  }

  show(): void {
    if (!this.#hidden) return;
    this.#hidden = false;
    clearTimeout(this.#freezing);
    const { clock, listeners, launchOptions, showPages, resume } = this.#needs;
    // What was missed is told first: an app that is shown already knows that its socket is closed.
    const wasFrozen = clock.frozen;
    clock.thaw();
    this.#tell("onShow");
    listeners.emit("onAppShow", launchOptions);
    showPages();
    if (wasFrozen) resume();
  }

  /** What the time in the background comes to. */
  freeze(): void {
    clearTimeout(this.#freezing);
    if (!this.#hidden || this.#needs.clock.frozen) return;
    this.#needs.clock.freeze();
    this.#needs.interrupt();
  }

  #tell(name: "onLaunch" | "onShow" | "onHide"): void {
    const app = this.#app;
    this.#needs.journal.guard(
      () => app?.[name]?.(...(name === "onHide" ? [] : [this.#needs.launchOptions])),
      `App.${name}`,
    );
  }
}
