/** What `MiniProgram/TUICallKit` draws from; built into its `core/call-screens.js`. */

import { LOCALES } from "../locales/index.ts";
import { type Callbacks, Teller } from "../run/callbacks.ts";
import { blank } from "./drawing.ts";

export * from "../core/platform.ts";
export { CallKit } from "./kit.ts";

/** The component's `data.view` before there is anything to show. */
export const BLANK = blank(LOCALES["zh-CN"]);

/** Tells an app what it has asked for; `callbacks` is read anew each time. */
export function tellerOf(callbacks: Callbacks): Teller {
  return new Teller(callbacks, throwLater);
}

/** The app's own `onError` hears of it, and the screens go on. */
function throwLater(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}
