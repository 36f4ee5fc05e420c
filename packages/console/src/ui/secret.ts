import { html, type TemplateResult } from "lit";
import type { Context } from "./context.ts";
import "./copy.ts";

/** A text that is there to be copied. */
export function secret(context: Context, label: string, text: string): TemplateResult {
  return html`<div class="secret">
    <code>${text}</code>
    <ck-copy .context=${context} .text=${text} .label=${label} .words=${true}></ck-copy>
  </div>`;
}
