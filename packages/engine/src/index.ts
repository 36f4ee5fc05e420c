export { ErrorCodes, TUICallEngineError } from "./core/errors.ts";
export type { Connection, EndReason, MediaKind, Phase, Role, VideoState } from "./core/protocol.ts";
export type {
  CallPhase,
  CallState,
  EndedState,
  EngineState,
  LocalState,
  MemberState,
} from "./core/state.ts";
export {
  AUDIO_PLAYBACK_DEVICE,
  CallEndReason,
  type CallMediaType,
  CallRole,
  LOG_LEVEL,
  STATUS,
  TUIAudioQuality,
  TUICallCameraPosition,
  TUICallEvent,
  TUICallType,
  TUINetworkQuality,
  TUIResolutionMode,
  TUIVideoQuality,
} from "./web/constants.ts";
export { TUICallEngine, TUICallEngine as default } from "./web/engine.ts";
export type * from "./web/params.ts";
