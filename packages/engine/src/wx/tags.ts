/** Attributes of the live tags, by the names and with the defaults of the platform's API. */

import type { SoundMode } from "./constants.ts";

/** What a tag reports about its network (`netstatus`), as it comes. */
export type NetStatus = Readonly<Record<string, unknown>>;

/** Attributes of `live-pusher`: the own stream. */
export type Pusher = {
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
  netQualityLevel?: number;
  sdkAppID?: number;
  userID?: string;
  roomID?: number;
  /** 1 voice, 2 video. */
  type?: 1 | 2;
  /** How long the call has been connected: `HH:MM:SS`, and in seconds. */
  chatTime?: string;
  chatTimeNum?: number;
};

/** Attributes of one `live-player`: what comes from another member. */
export type Player = {
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
  id: string;
  hasVideo: boolean;
  hasAudio: boolean;
  volume: number;
  nick: string;
  avatar: string;
};

/** Bounds of what is sent, kbit/s: enough for 360 × 640 at 15 frames a second. */
export const BITRATE = { least: 600, most: 900 };

export function newPusher(): Pusher {
  return {
    url: "",
    mode: "RTC",
    autopush: false,
    enableCamera: false,
    enableMic: false,
    enableAgc: false,
    enableAns: false,
    enableEarMonitor: false,
    enableAutoFocus: true,
    enableZoom: false,
    minBitrate: BITRATE.least,
    maxBitrate: BITRATE.most,
    videoWidth: 360,
    videoHeight: 640,
    beautyLevel: 5,
    whitenessLevel: 0,
    videoOrientation: "vertical",
    videoAspect: "9:16",
    frontCamera: "front",
    enableRemoteMirror: false,
    localMirror: "auto",
    enableBackgroundMute: false,
    audioQuality: "high",
    audioVolumeType: "voicecall",
    audioReverbType: 0,
    waitingImage: "",
    waitingImageHash: "",
    beautyStyle: "smooth",
    filter: "",
    netStatus: {},
  };
}

export function newPlayer(userID: string, soundMode: SoundMode): Player {
  const streamID = `${userID}_main`;
  return {
    src: "",
    mode: "RTC",
    autoplay: true,
    muteAudio: true,
    muteVideo: true,
    orientation: "vertical",
    objectFit: "fillCrop",
    enableBackgroundMute: false,
    minCache: 1,
    maxCache: 2,
    soundMode,
    enableRecvMessage: false,
    autoPauseIfNavigate: true,
    autoPauseIfOpenNative: true,
    isVisible: true,
    _definitionType: "main",
    netStatus: {},
    userID,
    streamType: "main",
    streamID,
    id: streamID,
    hasVideo: false,
    hasAudio: false,
    volume: 0,
    nick: "",
    avatar: "",
  };
}

/** What the tags tell by `statechange` and the engine acts on (component/live-pusher, component/live-player). */
export const PUSHER_STATE = {
  connected: 1001,
  pushing: 1002,
  reconnecting: 1102,
  suspended: 5000,
  cameraFailed: -1301,
  microphoneFailed: -1302,
  lost: -1307,
} as const;

export const PLAYER_STATE = {
  /** Up to `playing`: the stream comes. */
  streaming: 2002,
  playing: 2004,
  rtmpUnreachable: 3002,
  lost: -2301,
} as const;

/** What live-pusher tells by `error`. */
export const PUSHER_ERROR = {
  camera: 10001,
  microphone: 10002,
  music: 10003,
  image: 10004,
} as const;
