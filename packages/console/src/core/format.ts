/** Figures, spans and times as people read them. */

import type { Language } from "../locales/index.ts";

/** `842`, `12,345`. */
export function count(value: number, language: Language): string {
  return new Intl.NumberFormat(language).format(value);
}

/** Kilobits a second: `64 kbit/s`, `1.25 Mbit/s`. */
export function bitrate(kbps: number): string {
  const [value, unit] = bitrateParts(kbps);
  return `${value} ${unit}`;
}

export function bitrateParts(kbps: number): [value: string, unit: string] {
  if (kbps >= 1_000_000) return [trim(kbps / 1_000_000), "Gbit/s"];
  if (kbps >= 1000) return [trim(kbps / 1000), "Mbit/s"];
  return [String(Math.round(kbps)), "kbit/s"];
}

/** `0.4 %`, of a fraction between 0 and 1. */
export function percent(fraction: number): string {
  const value = fraction * 100;
  if (value === 0) return "0 %";
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} %`;
}

const BYTES = ["B", "KiB", "MiB", "GiB", "TiB"];

/** `12.4 MiB`. */
export function bytes(value: number): string {
  let rest = value;
  let step = 0;
  while (rest >= 1024 && step < BYTES.length - 1) {
    rest /= 1024;
    step += 1;
  }
  return `${step === 0 ? rest : trim(rest)} ${BYTES[step]}`;
}

/** `0:07`, `12:34`, `1:02:03`, of milliseconds. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const pad = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0
    ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}`
    : `${minutes}:${pad(seconds % 60)}`;
}

const SPANS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

/** `3 hours`, `2 天`: a span in its largest unit. */
export function span(ms: number, language: Language): string {
  const [unit, size] = SPANS.find(([, each]) => ms >= each) ?? ["second", 1000];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(
    Math.round(ms / size),
  );
}

/** `3 minutes ago`, `in 2 days`. */
export function ago(at: number, now: number, language: Language): string {
  const far = at - now;
  const [unit, size] = SPANS.find(([, each]) => Math.abs(far) >= each) ?? ["second", 1000];
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(
    Math.round(far / size),
    unit,
  );
}

/** Date and time to the second, in the time zone of whoever looks. */
export function dateTime(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: "medium",
    timeStyle: "medium",
    hour12: false,
  }).format(at);
}

/** Date and time to the minute. */
export function dateMinute(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  }).format(at);
}

export function date(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(at);
}

/** `14:03:07`. */
export function timeOfDay(at: number, language: Language, withSeconds = true): string {
  return new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    ...(withSeconds && { second: "2-digit" }),
    hour12: false,
  }).format(at);
}

function trim(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3).replace(/\.?0+$/, "");
}
