export { TUICallEngineError } from "../core/errors.ts";
export type { EngineState } from "../core/state.ts";
export { ERROR_CODE } from "./codes.ts";
export { AUDIO_PLAYBACK_DEVICE, EVENT, MEDIA_TYPE, STATUS } from "./constants.ts";
export { TUICallEngine, TUICallEngine as default } from "./engine.ts";
