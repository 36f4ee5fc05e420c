/** How a picture is sent into a group call: in up to three sizes, of which each receiver gets the one it shows. */

import type { Profile } from "./quality.ts";

/** Names of the layers, the smallest first; the server knows what they stand for (docs/protocol.md, "Media"). */
const LAYERS = ["q", "h", "f"] as const;
/** What the smaller layers get at most, kbit/s. Lower is seen in a tile, higher is wasted on it. */
const SMALL_KBPS = 150;
const MEDIUM_KBPS = 500;
/** A full layer with less is no better than the one below it. */
const FULL_KBPS = 400;
/** With more people than this nobody's tile is large, and a third encoder only warms the device. */
const FEW = 4;
/** From this width on a picture has a size beyond 640 pixels to send. */
const FULL_WIDTH = 1280;

/** What of a layer can change while it is sent. */
export type LayerSetting = { active: boolean; scaleResolutionDownBy: number; maxBitrate: number };

/** One encoding for each layer, for `addTransceiver`: which layers there are cannot change later. */
export function firstEncodings(): RTCRtpEncodingParameters[] {
  return LAYERS.map((rid, index) => ({ rid, scaleResolutionDownBy: 4 / 2 ** index }));
}

/** `kbps`: for all layers together. `people`: in the call, this user included. */
export function layers({ width }: Profile, kbps: number, people: number): LayerSetting[] {
  const wide = width >= FULL_WIDTH;
  const small = Math.min(kbps, SMALL_KBPS);
  const medium = Math.min(kbps - small, wide ? MEDIUM_KBPS : kbps);
  const full = kbps - small - medium;
  return [
    setting(true, wide ? 4 : 2, small),
    setting(medium > small, wide ? 2 : 1, medium),
    setting(wide && people <= FEW && full >= FULL_KBPS, 1, full),
  ];
}

function setting(active: boolean, scaleResolutionDownBy: number, kbps: number): LayerSetting {
  // Zero is refused, also for a layer that is not sent.
  return { active, scaleResolutionDownBy, maxBitrate: Math.max(kbps, 1) * 1_000 };
}
