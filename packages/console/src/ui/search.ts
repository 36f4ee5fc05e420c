import { html, type TemplateResult } from "lit";
import { icon } from "./icons.ts";

/** How long typing may pause before the server is asked, in ms: shorter asks more often, longer feels slow. */
const PAUSE_MS = 250;

const pending = new WeakMap<EventTarget, ReturnType<typeof setTimeout>>();

/** A field that searches on the server while one types. */
export function search(label: string, value: string, find: (text: string) => void): TemplateResult {
  const input = (event: Event) => {
    const field = event.target as HTMLInputElement;
    clearTimeout(pending.get(field));
    pending.set(
      field,
      setTimeout(() => find(field.value.trim()), PAUSE_MS),
    );
  };
  return html`<div class="search">
    ${icon("search")}
    <input
      class="input"
      type="search"
      name="search"
      aria-label=${label}
      placeholder=${label}
      .value=${value}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      @input=${input}
    />
  </div>`;
}
