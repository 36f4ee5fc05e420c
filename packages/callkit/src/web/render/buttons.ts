import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { type ButtonRow, type ButtonView, iconOf } from "../../core/index.ts";
import { icon } from "../icons.ts";
import type { Drawing } from "./drawing.ts";

/** The rows of discs at the bottom of the screen. */
export function rows(drawing: Drawing): TemplateResult | typeof nothing {
  const { view } = drawing;
  if (view.rows.length === 0) return nothing;
  return html`<div class="ck-rows" part="buttons">
    ${view.rows.map((row) => html`<div class="ck-row">${places(drawing, row)}</div>`)}
  </div>`;
}

function places(drawing: Drawing, row: ButtonRow): TemplateResult[] {
  return row.map((place) => (place ? button(drawing, place) : html`<span></span>`));
}

export function button({ texts, send }: Drawing, view: ButtonView): TemplateResult {
  const label = texts[view.label];
  return html`<button
    type="button"
    class=${classMap({
      "ck-button": true,
      [`ck-button--${view.tone}`]: true,
      "ck-button--small": view.size === "small",
      "ck-button--on": view.on === true,
    })}
    part="button button-${view.id}"
    data-button=${view.id}
    aria-label=${label}
    @click=${(event: Event) => {
      event.stopPropagation();
      send({ type: "tap", button: view.id });
    }}
  >
    <span class="ck-button__disc">${icon(iconOf(view))}</span>
    <span class="ck-button__label" aria-hidden="true">${label}</span>
  </button>`;
}
