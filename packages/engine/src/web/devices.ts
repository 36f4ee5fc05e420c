/** The devices that there are. */

import { mediaDevices } from "./capture.ts";
import type { DeviceInfo } from "./params.ts";

export type Kind = "camera" | "microphone" | "speaker";

const KINDS: Readonly<Record<Kind, MediaDeviceKind>> = {
  camera: "videoinput",
  microphone: "audioinput",
  speaker: "audiooutput",
};

/** Without permission browsers give empty names and IDs, one entry a kind. */
export async function listDevices(kind: Kind): Promise<DeviceInfo[]> {
  const devices = await mediaDevices().enumerateDevices();
  return devices
    .filter((device) => device.kind === KINDS[kind])
    .map(({ deviceId, label }) => ({ deviceId, deviceName: label }));
}

/** Whether the page may use them already, without asking anybody. */
export async function devicePermission(): Promise<{ audio: boolean; video: boolean }> {
  const [audio, video] = await Promise.all([granted("microphone"), granted("camera")]);
  return { audio, video };
}

/** Gives the way to stop it. */
export function onDeviceChange(callback: () => void): () => void {
  const devices = navigator.mediaDevices;
  devices?.addEventListener("devicechange", callback);
  return () => devices?.removeEventListener("devicechange", callback);
}

async function granted(kind: "microphone" | "camera"): Promise<boolean> {
  try {
    const { state } = await navigator.permissions.query({ name: kind as PermissionName });
    return state === "granted";
  } catch {
    // Older Firefox cannot be asked; names of devices are told only with permission.
    return (await listDevices(kind)).some(({ deviceName }) => deviceName !== "");
  }
}
