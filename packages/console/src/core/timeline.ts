/** What happened in a call, in sentences. */

import type { MediaNoteView, TimelineEntry } from "../api.ts";
import type { Translate } from "../locales/index.ts";

/** How an entry is marked. */
export type EntryTone = "plain" | "good" | "warn" | "bad";

export function entryText(entry: TimelineEntry, t: Translate): string {
  if (entry.source === "media") return t(`note.${entry.note}`, { user: entry.user_id });
  switch (entry.fact) {
    case "started":
      return t(`fact.started.${entry.media}`, { user: entry.user });
    case "invited":
      return t("fact.invited", { user: entry.user, by: entry.by });
    case "rang":
    case "accepted":
    case "joined":
    case "connected":
    case "reconnecting":
    case "reconnected":
      return t(`fact.${entry.fact}`, { user: entry.user });
    case "microphone":
    case "camera":
      return t(`fact.${entry.fact}.${entry.on ? "on" : "off"}`, { user: entry.user });
    case "media_switched":
      return t(`fact.media_switched.${entry.media}`, { by: entry.by });
    case "left":
      return t("fact.left", { user: entry.user, reason: t(`reason.${entry.reason}`) });
    case "ended": {
      const reason = t(`reason.${entry.reason}`);
      return entry.by === undefined
        ? t("fact.ended", { reason })
        : t("fact.endedBy", { reason, by: entry.by });
    }
  }
}

export function entryTone(entry: TimelineEntry): EntryTone {
  if (entry.source === "media") return noteTone(entry);
  switch (entry.fact) {
    case "accepted":
    case "connected":
    case "joined":
    case "reconnected":
      return "good";
    case "reconnecting":
      return "bad";
    case "left":
    case "ended":
      return entry.reason === "lost" || entry.reason === "connection_failed" ? "bad" : "plain";
    case "camera":
    case "invited":
    case "media_switched":
    case "microphone":
    case "rang":
    case "started":
      return "plain";
  }
}

function noteTone({ note }: MediaNoteView): EntryTone {
  switch (note) {
    case "up":
    case "heard":
      return "good";
    case "network_changed":
    case "silent":
      return "warn";
    case "failed":
      return "bad";
  }
}

/** What is to be read behind an entry: the device, or what the server adds. */
export function entryDetail(entry: TimelineEntry): string {
  if (entry.source === "media") return [entry.device_id, entry.detail].filter(Boolean).join(" · ");
  return "device" in entry ? entry.device : "";
}
