/** How often the title changes while somebody calls, and how often the device vibrates. */
const TITLE_MS = 1000;
const VIBRATION_MS = 2000;
/** How long it vibrates each time. */
const VIBRATES_MS = 1000;

/** What draws attention outside the page's own picture: title, notification, vibration, a screen that stays lit. */
export class Attention {
  #title: { readonly own: string; readonly timer: ReturnType<typeof setInterval> } | undefined;
  #notification: Notification | undefined;
  #alert: string | undefined;
  #vibration: ReturnType<typeof setInterval> | undefined;
  #awake = false;
  #lock: WakeLockSentinel | undefined;

  constructor() {
    document.addEventListener("visibilitychange", this.#onVisibility);
  }

  dispose(): void {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    this.alert(undefined);
    this.vibrate(false);
    this.awake(false);
  }

  /** Who calls, where nobody is looking; undefined when nobody does any more. */
  alert(text: string | undefined): void {
    if (text === this.#alert) return;
    this.#alert = text;
    this.#followAlert();
  }

  vibrate(on: boolean): void {
    if (on === (this.#vibration !== undefined) || !("vibrate" in navigator)) return;
    if (on) {
      const once = () => navigator.vibrate(VIBRATES_MS);
      once();
      this.#vibration = setInterval(once, VIBRATION_MS);
    } else {
      clearInterval(this.#vibration);
      this.#vibration = undefined;
      navigator.vibrate(0);
    }
  }

  awake(on: boolean): void {
    if (on === this.#awake) return;
    this.#awake = on;
    if (on) this.#keepLit();
    else this.#lock?.release().catch(() => undefined);
    if (!on) this.#lock = undefined;
  }

  readonly #onVisibility = () => {
    this.#followAlert();
    // The browser takes the lock back when the page is hidden.
    if (!document.hidden && this.#awake) this.#keepLit();
  };

  #followAlert(): void {
    const text = document.hidden ? this.#alert : undefined;
    if (this.#title) {
      clearInterval(this.#title.timer);
      document.title = this.#title.own;
      this.#title = undefined;
    }
    this.#notification?.close();
    this.#notification = undefined;
    if (text === undefined) return;
    const own = document.title;
    const timer = setInterval(() => {
      document.title = document.title === own ? text : own;
    }, TITLE_MS);
    document.title = text;
    this.#title = { own, timer };
    this.#notification = notify(text);
  }

  #keepLit(): void {
    navigator.wakeLock?.request("screen").then(
      (lock) => {
        // One is enough, and of two the other would outlast the call.
        const kept = this.#lock && !this.#lock.released;
        if (this.#awake && !kept) this.#lock = lock;
        else lock.release().catch(() => undefined);
      },
      () => undefined,
    );
  }
}

/** Shown only where the page has been permitted to before; a call is no moment to ask. */
function notify(text: string): Notification | undefined {
  if (!("Notification" in globalThis) || Notification.permission !== "granted") return undefined;
  try {
    const notification = new Notification(text, { tag: "callkit", requireInteraction: true });
    notification.onclick = () => window.focus();
    return notification;
  } catch {
    // Some mobile browsers allow notifications from service workers only.
    return undefined;
  }
}
