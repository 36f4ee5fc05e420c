import type { Wx } from "./wx.ts";

/** How often the phone vibrates while somebody calls: in the ringtone's rhythm. */
const VIBRATION_MS = 2000;
const QUIET = { fail: () => undefined };

/** Vibration, and a screen that stays lit. */
export class Attention {
  readonly #wx: Wx;
  #vibration: ReturnType<typeof setInterval> | undefined;
  #awake = false;

  constructor(wx: Wx) {
    this.#wx = wx;
  }

  vibrate(on: boolean): void {
    if (on === (this.#vibration !== undefined)) return;
    if (on) {
      const once = () => this.#wx.vibrateLong(QUIET);
      once();
      this.#vibration = setInterval(once, VIBRATION_MS);
    } else {
      clearInterval(this.#vibration);
      this.#vibration = undefined;
    }
  }

  awake(on: boolean): void {
    if (on === this.#awake) return;
    this.#awake = on;
    this.#wx.setKeepScreenOn({ keepScreenOn: on, ...QUIET });
  }
}
