/**
 * TUICallEngine for mini programs: voice and video calls without screens.
 *
 * With WeChat's typings (`miniprogram-api-typings`) in the project, `wx.$TUICallEngine` has its type as well.
 */

/** 1 voice, 2 video. */
export type CallMediaType = 1 | 2;
export type SoundMode = "ear" | "speaker";

/** Names of the events; each value is its key, but for the last. */
export const EVENT: {
  /** Somebody calls this user. */
  readonly INVITED: "INVITED";
  /** More people were asked into the call. */
  readonly GROUP_CALL_INVITEE_LIST_UPDATE: "GROUP_CALL_INVITEE_LIST_UPDATE";
  /** Somebody can be heard and seen from now on. */
  readonly USER_ENTER: "USER_ENTER";
  readonly USER_LEAVE: "USER_LEAVE";
  /** Somebody has taken the call. */
  readonly USER_ACCEPT: "USER_ACCEPT";
  /** Attributes of the tags have changed: bind them. */
  readonly USER_UPDATE: "USER_UPDATE";
  readonly REJECT: "REJECT";
  readonly NO_RESP: "NO_RESP";
  readonly LINE_BUSY: "LINE_BUSY";
  /** A call that never connected is over, whatever the reason: once, on each side. */
  readonly CALLING_CANCEL: "CALLING_CANCEL";
  /** Never emitted: NO_RESP and CALLING_CANCEL take its place. */
  readonly CALLING_TIMEOUT: "CALLING_TIMEOUT";
  /** A call that had connected is over: once, on each side. */
  readonly CALL_END: "CALL_END";
  /** Never emitted: `playerList` says who is seen. */
  readonly USER_VIDEO_AVAILABLE: "USER_VIDEO_AVAILABLE";
  /** Never emitted: `playerList` says who is heard. */
  readonly USER_AUDIO_AVAILABLE: "USER_AUDIO_AVAILABLE";
  /** Never emitted: `playerList` says how loud somebody is. */
  readonly USER_VOICE_VOLUME: "USER_VOICE_VOLUME";
  /** Signed in. */
  readonly SDK_READY: "SDK_READY";
  /** The account was taken by another device. */
  readonly KICKED_OUT: "KICKED_OUT";
  /** The call has become a voice call. */
  readonly CALL_MODE: "CALL_MODE";
  /** Never emitted: CALL_END tells it. */
  readonly HANG_UP: "HANG_UP";
  readonly ERROR: "ERROR";
  /** What this user has done to the call, in the form of a chat message. */
  readonly MESSAGE_SENT_BY_ME: "onMessageSentByMe";
};

export const MEDIA_TYPE: { readonly AUDIO: 1; readonly VIDEO: 2 };
export const STATUS: {
  readonly IDLE: "idle";
  readonly CALLING: "calling";
  readonly CONNECTED: "connected";
};
export const AUDIO_PLAYBACK_DEVICE: { readonly EAR: "ear"; readonly SPEAKER: "speaker" };

/**
 * Codes of errors. What the server refuses comes with the server's own number, 4000 to 4999; what a live tag reports,
 * with the tag's.
 */
export const ERROR_CODE: {
  /** The user has refused microphone or camera; `data.scope` says which. */
  readonly PERMISSION_DENIED: -1101;
  /** The user has not agreed to the privacy guideline (errno 104). */
  readonly PRIVACY_NOT_AGREED: -1110;
  /** The guideline does not declare microphone or camera (errno 112). */
  readonly PRIVACY_NOT_DECLARED: -1111;
  /** The account may not use live-pusher and live-player. */
  readonly LIVE_TAG_NOT_PERMITTED: -1112;
  /** WeChat's developer tools have no live tags. */
  readonly DEVELOPER_TOOLS: -1113;
  /** `init()` first. */
  readonly NOT_INITIALISED: -1201;
  /** An argument, or the server's address, is missing or wrong; `data.field` says which. */
  readonly INVALID_PARAMETER: -1202;
  readonly WRONG_STATE: -1203;
  readonly REPEATED: -1204;
  /** Mini programs cannot do this: from voice to video. */
  readonly NOT_SUPPORTED: -1205;
  readonly CAMERA_FAILED: -1301;
  readonly MICROPHONE_FAILED: -1302;
  /** live-pusher lost its connection; the engine starts it again. */
  readonly PUSH_LOST: -1307;
  /** live-player lost its connection; the engine goes on trying. */
  readonly PLAY_LOST: -2301;
  /** The server cannot be reached; the engine goes on trying. */
  readonly NO_NETWORK: 2805;
  /** The callee takes no calls from this user. */
  readonly BLOCKED: 20007;
  readonly UNKNOWN: 65535;
};

