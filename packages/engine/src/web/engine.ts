/** TUICallEngine for browsers. */

import type { EngineState } from "../core/state.ts";
import type * as C from "./constants.ts";
import type * as P from "./params.ts";

/**
 * Audio and video calls without screens. One instance a page.
 *
 * Every method but `on`, `off` and the getters gives a promise: `{code: 0, message: "success", data}`,
 * or a {@link TUICallEngineError}.
 */
export declare class TUICallEngine {
  static readonly EVENT: typeof C.TUICallEvent;
  static readonly TUICallEvent: typeof C.TUICallEvent;
  static readonly TUICallType: typeof C.TUICallType;
  static readonly MEDIA_TYPE: { readonly UNKNOWN: 0; readonly AUDIO: 1; readonly VIDEO: 2 };
  static readonly CALL_TYPE: typeof C.TUICallType;
  static readonly STATUS: typeof C.STATUS;
  static readonly LOG_LEVEL: typeof C.LOG_LEVEL;
  static readonly version: string;

  /** Makes the instance, or gives the one there is. Throws `TUICallEngineError` for a bad argument. */
  static createInstance(params: P.CreateInstanceParams): TUICallEngine;
  /** Signs out and lets go of everything. Does nothing when there is no instance. */
  static destroyInstance(): Promise<P.Result>;
  /** `ready`: called as soon as the engine can be used, which is at once. */
  static once(event: "ready", callback: () => void): void;

  readonly EVENT: typeof C.TUICallEvent;
  readonly MEDIA_TYPE: typeof TUICallEngine.MEDIA_TYPE;
  readonly CALL_TYPE: typeof C.TUICallType;

  private constructor();

  // --- the account
  /** Signs in. With the same user and a newer UserSig while signed in: renews it, also in a call. */
  login(params: P.LoginParams): Promise<P.Result>;
  /** The same as {@link login}. */
  init(params: P.LoginParams): Promise<P.Result>;
  logout(): Promise<P.Result>;
  setSelfInfo(params: P.SelfInfoParams): Promise<P.Result>;
  destroyed(): Promise<P.Result>;

  // --- calls
  call(params: P.CallParams): Promise<P.Result<P.CallMade>>;
  calls(params: P.CallsParams): Promise<P.Result<P.CallMade>>;
  groupCall(params: P.GroupCallParams): Promise<P.Result<P.CallMade>>;
  join(params: P.JoinParams): Promise<P.Result<P.CallMade>>;
  joinInGroupCall(params: P.JoinInGroupCallParams): Promise<P.Result<P.CallMade>>;
  inviteUser(params: P.InviteUserParams): Promise<P.Result>;
  accept(params?: P.AcceptParams): Promise<P.Result<P.CallMade>>;
  reject(): Promise<P.Result>;
  hangup(): Promise<P.Result>;
  switchCallMediaType(type: C.CallMediaType): Promise<P.Result>;

  // --- devices
  /** Opens the camera and shows it in the element. While ringing only this user sees it. */
  openCamera(domID?: string | HTMLElement, isFrontCamera?: boolean): Promise<P.Result>;
  closeCamera(): Promise<P.Result>;
  openMicrophone(): Promise<P.Result>;
  closeMicrophone(): Promise<P.Result>;
  switchCamera(position?: 0 | 1): Promise<P.Result>;
  getDeviceList(type: P.DeviceKind): Promise<P.DeviceInfo[]>;
  getCurrentDevice(type: P.DeviceKind): Promise<P.DeviceInfo | undefined>;
  getDevicePermission(): Promise<{ audio: boolean; video: boolean }>;
  switchDevice(params: P.SwitchDeviceParams): Promise<P.Result>;
  setVideoQuality(quality: P.VideoQuality): Promise<P.Result>;

  // --- pictures
  startRemoteView(params: P.RemoteViewParams): Promise<P.Result>;
  stopRemoteView(params: { userID: string }): Promise<P.Result>;
  setVideoRenderParams(params: P.VideoRenderParams): Promise<P.Result>;

  // --- events; a handler gets the payload itself
  on(event: string, handler: (payload: never) => void, context?: unknown): void;
  off(event: string, handler: (payload: never) => void): void;

  setLogLevel(level: 0 | 1 | 2 | 3 | 4): void;
  getTim(): P.Tim;

  // --- beyond the platform's API: what a screen needs
  /** The present state: a snapshot that never changes; compare by identity. */
  readonly state: EngineState;
  /** Calls back after each change with the new snapshot. Gives the way to stop it. */
  onStateChange(callback: (state: EngineState) => void): () => void;
  /** Names and pictures; unknown users come with empty texts. Asked for at most once a minute each. */
  getProfiles(userIDs: readonly string[]): Promise<P.UserProfile[]>;
  setDoNotDisturb(on: boolean): Promise<P.Result>;
  block(userID: string): Promise<P.Result>;
  unblock(userID: string): Promise<P.Result>;
  /** What this device's microphone and camera give; `undefined` when both are closed. */
  readonly localStream: MediaStream | undefined;
  /** What arrives from a member; the same object for as long as he is in the call. */
  remoteStream(userID: string): MediaStream | undefined;
  /** Silences or unsilences everything that is heard. */
  muteSpeaker(muted: boolean): void;
}
