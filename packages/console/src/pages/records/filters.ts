import { html, nothing, type TemplateResult } from "lit";
import { FILTERS, isFiltered, REASONS } from "../../core/record-query.ts";
import type { Query } from "../../core/route.ts";
import type { Context } from "../../ui/context.ts";
import type { Choice } from "../../ui/form.ts";
import { search } from "../../ui/search.ts";

/** What narrows the list down. Every change takes effect at once. */
export function filters(
  { t }: Context,
  query: Query,
  change: (change: Query) => void,
): TemplateResult {
  const value = (name: string) => query[name] ?? "";
  const choose = (name: string, label: string, choices: readonly Choice[]) => html`<select
    class="input"
    name=${name}
    aria-label=${label}
    @change=${(event: Event) => change({ [name]: (event.target as HTMLSelectElement).value })}
  >
    ${choices.map(
      (choice) => html`<option value=${choice.value} ?selected=${choice.value === value(name)}>
        ${choice.label}
      </option>`,
    )}
  </select>`;
  const day = (name: string, label: string) => html`<label class="inline-field">
    <span class="faint small">${label}</span>
    <input
      class="input"
      type="date"
      name=${name}
      .value=${value(name)}
      @change=${(event: Event) => change({ [name]: (event.target as HTMLInputElement).value })}
    />
  </label>`;
  return html`<div class="toolbar toolbar--filters" role="group" aria-label=${t("records.search")}>
    ${search(t("records.user"), value("user"), (user) => change({ user }))}
    ${search(t("records.call"), value("call"), (call) => change({ call }))}
    ${choose("reason", t("records.reason"), [
      { value: "", label: t("records.anyReason") },
      ...REASONS.map((reason) => ({ value: reason, label: t(`reason.${reason}`) })),
    ])}
    ${choose("media", t("records.media"), [
      { value: "", label: t("records.anyMedia") },
      { value: "audio", label: t("live.voice") },
      { value: "video", label: t("live.video") },
    ])}
    ${choose("group", t("records.kind"), [
      { value: "", label: t("records.anyKind") },
      { value: "no", label: t("records.oneToOne") },
      { value: "yes", label: t("records.groups") },
    ])}
    ${day("from", t("records.from"))} ${day("until", t("records.until"))}
    ${
      isFiltered(query)
        ? html`<button
            type="button"
            class="button button--quiet"
            @click=${() => change(Object.fromEntries(FILTERS.map((name) => [name, ""])))}
          >
            ${t("records.clear")}
          </button>`
        : nothing
    }
  </div>`;
}
