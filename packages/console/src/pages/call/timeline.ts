import { html, type TemplateResult } from "lit";
import type { CallLogView } from "../../api.ts";
import { clock, timeOfDay } from "../../core/format.ts";
import { entryDetail, entryText, entryTone } from "../../core/timeline.ts";
import type { Context } from "../../ui/context.ts";

/** Every fact and every note of a call, in order. A row leads to its moment in the charts. */
export function timeline(
  { t, language }: Context,
  log: CallLogView,
  choose: (at: number) => void,
): TemplateResult {
  return html`<ol class="timeline">
    ${log.timeline.map(
      (entry) => html`<li class="timeline__entry timeline__entry--${entryTone(entry)}">
        <button type="button" @click=${() => choose(entry.at)}>
          <time class="num" datetime=${new Date(entry.at).toISOString()}
            >${timeOfDay(entry.at, language)}</time
          >
          <span class="num faint timeline__since">${clock(entry.at - log.started_at)}</span>
          <span class="timeline__text">
            ${entryText(entry, t)} <span class="faint timeline__detail">${entryDetail(entry)}</span>
          </span>
        </button>
      </li>`,
    )}
  </ol>`;
}
