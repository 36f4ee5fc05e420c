/** The form of an app's settings: empty is the installation's own value. */

import type { AppSettingsView } from "../api.ts";
import type { Checked } from "./new-app.ts";

/** The fields with numbers, and what may be entered. */
export const LIMITS = {
  ring_timeout_s: { min: 1, max: 600 },
  max_video_kbps: { min: 100, max: 10_000 },
  max_calls: { min: 0, max: 1_000_000 },
} as const;

export type LimitName = keyof typeof LIMITS;

export function isLimitName(name: string): name is LimitName {
  return name in LIMITS;
}

export function appSettings(form: Readonly<Record<string, string>>): Checked<AppSettingsView> {
  const errors: Record<string, "settings.numberWrong"> = {};
  const limit = (name: LimitName): number | null => {
    const text = form[name] ?? "";
    if (text === "") return null;
    const value = Number(text);
    const { min, max } = LIMITS[name];
    if (!/^\d+$/.test(text) || value < min || value > max) errors[name] = "settings.numberWrong";
    return value;
  };
  const several = form["several_devices"];
  const request: AppSettingsView = {
    several_devices: several === "yes" ? true : several === "no" ? false : null,
    ring_timeout_s: limit("ring_timeout_s"),
    max_video_kbps: limit("max_video_kbps"),
    max_calls: limit("max_calls"),
  };
  return Object.keys(errors).length > 0 ? { errors } : { request };
}
