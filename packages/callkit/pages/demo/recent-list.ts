/** The call list as it is drawn; a tap calls the same people back by the same medium. */

import {
  type CallRow,
  faceOf,
  formatDuration,
  icon,
  type Language,
  LOCALES,
  words,
} from "@callkit/callkit";
import { html, type TemplateResult } from "lit";
import { whenOf } from "./recents.ts";
import { TEXTS } from "./texts.ts";

type CallBack = (userIds: string[], type: 1 | 2) => void;

export function recentList(
  rows: readonly CallRow[],
  language: Language,
  callBack: CallBack,
): TemplateResult {
  const texts = TEXTS[language];
  return html`<section class="panel">
    <h2>${texts.recent}</h2>
    ${
      rows.length === 0
        ? html`<span class="dim">${texts.noRecent}</span>`
        : html`<ul class="recents">
          ${rows.map((row) => oneRow(row, language, callBack))}
        </ul>`
    }
  </section>`;
}

function oneRow(row: CallRow, language: Language, callBack: CallBack): TemplateResult {
  const texts = TEXTS[language];
  const kit = LOCALES[language];
  const people = [row.peer, ...(row.others ?? [])];
  const name = people.map((person) => faceOf(person).name).join(texts.between);
  const how = words(kit, { key: row.outcome, params: { name } });
  const length = row.durationMs === undefined ? "" : ` ${formatDuration(row.durationMs)}`;
  const direction = row.direction === "out" ? texts.outgoing : texts.incoming;
  const kind = row.others ? `${kit.groupCall}, ` : "";
  return html`<li class=${row.missed ? "missed" : ""} data-call-id=${row.callId}>
    <button
      type="button"
      title=${kit.callAgain}
      aria-label=${`${kit.callAgain} ${name}: ${kind}${direction}, ${how}`}
      @click=${() =>
        callBack(
          people.map(({ userId }) => userId),
          row.media === "audio" ? 1 : 2,
        )}
    >
      ${row.others ? groupAvatar(people.length + 1) : avatar(row.peer.userId, name)}
      <span class="recents__texts">
        <span class="recents__name">${name}</span>
        <span class="recents__how">
          ${icon(row.direction === "out" ? "outgoing" : "incoming")}
          ${icon(row.media === "audio" ? "phone" : "camera")}
          <span>${how}${length}</span>
        </span>
      </span>
      <time datetime=${new Date(row.startedAt).toISOString()}>${whenOf(row.startedAt, language)}</time>
    </button>
  </li>`;
}

export function avatar(userId: string, nick = ""): TemplateResult {
  const { initial, colour } = faceOf({ userId, nick, avatar: "" });
  return html`<span class="avatar" style="background:${colour}" aria-hidden="true">${initial}</span>`;
}

/** For a group: how many they are. */
function groupAvatar(people: number): TemplateResult {
  return html`<span class="avatar avatar--group" aria-hidden="true">${people}</span>`;
}
