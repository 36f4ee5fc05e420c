import { html, nothing, type TemplateResult } from "lit";

/** One step of a guide; the stylesheet numbers them. */
export function step(title: string, text: unknown, body: unknown = nothing): TemplateResult {
  return html`<li class="step">
    <div class="step__text">
      <h2>${title}</h2>
      <p>${text}</p>
    </div>
    <div class="step__body">${body}</div>
  </li>`;
}
