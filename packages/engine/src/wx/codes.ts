/**
 * The numbers that errors of the engine for mini programs carry, all in one place. What the server refuses comes with
 * the server's own number, 4000 to 4999 (docs/protocol.md); what a live tag reports, with the tag's.
 */

import { ErrorCodes, TUICallEngineError } from "../core/errors.ts";

/** Numbers never change their meaning. */
export const ERROR_CODE = {
  /** The user has refused microphone or camera; `data.scope` says which. */
  PERMISSION_DENIED: ErrorCodes.PERMISSION_DENIED,
  /** The user has not agreed to the mini program's privacy guideline (errno 104). */
  PRIVACY_NOT_AGREED: -1110,
  /** The guideline does not declare microphone or camera (errno 112): the developer's to mend. */
  PRIVACY_NOT_DECLARED: -1111,
  /** The account may not use live-pusher and live-player. */
  LIVE_TAG_NOT_PERMITTED: -1112,
  /** WeChat's developer tools have no live tags. */
  DEVELOPER_TOOLS: -1113,
  /** `init()` first. */
  NOT_INITIALISED: ErrorCodes.NOT_INITIALISED,
  /** An argument, or the server's address, is missing or wrong; `data.field` says which. */
  INVALID_PARAMETER: ErrorCodes.INVALID_PARAMETER,
  /** Not possible in the present state of the call. */
  WRONG_STATE: ErrorCodes.WRONG_STATE,
  /** It is already so, or already on its way. */
  REPEATED: ErrorCodes.REPEATED,
  /** Mini programs cannot do this: from voice to video. */
  NOT_SUPPORTED: -1205,
  /** live-pusher could not open the camera. */
  CAMERA_FAILED: -1301,
  /** live-pusher could not open the microphone. */
  MICROPHONE_FAILED: -1302,
  /** live-pusher lost its connection; the engine starts it again. */
  PUSH_LOST: -1307,
  /** live-player lost its connection by RTMP and by HTTP-FLV; the engine goes on trying. */
  PLAY_LOST: -2301,
  /** The server cannot be reached; the engine goes on trying. */
  NO_NETWORK: ErrorCodes.NO_NETWORK,
  /** The callee takes no calls from this user. */
  BLOCKED: ErrorCodes.BLOCKED,
  UNKNOWN: ErrorCodes.UNKNOWN,
} as const;

/** What hinders a call in the phone or in the account: screens choose their text by it. */
export type Trouble =
  | "camera_denied"
  | "developer_tools"
  | "live_not_allowed"
  | "microphone_denied"
  | "privacy_missing";

export type ErrorData = Readonly<Record<string, unknown>>;

/** An error with what a program can read of it. */
export class WxEngineError extends TUICallEngineError {
  readonly data?: ErrorData;
  readonly device?: Trouble;

  constructor(code: number, message: string, more: { data?: ErrorData; device?: Trouble } = {}) {
    super(code, message);
    if (more.data) this.data = more.data;
    if (more.device) this.device = more.device;
  }
}

/** Any failure as the platform shapes it: `[TUICallEngine:<method>,<code>]<reason>`. */
export function fault(method: string, error: unknown): TUICallEngineError {
  const known = error instanceof TUICallEngineError;
  const code = known ? error.code : ERROR_CODE.UNKNOWN;
  const reason = error instanceof Error ? error.message : String(error);
  const shaped = new TUICallEngineError(code, `[TUICallEngine:${method},${code}]${reason}`, method);
  const { data, device } = (known ? error : {}) as Partial<WxEngineError>;
  return Object.assign(shaped, data && { data }, device && { device });
}
