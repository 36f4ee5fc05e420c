/** Small things without a state. */

import { html, nothing, type TemplateResult } from "lit";
import { sentence } from "../client/errors.ts";
import type { Translate } from "../locales/index.ts";
import { type IconName, icon } from "./icons.ts";
import type { Loaded } from "./view.ts";

export type Tone = "plain" | "good" | "warn" | "bad" | "info";

export function badge(text: string, tone: Tone = "plain", live = false): TemplateResult {
  return html`<span class="badge badge--${tone} ${live ? "badge--live" : ""}">${text}</span>`;
}

export function note(tone: Tone, text: unknown, sign: IconName = "info"): TemplateResult {
  return html`<div class="note note--${tone}">${icon(sign)}<div>${text}</div></div>`;
}

export function empty(sign: IconName, title: string, text: unknown, action: unknown = nothing) {
  return html`<div class="empty">
    ${icon(sign)}
    <h2>${title}</h2>
    <p>${text}</p>
    ${action}
  </div>`;
}

export function skeleton(t: Translate): TemplateResult {
  return html`<div class="skeleton" role="status">
    <span class="spoken">${t("common.loading")}</span><i></i><i></i><i></i>
  </div>`;
}

/** What was fetched, or that it is on its way, or why it did not come. */
export function loaded<Value>(
  from: Loaded<Value>,
  t: Translate,
  retry: () => void,
  show: (value: Value) => unknown,
): unknown {
  if (from.value !== undefined) {
    return html`${from.error ? failed(from.error, t, retry) : nothing}${show(from.value)}`;
  }
  return from.error ? failed(from.error, t, retry) : skeleton(t);
}

export function failed(error: unknown, t: Translate, retry: () => void): TemplateResult {
  return html`<div class="empty" role="alert">
    ${icon("warn")}
    <h2>${t("common.loadFailed")}</h2>
    <p>${sentence(error, t)}</p>
    <button type="button" class="button" @click=${retry}>${t("common.retry")}</button>
  </div>`;
}

/** The first character of a name on a colour made of it. */
export function avatar(name: string): TemplateResult {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return html`<span class="avatar avatar--${sum % 8}" aria-hidden="true">${[...name][0] ?? ""}</span>`;
}

/** What stands over a page. */
export function pageHead(
  title: unknown,
  text: unknown = nothing,
  actions: unknown = nothing,
  above: unknown = nothing,
): TemplateResult {
  return html`<header class="page__head">
    <div class="page__titles">
      ${above}
      <h1 tabindex="-1">${title}</h1>
      ${text === nothing ? nothing : html`<p>${text}</p>`}
    </div>
    ${actions === nothing ? nothing : html`<div class="page__actions">${actions}</div>`}
  </header>`;
}

export interface PanelOptions {
  readonly text?: unknown;
  readonly actions?: unknown;
  /** The body reaches to the edges, as a table does. */
  readonly flush?: boolean;
  readonly foot?: unknown;
  readonly danger?: boolean;
}

export function panel(title: unknown, body: unknown, options: PanelOptions = {}): TemplateResult {
  const { text, actions = nothing, flush = false, foot, danger = false } = options;
  return html`<section class="panel ${danger ? "panel--danger" : ""}">
    <div class="panel__head">
      <div class="panel__titles">
        <h2>${title}</h2>
        ${text === undefined ? nothing : html`<p>${text}</p>`}
      </div>
      ${actions}
    </div>
    <div class="panel__body ${flush ? "panel__body--flush" : ""}">${body}</div>
    ${foot === undefined ? nothing : html`<div class="panel__foot">${foot}</div>`}
  </section>`;
}

/** Terms and what they stand for. */
export function facts(pairs: readonly (readonly [unknown, unknown])[]): TemplateResult {
  return html`<dl class="facts">
    ${pairs.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}
  </dl>`;
}
