import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { repeat } from "lit/directives/repeat.js";
import type { PickerInput, PickRow } from "../../core/index.ts";
import { words } from "../../locales/index.ts";
import type { Drawing } from "./drawing.ts";
import { avatar } from "./faces.ts";

/** The dialog in which people are chosen to be asked into the call. */
export function picker(drawing: Drawing): TemplateResult | typeof nothing {
  const { view, texts, send } = drawing;
  const shown = view.picker;
  if (!shown) return nothing;
  const act = (input: PickerInput) => send({ type: "picker", input });
  return html`<div
    class="ck-over ck-over--dialog"
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === "Escape") act({ do: "close" });
    }}
  >
    <form
      class="ck-dialog ck-picker"
      part="dialog picker"
      role="dialog"
      aria-modal="true"
      aria-labelledby="ck-picker-title"
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        act({ do: "invite" });
      }}
    >
      <h2 class="ck-picker__title" id="ck-picker-title">${texts.pickerTitle}</h2>
      <input
        class="ck-picker__field"
        type="text"
        aria-label=${texts.pickerField}
        placeholder=${texts.pickerField}
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        maxlength="64"
        .value=${shown.query}
        @input=${(event: InputEvent) => {
          if (event.target instanceof HTMLInputElement)
            act({ do: "type", text: event.target.value });
        }}
      />
      <div class="ck-picker__list">
        ${repeat(
          shown.rows,
          ({ face }) => face.userId,
          (row) => person(row, act),
        )}
        ${shown.hint ? html`<p class="ck-picker__hint">${texts[shown.hint]}</p>` : nothing}
      </div>
      <div class="ck-picker__answers">
        <button type="button" class="ck-dialog__answer" @click=${() => act({ do: "close" })}>
          ${texts.cancel}
        </button>
        <button
          type="submit"
          class="ck-dialog__answer ck-dialog__answer--first"
          data-picker="invite"
        >
          ${
            shown.picked > 0
              ? words(texts, { key: "pickerInvite", params: { count: String(shown.picked) } })
              : texts.invite
          }
        </button>
      </div>
    </form>
  </div>`;
}

function person({ face, picked }: PickRow, act: (input: PickerInput) => void): TemplateResult {
  return html`<button
    type="button"
    class=${classMap({ "ck-picker__person": true, "ck-picker__person--picked": picked })}
    role="checkbox"
    aria-checked=${picked}
    data-person=${face.userId}
    @click=${() => act({ do: "toggle", userId: face.userId })}
  >
    ${avatar(face, 40)}<span class="ck-picker__name">${face.name}</span>
    <span class="ck-picker__mark" aria-hidden="true"></span>
  </button>`;
}
