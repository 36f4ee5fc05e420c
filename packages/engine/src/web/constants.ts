/** Names and values of the platform's API, 3.3 generation, spelled as they are there. */

/** Events of {@link TUICallEngine.on}. The older names are understood as well. */
export const TUICallEvent = {
  ERROR: "onError",
  SDK_READY: "sdkReady",
  KICKED_OUT: "onKickedOffLine",
  USER_SIG_EXPIRED: "onUserSigExpired",
  ON_USER_SIG_EXPIRED: "onUserSigExpired",
  /** @deprecated ON_CALL_RECEIVED tells the same. */
  INVITED: "onInvited",
  ON_CALL_RECEIVED: "onCallReceived",
  ON_CALL_BEGIN: "onCallBegin",
  CALL_END: "onCallEnd",
  CALLING_END: "onCallEnd",
  ON_CALL_NOT_CONNECTED: "onCallNotConnected",
  ON_CALL_CANCELED: "onCallCancelled",
  /** @deprecated ON_CALL_NOT_CONNECTED tells the same. */
  CALLING_CANCEL: "onCallingCancel",
  USER_ACCEPT: "onUserAccept",
  ON_USER_INVITING: "onUserInviting",
  USER_ENTER: "onUserJoin",
  USER_LEAVE: "onUserLeave",
  REJECT: "onUserReject",
  NO_RESP: "onUserNoResponse",
  LINE_BUSY: "onUserLineBusy",
  /** Never emitted; NO_RESP and ON_CALL_NOT_CONNECTED take its place. */
  CALLING_TIMEOUT: "onCallingTimeout",
  USER_VIDEO_AVAILABLE: "onUserVideoAvailable",
  USER_AUDIO_AVAILABLE: "onUserAudioAvailable",
  USER_VOICE_VOLUME: "onUserVoiceVolumeChanged",
  GROUP_CALL_INVITEE_LIST_UPDATE: "onGroupCallInviteeListUpdate",
  CALL_TYPE_CHANGED: "onCallMediaTypeChanged",
  ON_USER_NETWORK_QUALITY_CHANGED: "onUserNetworkQualityChanged",
  DEVICED_UPDATED: "onDeviceUpdated",
  /** Never emitted: there is no chat message behind a call here. */
  MESSAGE_SENT_BY_ME: "onMessageSentByMe",
} as const;

/** The kind of call, and the names of device kinds. */
export const TUICallType = {
  UNKNOWN: 0,
  AUDIO_CALL: 1,
  VIDEO_CALL: 2,
  DEVCIED_CAMERA: "camera",
  DEVCIED_MICROPHONES: "microphones",
} as const;

export const TUICallCameraPosition = { FRONT: 0, BACK: 1 } as const;

export const AUDIO_PLAYBACK_DEVICE = { SPEAKER: 0, EAR: 1 } as const;

export const LOG_LEVEL = { NORMAL: 0, RELEASE: 1, WARNING: 2, ERROR: 3, NONE: 4 } as const;

export const STATUS = { IDLE: "idle", CALLING: "calling", CONNECTED: "connected" } as const;

export const CallRole = { UNKNOWN: "", INVITER: "inviter", INVITEE: "invitee" } as const;

/** `reason` of `onCallEnd` and `onCallNotConnected`. */
export const CallEndReason = {
  UnKnown: 0,
  Hangup: 1,
  Reject: 2,
  NoResponse: 3,
  Offline: 4,
  LineBusy: 5,
  Canceled: 6,
  OtherDeviceAccepted: 7,
  OtherDeviceReject: 8,
  EndByServer: 9,
} as const;

export const TUIVideoQuality = {
  VIDEO_360P: 1,
  VIDEO_540P: 2,
  VIDEO_720P: 3,
  VIDEO_1080P: 4,
} as const;

export const TUIAudioQuality = { SPEECH: 0, DEFAULT: 1, MUSIC: 2 } as const;

export const TUINetworkQuality = {
  UNKNOWN: 0,
  EXCELLENT: 1,
  GOOD: 2,
  POOR: 3,
  BAD: 4,
  VBAD: 5,
  DOWN: 6,
} as const;

export const TUIResolutionMode = { LANDSCAPE: 0, PORTRAIT: 1 } as const;

/** 1 voice, 2 video. */
export type CallMediaType = 1 | 2;