export class TUICallEngineError extends Error {
  constructor(code: number, message: string, functionName?: string);
  /** One of {@link ERROR_CODE}, or a number of the server's or of a live tag's. */
  readonly code: number;
  readonly functionName: string;
  /** What a program can read of it, such as `field` or `scope`. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** What a live tag reports about its network, as it comes. */
export type NetStatus = Readonly<Record<string, unknown>>;

/** Attributes of `<live-pusher>`: the own stream. */
export interface Pusher {
  url: string;
  mode: "RTC";
  autopush: boolean;
  enableCamera: boolean;
  enableMic: boolean;
  enableAgc: boolean;
  enableAns: boolean;
  enableEarMonitor: boolean;
  enableAutoFocus: boolean;
  enableZoom: boolean;
  minBitrate: number;
  maxBitrate: number;
  videoWidth: number;
  videoHeight: number;
  beautyLevel: number;
  whitenessLevel: number;
  videoOrientation: "vertical";
  videoAspect: "9:16";
  frontCamera: "front" | "back";
  enableRemoteMirror: boolean;
  localMirror: "auto";
  enableBackgroundMute: boolean;
  audioQuality: "high";
  audioVolumeType: "voicecall";
  audioReverbType: number;
  waitingImage: string;
  waitingImageHash: string;
  beautyStyle: "smooth";
  filter: string;
  netStatus: NetStatus;
  volume?: number;
  /** 0 unknown, 1 excellent to 5 very bad, 6 down. */
  netQualityLevel?: number;
  sdkAppID?: number;
  userID?: string;
  roomID?: number;
  type?: CallMediaType;
  /** How long the call has been connected: `HH:MM:SS`, and in seconds. */
  chatTime?: string;
  chatTimeNum?: number;
}

/** Attributes of one `<live-player>`: what comes from another member. */
export interface Player {
  src: string;
  mode: "RTC" | "live";
  autoplay: boolean;
  muteAudio: boolean;
  muteVideo: boolean;
  orientation: "vertical";
  objectFit: "fillCrop";
  enableBackgroundMute: boolean;
  minCache: number;
  maxCache: number;
  soundMode: SoundMode;
  enableRecvMessage: boolean;
  autoPauseIfNavigate: boolean;
  autoPauseIfOpenNative: boolean;
  isVisible: boolean;
  _definitionType: "main";
  netStatus: NetStatus;
  userID: string;
  streamType: "main";
  streamID: string;
  /** Of the tag: `<userID>_main`. */
  id: string;
  hasVideo: boolean;
  hasAudio: boolean;
  volume: number;
  nick: string;
  avatar: string;
}

export interface UserProfile {
  userID: string;
  nick: string;
  avatar: string;
}

/** What a chat page may show of a call. Nothing is sent by it. */
export interface CallMessage {
  ID: string;
  type: "TIMCustomElem";
  conversationType: "C2C" | "GROUP";
  conversationID: string;
  from: string;
  to: string;
  flow: "out";
  /** Seconds since the epoch. */
  time: number;
  status: "success";
  payload: { data: string; description: string; extension: string };
}

/** `event.data` of each event. */
export interface EventData {
  INVITED: {
    inviteID: string;
    groupID: string;
    sponsor: string;
    inviteeList: string[];
    userIDList: string[];
    isFromGroup: boolean;
    inviteData: { version: 4; callType: CallMediaType; roomID: number; callEnd: 0 };
    userData: string;
  };
  GROUP_CALL_INVITEE_LIST_UPDATE: { userIDList: string[] };
  USER_ENTER: { userID: string; playerList: Player[] };
  USER_LEAVE: { userID: string; playerList: Player[] };
  USER_ACCEPT: { userID: string; userList: UserProfile[] };
  USER_UPDATE: { pusher: Pusher; playerList: Player[] };
  REJECT: { inviteID: string; invitee: string; userID: string; reason: "reject" };
  LINE_BUSY: { inviteID: string; invitee: string; userID: string; reason: "line busy" };
  NO_RESP: {
    inviteID: string;
    groupID: string;
    sponsor: string;
    timeoutUserList: string[];
    userIDList: string[];
  };
  /** `userID`: the caller on the callee's side where he gave up, else this user. */
  CALLING_CANCEL: { inviteID: string; invitee: string; userID: string };
  CALLING_TIMEOUT: never;
  CALL_END: {
    inviteID: string;
    groupID: string;
    /** This user. */
    userID: string;
    /** Seconds, both the same. */
    callEnd: number;
    totalTime: number;
    callRole: "inviter" | "invitee";
    callMediaType: CallMediaType;
    roomID: number;
    message: string;
  };
  USER_VIDEO_AVAILABLE: never;
  USER_AUDIO_AVAILABLE: never;
  USER_VOICE_VOLUME: never;
  SDK_READY: { message: string };
  KICKED_OUT: { message: string };
  CALL_MODE: { type: CallMediaType; message: CallMessage };
  HANG_UP: never;
  ERROR: { code: number; message: string; data?: Readonly<Record<string, unknown>> };
  onMessageSentByMe: { inviteID: string; data: CallMessage };
}

export interface EngineEvent<Name extends keyof EventData> {
  eventCode: Name;
  data: EventData[Name];
}

/** One address, or one for each version of the mini program. */
export type ServerAddress = string | { develop?: string; trial?: string; release?: string };

export interface CreateInstanceParams {
  sdkAppID?: number;
  SDKAppID?: number;
  /** Where the callkit server is; goes before `server.js`. */
  server?: ServerAddress;
  /** What `getTim()` gave, or the instance of a chat SDK, which is asked for names; null for none. */
  tim?: object | null;
}

export interface InitParams extends CreateInstanceParams {
  userID: string;
  /** The ticket, or all that `genTestUserSig(userID)` gives. */
  userSig: string | { sdkAppID?: number; SDKAppID?: number; userSig: string };
  type?: CallMediaType;
}

export interface CallOptions {
  type: CallMediaType;
  /** How long it rings, seconds; 0 is the most there is, 600. Default 30. */
  timeout?: number;
  /** A number to show, 1 to 2147483647. */
  roomID?: number;
  /** Handed to the callees as it is, at most 4000 bytes. */
  userData?: string;
  /** Taken and not used. */
  offlinePushInfo?: object;
}

/** A call that was made or joined. */
export interface Called {
  pusher: Pusher;
  data: { message?: CallMessage; inviteID?: string; callId?: string; roomID?: number };
}

/** What was said to the others. */
export interface Signalled {
  inviteID: string;
  code: 0;
  data: { message?: CallMessage };
}

/** Stands where code expects the instance of a chat SDK. */
export interface Tim {
  getUserProfile(options: {
    userIDList: readonly string[];
  }): Promise<{ code: 0; data: UserProfile[] }>;
  getMyProfile(): Promise<{ code: 0; data: UserProfile }>;
  updateMyProfile(change: {
    nick?: string;
    avatar?: string;
  }): Promise<{ code: 0; data: UserProfile }>;
}

/** Everything that can be seen of the engine; a snapshot that never changes. Times are ms on this phone's clock. */
export interface EngineState {
  readonly session: "signedOut" | "signingIn" | "signedIn";
  readonly network: "offline" | "connected" | "reconnecting";
  readonly doNotDisturb: boolean;
  /** Stays here with `phase: "ended"` until the next one begins. */
  readonly call?: CallState;
  readonly local: {
    readonly microphone: boolean;
    readonly camera: boolean;
    readonly front: boolean;
  };
}

export interface CallState {
  readonly id: string;
  readonly roomId: number;
  readonly phase: "dialing" | "ringing" | "connecting" | "connected" | "ended";
  readonly role: "caller" | "callee";
  readonly media: "audio" | "video";
  readonly group: boolean;
  readonly caller: string;
  /** Everybody who has been in it, this user included, caller first. */
  readonly members: readonly MemberState[];
  readonly startedAt: number;
  readonly connectedAt?: number;
  readonly reconnecting: boolean;
  readonly ended?: {
    readonly reason: string;
    readonly by?: string;
    readonly connected: boolean;
    /** ms. */
    readonly duration: number;
  };
}

export interface MemberState {
  readonly userId: string;
  readonly phase: "ringing" | "joined" | "left";
  readonly rang: boolean;
  readonly microphone: boolean;
  readonly camera: boolean;
  /** Loudness, 0 to 100. */
  readonly level: number;
  /** His network: 0 unknown, 1 excellent to 5 very bad, 6 down. */
  readonly quality: number;
}

/** What a tag's event handler in a page is called with. */
export interface TagEvent {
  detail?: object;
  currentTarget?: { id?: string; dataset?: Readonly<Record<string, unknown>> };
}

/**
 * The one instance. Nothing throws but `selectAudioPlaybackDevice`: all else that can fail gives a promise, which rejects
 * with a {@link TUICallEngineError}.
 */
export interface TUICallEngine {
  readonly EVENT: typeof EVENT;
  readonly MEDIA_TYPE: typeof MEDIA_TYPE;
  readonly CALL_TYPE: typeof MEDIA_TYPE;

