/** What a pusher's attributes mean for its camera and its encoder. */

import type { PusherAttributes } from "./attributes.ts";
import type { PictureOptions } from "./picture.ts";

/** Sizes that go with the modes; in mode RTC the attributes have the size. */
const MODE_SIZES: Record<string, readonly [width: number, height: number]> = {
  SD: [360, 640],
  HD: [540, 960],
  FHD: [720, 1280],
};

export function pictureOptions(attributes: PusherAttributes): PictureOptions {
  const { mode, orientation, videoWidth, videoHeight, fps, maxBitrate, mirror, remoteMirror } =
    attributes;
  const [across, along] = MODE_SIZES[mode] ?? [videoWidth, videoHeight];
  const [width, height] = orientation === "horizontal" ? [along, across] : [across, along];
  return {
    width: even(width),
    height: even(height),
    fps: Math.max(1, Math.min(30, fps)),
    bitrate: maxBitrate * 1000,
    mirrored: mirror || remoteMirror,
  };
}

export function cameraConstraints(
  attributes: PusherAttributes,
  position: string,
): MediaTrackConstraints {
  const { width, height } = pictureOptions(attributes);
  // A computer's camera is wide: the picture is cut out of its middle.
  return {
    height: { ideal: Math.min(height, 720) },
    width: { ideal: Math.max(width, Math.round((Math.min(height, 720) * 4) / 3)) },
    facingMode: { ideal: position === "back" ? "environment" : "user" },
  };
}

/** Whether one sees oneself as in a mirror. */
export function isMirrored({ localMirror }: PusherAttributes, position: string): boolean {
  return localMirror === "enable" || (localMirror === "auto" && position === "front");
}

/** The encoder takes no odd sizes. */
function even(size: number): number {
  return Math.max(2, Math.round(size / 2) * 2);
}
