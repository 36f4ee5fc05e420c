/** What `MiniProgram/TUICallKit` draws from; built into its `core/call-screens.js`. */

import { LOCALES } from "../locales/index.ts";
import { blank } from "./drawing.ts";

export * from "../core/platform.ts";
export { CallKit } from "./kit.ts";

/** The component's `data.view` before there is anything to show. */
export const BLANK = blank(LOCALES["zh-CN"]);
