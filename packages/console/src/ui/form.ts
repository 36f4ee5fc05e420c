import { html, nothing, type TemplateResult } from "lit";
import { icon } from "./icons.ts";

export interface FieldOptions {
  readonly name: string;
  readonly label: string;
  readonly hint?: unknown;
  /** Why what was entered does not do. */
  readonly error?: string | undefined;
  /** Stands behind the control. */
  readonly unit?: string;
}

/** A label, a control, and what there is to say about it; tied together for screen readers. */
export function field(
  { name, label, hint, error, unit }: FieldOptions,
  control: (aria: {
    readonly id: string;
    readonly describedBy: string;
    readonly invalid: boolean;
  }) => unknown,
): TemplateResult {
  const id = `field-${name}`;
  const about = `${id}-about`;
  return html`<div class="field">
    <label class="field__label" for=${id}>${label}</label>
    <div class="field__row">
      ${control({ id, describedBy: about, invalid: error !== undefined })}
      ${unit === undefined ? nothing : html`<span class="field__unit">${unit}</span>`}
    </div>
    <div id=${about}>
      ${
        error === undefined
          ? hint === undefined
            ? nothing
            : html`<p class="field__hint">${hint}</p>`
          : html`<p class="field__error" role="alert">${icon("warn")}${error}</p>`
      }
    </div>
  </div>`;
}

export interface TextOptions extends FieldOptions {
  readonly value?: string;
  readonly type?: string;
  readonly placeholder?: string;
  readonly autocomplete?: string;
  readonly mono?: boolean;
  readonly short?: boolean;
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly maxlength?: number;
  readonly input?: (value: string) => void;
}

export function textField(options: TextOptions): TemplateResult {
  const { type = "text", mono = false, short = false, input } = options;
  return field(
    options,
    ({ id, describedBy, invalid }) => html`<input
      class="input ${mono ? "input--mono" : ""} ${short ? "input--short" : ""}"
      id=${id}
      name=${options.name}
      type=${type}
      .value=${options.value ?? ""}
      placeholder=${options.placeholder ?? nothing}
      autocomplete=${options.autocomplete ?? "off"}
      autocapitalize="off"
      spellcheck="false"
      min=${options.min ?? nothing}
      max=${options.max ?? nothing}
      maxlength=${options.maxlength ?? nothing}
      inputmode=${type === "number" ? "numeric" : nothing}
      ?required=${options.required ?? false}
      aria-invalid=${invalid ? "true" : nothing}
      aria-describedby=${describedBy}
      @input=${(event: Event) => input?.((event.target as HTMLInputElement).value)}
    />`,
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface SelectOptions extends FieldOptions {
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly change: (value: string) => void;
}

export function selectField(options: SelectOptions): TemplateResult {
  return field(
    options,
    ({ id, describedBy }) => html`<select
      class="input"
      id=${id}
      name=${options.name}
      aria-describedby=${describedBy}
      @change=${(event: Event) => options.change((event.target as HTMLSelectElement).value)}
    >
      ${options.choices.map(
        ({ value, label }) =>
          html`<option value=${value} ?selected=${value === options.value}>${label}</option>`,
      )}
    </select>`,
  );
}

/** A choice between few, all of which are seen. */
export function segments(
  label: string,
  choices: readonly { readonly value: string; readonly label: unknown; readonly title?: string }[],
  chosen: string,
  choose: (value: string) => void,
): TemplateResult {
  return html`<div class="segments" role="group" aria-label=${label}>
    ${choices.map(
      (choice) => html`<button
        type="button"
        aria-pressed=${choice.value === chosen ? "true" : "false"}
        aria-label=${choice.title ?? nothing}
        title=${choice.title ?? nothing}
        @click=${() => choose(choice.value)}
      >
        ${choice.label}
      </button>`,
    )}
  </div>`;
}

/** What a form's fields hold, trimmed. */
export function values(event: Event): Record<string, string> {
  event.preventDefault();
  const entries = [...new FormData(event.target as HTMLFormElement)];
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === "string" ? value.trim() : ""]),
  );
}
