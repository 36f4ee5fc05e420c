/** What the engine's promises reject with. */

/**
 * The codes that the engine itself gives out, as in the platforms' classic generation. What the
 * server refuses comes with the server's own number, 4000 to 4999 (see docs/protocol.md).
 */
export const ErrorCodes = {
  /** Microphone or camera not permitted. */
  PERMISSION_DENIED: -1101,
  /** `createInstance` or `login` first. */
  NOT_INITIALISED: -1201,
  /** An argument is missing or of the wrong type. */
  INVALID_PARAMETER: -1202,
  /** Not possible in the present state of the call. */
  WRONG_STATE: -1203,
  /** It is already so, or already on its way. */
  REPEATED: -1204,
  /** The platform has it, callkit does not (yet). */
  NOT_OFFERED: -1205,
  /** The server cannot be reached. */
  NO_NETWORK: 2805,
  /** The callee takes no calls from this user. */
  BLOCKED: 20007,
  /** The page must come by https (or from this machine). */
  NEEDS_HTTPS: 30000,
  NO_MICROPHONE: 60003,
  NO_CAMERA: 60004,
  /** A device is there and cannot be opened: in use, or refused by the system. */
  DEVICE_FAILED: 60005,
  /** This browser has no WebRTC. */
  WEBRTC_UNSUPPORTED: 60006,
  UNKNOWN: 65535,
} as const;

/** Every failure of the engine. */
export class TUICallEngineError extends Error {
  override readonly name = "TUICallEngineError";
  /** A number from {@link ErrorCodes}, or the server's own. */
  readonly code: number;
  /** The method that failed. */
  readonly functionName: string;

  constructor(code: number, message: string, functionName = "") {
    super(message);
    this.code = code;
    this.functionName = functionName;
  }
}