  /** Signs in. Resolves when the server has said welcome; rejects when something must be changed first. */
  init(params: InitParams): Promise<void>;
  login(params: InitParams): Promise<void>;
  logout(): Promise<void>;
  /** Ends what goes on, closes microphone and camera at once, forgets all listeners and signs out. */
  destroyed(): Promise<void>;
  setSelfInfo(nickName: string, avatar?: string): Promise<{ code: 0; data: UserProfile }>;
  getTim(): Tim;
  getUserProfile<T extends { userID: string }>(
    list: readonly T[],
    form?: "array" | "map",
  ): Promise<(T & UserProfile)[] | Record<string, T & UserProfile>>;

  /** Calls one user. Asks for the permissions first. */
  call(params: CallOptions & { userID: string }): Promise<Called>;
  /** Calls up to eight users. */
  groupCall(
    params: CallOptions & { userIDList: readonly string[]; groupID?: string },
  ): Promise<Called>;
  calls(
    params: CallOptions & { userIDList: readonly string[]; chatGroupID?: string },
  ): Promise<Called>;
  /** Enters a call that is going on; those in it know its ID as `inviteID`. */
  join(params: { callId: string; type?: CallMediaType }): Promise<Called>;
  joinInGroupCall(params: {
    type: CallMediaType;
    callId: string;
    groupID?: string;
    roomID?: number;
  }): Promise<Pusher>;
  inviteUser(params: {
    userIDList: readonly string[];
    timeout?: number;
    offlinePushInfo?: object;
  }): Promise<Signalled>;
  /** `{type: 1}` answers a video call by voice. */
  accept(params?: { type?: CallMediaType }): Promise<{ pusher: Pusher; message?: CallMessage }>;
  reject(): Promise<Signalled | string>;
  hangup(): Promise<Signalled[] | Signalled | undefined>;
  handleExceptionExit(): Promise<unknown>;
  /** 1: from video to voice, for both sides. */
  switchCallMediaType(type: CallMediaType): Promise<Signalled | undefined>;
  switchAudioCall(): Promise<Signalled | undefined>;
  switchVideoCall(): Promise<Signalled | undefined>;

