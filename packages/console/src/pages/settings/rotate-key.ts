import { html, nothing, type TemplateResult } from "lit";
import type { AppView, RotatedKeyView } from "../../api.ts";
import { sentence } from "../../client/errors.ts";
import { span } from "../../core/format.ts";
import { OVERLAPS } from "../../core/keys.ts";
import { selectField, textField, values } from "../../ui/form.ts";
import { note } from "../../ui/parts.ts";
import { define, View } from "../../ui/view.ts";

/** Asks how long the old key is to stay good. */
class RotateKeyForm extends View {
  declare app: AppView;
  declare cancel: () => void;
  declare done: (view: RotatedKeyView) => void;
  #overlap = OVERLAPS[0] ?? 0;
  #failure: unknown;
  #busy = false;

  protected override render(): TemplateResult {
    const { t, language } = this.context;
    return html`<form novalidate @submit=${(event: Event) => void this.#submit(event)}>
      <div class="dialog__body form">
        <p>${t("settings.rotateText")}</p>
        ${selectField({
          name: "overlap",
          label: t("settings.overlap"),
          hint: this.#overlap === 0 ? nothing : t("settings.overlapHint"),
          value: String(this.#overlap),
          choices: OVERLAPS.map((overlap) => ({
            value: String(overlap),
            label: overlap === 0 ? t("settings.overlapNow") : span(overlap, language),
          })),
          change: (value) => {
            this.#overlap = Number(value);
            this.requestUpdate();
          },
        })}
        ${this.#overlap === 0 ? note("bad", t("settings.overlapNowHint"), "warn") : nothing}
        ${textField({
          name: "secret_key",
          label: t("settings.ownKey"),
          hint: t("settings.ownKeyHint"),
          mono: true,
        })}
        ${this.#failure ? html`<div role="alert">${note("bad", sentence(this.#failure, t), "warn")}</div>` : nothing}
      </div>
      <div class="dialog__foot">
        <button type="button" class="button" @click=${() => this.cancel()}>${t("common.cancel")}</button>
        <button
          class="button ${this.#overlap === 0 ? "button--danger" : "button--primary"}"
          ?disabled=${this.#busy}
        >
          ${t("settings.rotate")}
        </button>
      </div>
    </form>`;
  }

  async #submit(event: Event): Promise<void> {
    const own = values(event)["secret_key"] ?? "";
    this.#busy = true;
    this.#failure = undefined;
    this.requestUpdate();
    try {
      const rotated = await this.context.client.rotateKey(this.app.sdkappid, {
        overlap_ms: this.#overlap,
        ...(own !== "" && { secret_key: own }),
      });
      this.done(rotated);
    } catch (error) {
      this.#failure = error;
    }
    this.#busy = false;
    this.requestUpdate();
  }
}

define("ck-rotate-key", RotateKeyForm);
