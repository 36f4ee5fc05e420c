export { TUICallEngine, TUICallEvent, TUICallType } from "@callkit/engine";
export {
  type CallRow,
  faceOf,
  formatDuration,
  nameOf,
  refusalOf,
  rowOf,
  type Status,
  withRow,
} from "./core/index.ts";
export * from "./core/platform.ts";
export {
  type Language,
  LOCALES,
  languageOf,
  type Text,
  type TextKey,
  words,
} from "./locales/index.ts";
export type { Callbacks } from "./run/callbacks.ts";
export { EngineAdapter, type WebCallEngine } from "./web/engine-adapter.ts";
export { TUICallKitAPI, TUICallKitAPI as TUICallKitServer } from "./web/facade.ts";
export { type IconName, icon } from "./web/icons.ts";
export type * from "./web/params.ts";
export { TUICallKitElement } from "./web/tui-call-kit.ts";
