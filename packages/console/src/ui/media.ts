/** How calls, members and their media are written. */

import { html, nothing, type TemplateResult } from "lit";
import type { LiveCall, LiveMember, MediaKind, QualityView } from "../api.ts";
import { clock, percent } from "../core/format.ts";
import { gradeText, gradeTone } from "../core/quality.ts";
import type { TextKey, Translate } from "../locales/index.ts";
import type { Context } from "./context.ts";
import { icon } from "./icons.ts";
import { badge, type Tone } from "./parts.ts";

/** A figure that may not be known. */
export function known(value: number | null | undefined, write: (value: number) => string): string {
  return value === null || value === undefined ? "–" : write(value);
}

export const ms = (value: number) => `${Math.round(value)} ms`;
export const perSecond = (value: number) => `${Math.round(value)}`;

export function mediaIcon(media: MediaKind, t: Translate): TemplateResult {
  return html`<span class="media-icon" title=${t(media === "video" ? "live.video" : "live.voice")}>
    ${icon(media === "video" ? "video" : "phone")}
    <span class="spoken">${t(media === "video" ? "live.video" : "live.voice")}</span>
  </span>`;
}

/** Whether microphone and camera are on. */
export function switches(member: LiveMember, media: MediaKind, t: Translate): TemplateResult {
  const one = (on: boolean, yes: TextKey, no: TextKey, sign: "mic" | "cam") =>
    html`<span class="switch-icon ${on ? "" : "switch-icon--off"}" title=${t(on ? yes : no)}>
      ${icon(sign === "mic" ? (on ? "mic" : "micOff") : on ? "video" : "camOff")}
      <span class="spoken">${t(on ? yes : no)}</span>
    </span>`;
  return html`<span class="switches">
    ${one(member.microphone, "live.micOn", "live.micOff", "mic")}
    ${media === "video" ? one(member.camera, "live.camOn", "live.camOff", "cam") : nothing}
  </span>`;
}

export function grade(quality: QualityView | null | undefined, t: Translate): unknown {
  if (!quality) return html`<span class="faint">–</span>`;
  return badge(t(gradeText(quality.grade)), gradeTone(quality.grade));
}

/** From the device and to it: `↑ 0.2 % ↓ 1.4 %`. */
export function losses(quality: QualityView | null | undefined): string {
  if (!quality) return "–";
  return both(known(quality.up_loss, percent), known(quality.down_loss, percent));
}

export function bitrates(quality: QualityView | null | undefined): string {
  if (!quality) return "–";
  return `${both(String(quality.up_kbps), String(quality.down_kbps))} kbit/s`;
}

function both(up: string, down: string): string {
  return `↑ ${up}  ↓ ${down}`;
}

/** How it is for a member now: his media's quality, or why there is none. */
export function state(member: LiveMember, t: Translate): TemplateResult {
  const { text, tone } = memberState(member);
  const fares = member.phase === "joined" && member.connection === "connected";
  return fares && member.quality
    ? badge(t(gradeText(member.quality.grade)), gradeTone(member.quality.grade))
    : badge(t(text), tone);
}

/** Where a member stands, in one word. */
function memberState(member: LiveMember): { readonly text: TextKey; readonly tone: Tone } {
  if (member.phase === "ringing") return { text: "live.ringing", tone: "info" };
  if (member.phase === "left") return { text: "live.left", tone: "plain" };
  switch (member.connection) {
    case "connecting":
      return { text: "live.connecting", tone: "info" };
    case "reconnecting":
      return { text: "live.reconnecting", tone: "warn" };
    case "connected":
      return { text: "live.joined", tone: "good" };
  }
}

/** Names of the members, caller first, as a sentence can hold them. */
export function names(call: LiveCall): string {
  return call.members.map(({ user_id }) => user_id).join(", ");
}

/** `alice → bob, carol`. */
export function title(call: {
  readonly caller: string;
  readonly members: readonly { readonly user_id: string }[];
}): string {
  const others = call.members.map(({ user_id }) => user_id).filter((id) => id !== call.caller);
  return others.length === 0 ? call.caller : `${call.caller} → ${others.join(", ")}`;
}

/** Whether it rings, or for how long it has been connected. */
export function callState({ t, now }: Context, call: LiveCall): TemplateResult {
  return call.connected_at === null
    ? badge(`${t("live.ringing")} ${clock(now() - call.started_at)}`, "info", true)
    : badge(`${t("live.connected")} ${clock(now() - call.connected_at)}`, "good", true);
}
