import { html, type TemplateResult } from "lit";
import { highlight } from "../core/highlight.ts";
import type { Context } from "./context.ts";
import "./copy.ts";

/** Code to be copied. */
export function code(context: Context, name: string, text: string): TemplateResult {
  return html`<figure class="code">
    <figcaption class="code__head">
      <span class="mono">${name}</span>
      <ck-copy .context=${context} .text=${text} .label=${name} .words=${true}></ck-copy>
    </figcaption>
    <pre tabindex="0" aria-label=${name}><code>${highlight(text).map(({ kind, text }) =>
      kind === "" ? text : html`<span class=${kind}>${text}</span>`,
    )}</code></pre>
  </figure>`;
}
