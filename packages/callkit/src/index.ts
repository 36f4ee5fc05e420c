export { TUICallEngine, TUICallEvent } from "@callkit/engine";
export {
  type CallRow,
  faceOf,
  formatDuration,
  nameOf,
  refusalOf,
  rowOf,
  withRow,
} from "./core/index.ts";
export {
  type Language,
  LOCALES,
  languageOf,
  type Text,
  type TextKey,
  words,
} from "./locales/index.ts";
export { EngineAdapter, type WebCallEngine } from "./web/engine-adapter.ts";
export {
  type CallParams,
  type CallsParams,
  type InitParams,
  TUICallKitAPI,
  TUICallKitAPI as TUICallKitServer,
} from "./web/facade.ts";
export { type IconName, icon } from "./web/icons.ts";
export { TUICallKitElement } from "./web/tui-call-kit.ts";
