/**
 * Attributes of the live tags with the values that they have when an app does not set them
 * (developers.weixin.qq.com, component/live-pusher and component/live-player).
 */

export const PUSHER_DEFAULTS = {
  url: "",
  mode: "RTC",
  autopush: false,
  muted: false,
  enableCamera: true,
  autoFocus: true,
  orientation: "vertical",
  beauty: 0,
  whiteness: 0,
  aspect: "9:16",
  minBitrate: 200,
  maxBitrate: 1000,
  audioQuality: "high",
  waitingImage: "",
  waitingImageHash: "",
  zoom: false,
  devicePosition: "front",
  backgroundMute: false,
  mirror: false,
  remoteMirror: false,
  localMirror: "auto",
  audioReverbType: 0,
  enableMic: true,
  enableAgc: false,
  enableAns: false,
  audioVolumeType: "auto",
  videoWidth: 360,
  videoHeight: 640,
  beautyStyle: "smooth",
  filter: "standard",
  pictureInPictureMode: null,
  voiceChangerType: 0,
  customEffect: false,
  skinWhiteness: 0,
  skinSmoothness: 0,
  faceThinness: 0,
  eyeBigness: 0,
  fps: 15,
  enableEarMonitor: false,
  debug: false,
};

export const PLAYER_DEFAULTS = {
  src: "",
  mode: "live",
  autoplay: false,
  muted: false,
  orientation: "vertical",
  objectFit: "contain",
  backgroundMute: false,
  minCache: 1,
  maxCache: 3,
  soundMode: "speaker",
  autoPauseIfNavigate: true,
  autoPauseIfOpenNative: true,
  pictureInPictureMode: null,
  pictureInPictureInitPosition: "",
  referrerPolicy: "no-referrer",
  enableAutoRotation: false,
  enableRecvMessage: false,
  muteAudio: false,
  muteVideo: false,
  enableCasting: false,
  debug: false,
};

export type PusherAttributes = typeof PUSHER_DEFAULTS;
export type PlayerAttributes = typeof PLAYER_DEFAULTS;
export type LiveTag = "live-pusher" | "live-player";

/** What each of those attributes is, given what the app bound: unset ones, and of another type, as a phone reads them. */
export function attributesOf<T extends Record<string, unknown>>(
  defaults: T,
  bound: Readonly<Record<string, unknown>>,
): T {
  return Object.fromEntries(
    Object.entries(defaults).map(([name, standard]) => [name, read(bound[name], standard)]),
  ) as T;
}

function read(value: unknown, standard: unknown): unknown {
  if (value === undefined || value === null) return standard;
  switch (typeof standard) {
    case "number":
      return Number.isNaN(Number(value)) ? standard : Number(value);
    case "boolean":
      return Boolean(value);
    case "string":
      return String(value);
    default:
      return value;
  }
}
