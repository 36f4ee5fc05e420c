/** How good the picture is that this device sends. */

export type Profile = { width: number; height: number; frameRate: number; kbps: number };

export const PROFILES = {
  "360p": { width: 640, height: 360, frameRate: 15, kbps: 600 },
  "480p": { width: 640, height: 480, frameRate: 15, kbps: 900 },
  "540p": { width: 960, height: 540, frameRate: 15, kbps: 1_200 },
  "720p": { width: 1280, height: 720, frameRate: 24, kbps: 1_500 },
  "1080p": { width: 1920, height: 1080, frameRate: 24, kbps: 2_500 },
} as const satisfies Record<string, Profile>;

/** The numbers of `TUIVideoQuality`, in its order. */
const NUMBERED = ["360p", "540p", "720p", "1080p"] as const;

/** `undefined` for what names no profile. */
export function profileOf(quality: unknown): Profile | undefined {
  const name = typeof quality === "number" ? NUMBERED[quality - 1] : quality;
  return PROFILES[name as keyof typeof PROFILES];
}
