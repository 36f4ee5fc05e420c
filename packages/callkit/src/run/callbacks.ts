import { type Status, statusOf, type ViewState } from "../core/index.ts";

/** What a page may be told, by the platform's names. */
export interface Callbacks {
  /** Before a call is made or comes in: `call`, `groupCall` or `invited`. */
  beforeCalling?: ((type: "call" | "groupCall" | "invited", error?: unknown) => void) | undefined;
  /** A call is over. */
  afterCalling?: (() => void) | undefined;
  statusChanged?:
    | ((change: { readonly oldStatus: Status; readonly newStatus: Status }) => void)
    | undefined;
  /** The screen was made small, or full again. */
  onMinimized?: ((oldStatus: boolean, newStatus: boolean) => void) | undefined;
  /** Signed in on another device; a call that ran is over. */
  kickedOut?: ((event: unknown) => void) | undefined;
  /** Taken and never called: there is no chat message behind a call here. */
  onMessageSentByMe?: ((message: unknown) => void) | undefined;
}

/** Tells a page what the screens do; a page that throws is no reason for them to stop. */
export class Teller {
  /** Read anew each time: a page may set them when it likes. */
  readonly #callbacks: Callbacks;
  readonly #report: (error: unknown) => void;
  #status: Status = "idle";
  #small = false;

  constructor(callbacks: Callbacks, report: (error: unknown) => void) {
    this.#callbacks = callbacks;
    this.#report = report;
  }

  follow(view: ViewState): void {
    const status = statusOf(view);
    const small = view.presence === "floating";
    const before = this.#status;
    const wasSmall = this.#small;
    this.#status = status;
    this.#small = small;
    if (status !== before) this.#changed(before, status);
    if (small !== wasSmall) this.#tell(() => this.#callbacks.onMinimized?.(wasSmall, small));
  }

  #changed(oldStatus: Status, newStatus: Status): void {
    const callbacks = this.#callbacks;
    if (oldStatus === "idle") {
      const type = BEGINNINGS[newStatus];
      if (type) this.#tell(() => callbacks.beforeCalling?.(type));
    }
    this.#tell(() => callbacks.statusChanged?.({ oldStatus, newStatus }));
    if (newStatus === "idle") this.#tell(() => callbacks.afterCalling?.());
  }

  #tell(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.#report(error);
    }
  }
}

const BEGINNINGS: Readonly<Partial<Record<Status, "call" | "groupCall" | "invited">>> = {
  "be-invited": "invited",
  "dialing-c2c": "call",
  "dialing-group": "groupCall",
};
