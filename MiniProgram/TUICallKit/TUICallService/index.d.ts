/** Types of TUICallKitAPI for mini programs; the methods are explained in docs/en/component.md and in index.js. */

import type {
  CallOptions,
  InitParams,
  Tim,
  TUICallEngine,
} from "../../TUICallEngine/tuicall-engine-wx";

export declare const STATUS: {
  readonly IDLE: "idle";
  readonly BE_INVITED: "be-invited";
  readonly DIALING_C2C: "dialing-c2c";
  readonly DIALING_GROUP: "dialing-group";
  readonly CALLING_C2C_AUDIO: "calling-c2c-audio";
  readonly CALLING_C2C_VIDEO: "calling-c2c-video";
  readonly CALLING_GROUP_AUDIO: "calling-group-audio";
  readonly CALLING_GROUP_VIDEO: "calling-group-video";
};
export type Status = (typeof STATUS)[keyof typeof STATUS];

export declare const CallRole: {
  readonly UNKNOWN: "unknown";
  readonly CALLER: "caller";
  readonly CALLEE: "callee";
};
export declare const CallMediaType: { readonly UNKNOWN: 0; readonly AUDIO: 1; readonly VIDEO: 2 };
export declare const VideoDisplayMode: {
  readonly COVER: "cover";
  readonly CONTAIN: "contain";
  readonly FILL: "fill";
};
export declare const VideoResolution: {
  readonly RESOLUTION_360P: "360p";
  readonly RESOLUTION_480P: "480p";
  readonly RESOLUTION_540P: "540p";
  readonly RESOLUTION_720P: "720p";
  readonly RESOLUTION_1080P: "1080p";
};
export declare const FeatureButton: {
  readonly Camera: "camera";
  readonly Microphone: "microphone";
  readonly SwitchCamera: "switchCamera";
  readonly InviteUser: "inviteUser";
};
export declare const LayoutMode: {
  readonly LocalInLargeView: "local";
  readonly RemoteInLargeView: "remote";
};

/** What an app may be told. */
export interface Callbacks {
  /** Before a call is made or comes in. */
  beforeCalling?(type: "call" | "groupCall" | "invited"): void;
  /** A call is over. */
  afterCalling?(): void;
  statusChanged?(change: { readonly oldStatus: Status; readonly newStatus: Status }): void;
  /** The screen was made small, or full again. */
  onMinimized?(oldStatus: boolean, newStatus: boolean): void;
  /** Signed in on another device; a call that ran is over. */
  kickedOut?(event: unknown): void;
  /** This user has called, accepted, declined, hung up; the message was sent to nobody. */
  onMessageSentByMe?(message: unknown): void;
}

/** Rejected with an error that has `code` and `message`; what concerns a call, the screen has said by then. */
export interface TUICallKitAPI {
  init(params: InitParams): Promise<void>;
  destroyed(): Promise<void>;
  setSelfInfo(info: { nickName?: string; avatar?: string }): Promise<unknown>;
  /** Throws before `init`. */
  getTUICallEngineInstance(): TUICallEngine;
  getTim(): Tim;
  setLogLevel(level: 0 | 1 | 2 | 3 | 4): void;

  call(params: CallOptions & { userID: string }): Promise<void>;
  groupCall(
    params: CallOptions & { userIDList: readonly string[]; groupID?: string },
  ): Promise<void>;
  calls(
    params: CallOptions & { userIDList: readonly string[]; chatGroupID?: string },
  ): Promise<void>;
  join(params: { callId: string }): Promise<void>;
  joinInGroupCall(params: { callId: string; type?: 1 | 2 }): Promise<void>;
  inviteUser(params: { userIDList: readonly string[] }): Promise<void>;
  accept(): Promise<void>;
  reject(): Promise<void>;
  hangup(): Promise<void>;
  handleExceptionExit(): Promise<void>;

  openCamera(): Promise<void>;
  closeCamera(): Promise<void>;
  openMicrophone(): Promise<void>;
  closeMicrophone(): Promise<void>;
  switchCamera(): Promise<void>;
  switchCallMediaType(type: 1 | 2): Promise<unknown>;
  setSoundMode(mode: "speaker" | "ear"): Promise<void>;

  /** `zh-CN`, `en`, `ja`; empty: the language of WeChat. */
  setLanguage(language: string): void;
  enableFloatWindow(enable?: boolean): void;
  toggleMinimize(): Promise<void>;
  enableMuteMode(enable?: boolean): void;
  /** A path in the mini program or an address; empty for our own. */
  setCallingBell(path?: string): void;
  hideFeatureButton(button: "camera" | "microphone" | "switchCamera" | "inviteUser"): void;
  setLayoutMode(mode: "local" | "remote"): void;
  switchScreen(userID: string): Promise<void>;
  setVideoDisplayMode(mode: "cover" | "contain" | "fill"): void;
  setVideoResolution(resolution: "360p" | "480p" | "540p" | "720p" | "1080p"): Promise<void>;
  setCallback(callbacks: Callbacks): void;
}

export declare const TUICallKitAPI: TUICallKitAPI;
/** The older name. */
export declare const TUICallKitServer: TUICallKitAPI;
