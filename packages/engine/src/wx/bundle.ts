/** The one file of a mini program: the engine, and the address that lies beside it. */

import { setAddress } from "./engine.ts";
import {
  AUDIO_PLAYBACK_DEVICE,
  ERROR_CODE,
  EVENT,
  MEDIA_TYPE,
  STATUS,
  TUICallEngine,
  TUICallEngineError,
} from "./index.ts";

/** WeChat's own; it finds a file by the text between the quotes, which therefore stays as it is. */
declare function require(path: "./server.js"): unknown;
declare const module: { exports: object };

try {
  setAddress(require("./server.js"));
} catch {
  // The file was not copied along; init() says so.
}

// In the manner of a compiled ES module, for pages that write `import`.
module.exports = {
  __esModule: true,
  default: TUICallEngine,
  AUDIO_PLAYBACK_DEVICE,
  ERROR_CODE,
  EVENT,
  MEDIA_TYPE,
  STATUS,
  TUICallEngine,
  TUICallEngineError,
};
