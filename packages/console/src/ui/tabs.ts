import { html, nothing, type TemplateResult } from "lit";

export interface Tab<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly count?: number | undefined;
}

/** Tabs over a panel. Arrow keys move between them, as screen readers announce. */
export function tabs<Name extends string>(
  label: string,
  all: readonly Tab<Name>[],
  chosen: Name,
  choose: (name: Name) => void,
  panel: unknown,
): TemplateResult {
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -all.length, End: all.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const now = all.findIndex(({ name }) => name === chosen);
    const far = Math.abs(step) > 1;
    const next = far
      ? Math.min(all.length - 1, Math.max(0, now + step))
      : (now + step + all.length) % all.length;
    const tab = all[next];
    if (!tab) return;
    choose(tab.name);
    (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${move}>
      ${all.map(
        ({ name, label, count }) => html`<button
          type="button"
          role="tab"
          id="tab-${name}"
          aria-selected=${name === chosen ? "true" : "false"}
          aria-controls="tab-panel-${name}"
          tabindex=${name === chosen ? 0 : -1}
          @click=${() => choose(name)}
        >
          ${label} ${count === undefined ? nothing : html`<span class="count">${count}</span>`}
        </button>`,
      )}
    </div>
    <div role="tabpanel" id="tab-panel-${chosen}" aria-labelledby="tab-${chosen}" tabindex="0">
      ${panel}
    </div>`;
}
