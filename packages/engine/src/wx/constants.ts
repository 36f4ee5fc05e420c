/** Names and values of the platform's API, generation 1.x, spelled as they are there. */

/** Events of {@link TUICallEngine.on}. Each value is its key, but for the last. */
export const EVENT = {
  INVITED: "INVITED",
  GROUP_CALL_INVITEE_LIST_UPDATE: "GROUP_CALL_INVITEE_LIST_UPDATE",
  USER_ENTER: "USER_ENTER",
  USER_LEAVE: "USER_LEAVE",
  USER_ACCEPT: "USER_ACCEPT",
  USER_UPDATE: "USER_UPDATE",
  REJECT: "REJECT",
  NO_RESP: "NO_RESP",
  LINE_BUSY: "LINE_BUSY",
  CALLING_CANCEL: "CALLING_CANCEL",
  /** Never emitted since 1.3: NO_RESP and CALLING_CANCEL take its place. */
  CALLING_TIMEOUT: "CALLING_TIMEOUT",
  CALL_END: "CALL_END",
  /** Never emitted: `playerList` of USER_UPDATE says who is seen and heard. */
  USER_VIDEO_AVAILABLE: "USER_VIDEO_AVAILABLE",
  USER_AUDIO_AVAILABLE: "USER_AUDIO_AVAILABLE",
  USER_VOICE_VOLUME: "USER_VOICE_VOLUME",
  SDK_READY: "SDK_READY",
  KICKED_OUT: "KICKED_OUT",
  CALL_MODE: "CALL_MODE",
  /** Never emitted: CALL_END tells it. */
  HANG_UP: "HANG_UP",
  ERROR: "ERROR",
  MESSAGE_SENT_BY_ME: "onMessageSentByMe",
} as const;

export const MEDIA_TYPE = { AUDIO: 1, VIDEO: 2 } as const;

export const STATUS = { IDLE: "idle", CALLING: "calling", CONNECTED: "connected" } as const;

export const AUDIO_PLAYBACK_DEVICE = { EAR: "ear", SPEAKER: "speaker" } as const;

/** 1 voice, 2 video. */
export type CallMediaType = 1 | 2;

export type SoundMode = "ear" | "speaker";