  openCamera(): Promise<void>;
  closeCamera(): Promise<void>;
  openMicrophone(): Promise<void>;
  closeMicrophone(): Promise<void>;
  switchCamera(): Promise<void>;
  selectAudioPlaybackDevice(type: SoundMode): SoundMode;
  setSoundMode(type?: SoundMode): SoundMode;
  setHandsFree(on: boolean): SoundMode;
  startRemoteView(userID: string): void;
  stopRemoteView(userID: string): void;
  deviceCheck(wanted?: { microphone?: boolean; camera?: boolean }): Promise<boolean>;
  checkDevicePermissions(): Promise<true>;
  callExperimentalAPI(ability: unknown): Promise<{ data: { enabled: true } }>;

  /** At any time, before `init` as well. `context` is the handler's `this`. */
  on<Name extends keyof EventData>(
    event: Name,
    handler: (event: EngineEvent<Name>) => void,
    context?: unknown,
  ): void;
  /** The handler that was added first among equals; without one all of the event's. */
  off<Name extends keyof EventData>(
    event?: Name,
    handler?: (event: EngineEvent<Name>) => void,
  ): void;
  readonly state: EngineState;
  /** Calls back after each change; gives the way to stop it. */
  onStateChange(callback: (state: EngineState) => void): () => void;
  readonly pusher: Pusher;
  readonly playerList: Player[];
  readonly listenerCount: number;
  /** 0 everything, 1 the usual, 2 warnings, 3 errors, 4 nothing. */
  setLogLevel(level: 0 | 1 | 2 | 3 | 4): void;

  // What a page binds to the tags; each takes WeChat's own event.
  _pusherStateChangeHandler(event: TagEvent): void;
  _pusherNetStatus(event: TagEvent): void;
  _pusherErrorHandler(event: TagEvent): void;
  _pusherAudioVolumeNotify(event: TagEvent): void;
  _playerStateChange(event: TagEvent): void;
  _playNetStatus(event: TagEvent): void;
  _playerAudioVolumeNotify(event: TagEvent): void;
  _pusherAudioHandler(): Promise<void>;
  _pusherVideoHandler(): Promise<void>;
  _hangUp(): Promise<void>;
  _toggleViewSize(event: TagEvent): unknown;
  _mutePlayerAudio(event: TagEvent): void;
  _mutePlayerVideo(event: TagEvent): void;
}

export const TUICallEngine: {
  /** Gives the one instance, which is `wx.$TUICallEngine` from then on. */
  createInstance(params?: CreateInstanceParams): TUICallEngine;
  destroyInstance(): Promise<void>;
  readonly EVENT: typeof EVENT;
  readonly MEDIA_TYPE: typeof MEDIA_TYPE;
  readonly STATUS: typeof STATUS;
  readonly AUDIO_PLAYBACK_DEVICE: typeof AUDIO_PLAYBACK_DEVICE;
  readonly ERROR_CODE: typeof ERROR_CODE;
  readonly version: string;
};

export default TUICallEngine;

declare global {
  namespace WechatMiniprogram {
    interface Wx {
      /** From the first component's `attached`, or `TUICallEngine.createInstance()`, on. */
      $TUICallEngine: TUICallEngine;
    }
  }
}
