/** Names of the platform's kit, with its values. */

import type { HideableButton } from "./buttons.ts";

export const STATUS = {
  IDLE: "idle",
  BE_INVITED: "be-invited",
  DIALING_C2C: "dialing-c2c",
  DIALING_GROUP: "dialing-group",
  CALLING_C2C_AUDIO: "calling-c2c-audio",
  CALLING_C2C_VIDEO: "calling-c2c-video",
  CALLING_GROUP_AUDIO: "calling-group-audio",
  CALLING_GROUP_VIDEO: "calling-group-video",
} as const;

export const CallRole = { UNKNOWN: "unknown", CALLER: "caller", CALLEE: "callee" } as const;

export const CallMediaType = { UNKNOWN: 0, AUDIO: 1, VIDEO: 2 } as const;

export const VideoDisplayMode = { COVER: "cover", CONTAIN: "contain", FILL: "fill" } as const;
export type VideoDisplayModeValue = (typeof VideoDisplayMode)[keyof typeof VideoDisplayMode];

export const VideoResolution = {
  RESOLUTION_360P: "360p",
  RESOLUTION_480P: "480p",
  RESOLUTION_540P: "540p",
  RESOLUTION_720P: "720p",
  RESOLUTION_1080P: "1080p",
} as const;
export type VideoResolutionValue = (typeof VideoResolution)[keyof typeof VideoResolution];

/** For `hideFeatureButton`. */
export const FeatureButton = {
  Camera: "camera",
  Microphone: "microphone",
  SwitchCamera: "switchCamera",
  InviteUser: "inviteUser",
} as const;
export type FeatureButtonValue = (typeof FeatureButton)[keyof typeof FeatureButton];

/** For `setLayoutMode`: which picture of a call between two is the big one, to begin with. */
export const LayoutMode = { LocalInLargeView: "local", RemoteInLargeView: "remote" } as const;
export type LayoutModeValue = (typeof LayoutMode)[keyof typeof LayoutMode];

const HIDEABLE: Readonly<Record<FeatureButtonValue, HideableButton>> = {
  camera: "camera",
  microphone: "microphone",
  switchCamera: "flip",
  inviteUser: "invite",
};

/** What is hidden once this button is, too. Throws for a name that no button has. */
export function hiding(
  button: FeatureButtonValue,
  before: readonly HideableButton[] = [],
): readonly HideableButton[] {
  const hidden = HIDEABLE[button];
  if (!hidden) throw new Error(`hideFeatureButton knows no button ${String(button)}`);
  return [...before.filter((other) => other !== hidden), hidden];
}
