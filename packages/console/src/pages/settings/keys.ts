import { html, nothing, type TemplateResult } from "lit";
import type { AppView, KeyView, RotatedKeyView } from "../../api.ts";
import { sentence } from "../../client/errors.ts";
import { dateTime } from "../../core/format.ts";
import { keyState } from "../../core/keys.ts";
import { icon } from "../../ui/icons.ts";
import { badge, panel } from "../../ui/parts.ts";
import { secret } from "../../ui/secret.ts";
import { type Column, table } from "../../ui/table.ts";
import { define, View } from "../../ui/view.ts";
import "./rotate-key.ts";

/** Every key of an app, newest first. */
class Keys extends View {
  static override properties = { app: { attribute: false } };

  declare app: AppView;
  /** Keys that have been asked for, by number. */
  #shown = new Map<number, string>();

  protected override render(): TemplateResult {
    const { t } = this.context;
    return panel(
      t("settings.keys"),
      table({
        label: t("settings.keys"),
        columns: this.#columns(),
        rows: [...this.app.keys].reverse(),
        key: (key) => key.key_id,
        t,
      }),
      {
        text: t("settings.keysText"),
        flush: true,
        actions: html`<button type="button" class="button" @click=${() => void this.#rotate()}>
          ${icon("rotate")} ${t("settings.rotate")}
        </button>`,
      },
    );
  }

  #columns(): Column<KeyView>[] {
    const { t, language } = this.context;
    return [
      {
        title: t("settings.keys"),
        lead: true,
        cell: (key) => t("settings.key", { number: key.key_id }),
      },
      { title: t("settings.keyState"), cell: (key) => this.#state(key) },
      {
        title: t("settings.keyFrom"),
        time: true,
        cell: (key) => dateTime(key.valid_from, language),
      },
      {
        title: t("common.actions"),
        actions: true,
        cell: (key) => this.#actions(key),
      },
    ];
  }

  #state(key: KeyView): TemplateResult {
    const { t, language, now } = this.context;
    const state = keyState(key, now());
    switch (state.kind) {
      case "current":
        return badge(t("settings.keyCurrent"), "good");
      case "until":
        return badge(t("settings.keyUntil", { time: dateTime(state.at, language) }), "warn");
      case "over":
        return badge(t("settings.keyOver"));
    }
  }

  #actions(key: KeyView): unknown {
    const { t } = this.context;
    const text = this.#shown.get(key.key_id);
    if (text !== undefined) return secret(this.context, "SecretKey", text);
    if (!key.valid) return nothing;
    const only = this.app.keys.filter(({ valid }) => valid).length === 1;
    return html`<span class="row">
      <button type="button" class="button button--small" @click=${() => void this.#reveal(key)}>
        ${icon("eye")} ${t("settings.keyReveal")}
      </button>
      ${
        only
          ? nothing
          : html`<button
              type="button"
              class="button button--small button--quiet-danger"
              @click=${() => void this.#withdraw(key)}
            >
              ${t("settings.keyWithdraw")}
            </button>`
      }
    </span>`;
  }

  async #reveal(key: KeyView): Promise<void> {
    const { client, overlays, t } = this.context;
    try {
      const { secret_key } = await client.revealKey(this.app.sdkappid, key.key_id);
      this.#shown = new Map(this.#shown).set(key.key_id, secret_key);
      this.requestUpdate();
    } catch (error) {
      overlays.toast(sentence(error, t), "bad");
    }
  }

  async #withdraw(key: KeyView): Promise<void> {
    const { client, overlays, t } = this.context;
    const number = key.key_id;
    const sure = await overlays.confirm({
      title: t("settings.withdrawTitle", { number }),
      text: t("settings.withdrawText"),
      action: t("settings.keyWithdraw"),
      danger: true,
    });
    if (!sure) return;
    try {
      await client.withdrawKey(this.app.sdkappid, number);
      await this.context.reloadApps();
      overlays.toast(t("settings.withdrawn", { number }));
    } catch (error) {
      overlays.toast(sentence(error, t), "bad");
    }
  }

  async #rotate(): Promise<void> {
    const { overlays, t, language } = this.context;
    let rotated: RotatedKeyView | undefined;
    await overlays.dialog({
      title: t("settings.rotateTitle"),
      body: (close) => html`<ck-rotate-key
        .context=${this.context}
        .app=${this.app}
        .cancel=${close}
        .done=${(view: RotatedKeyView) => {
          rotated = view;
          close();
        }}
      ></ck-rotate-key>`,
    });
    if (!rotated) return;
    const { app, secret: key } = rotated;
    await this.context.reloadApps();
    const old = app.keys.findLast(({ key_id, valid }) => key_id !== key.key_id && valid);
    await overlays.dialog({
      title: t("settings.rotated", { number: key.key_id }),
      body: (close) => html`<div class="dialog__body">
          <p>
            ${t("settings.rotatedText")}
            ${old?.valid_until ? t("settings.oldUntil", { time: dateTime(old.valid_until, language) }) : nothing}
          </p>
          ${secret(this.context, "SecretKey", key.secret_key)}
        </div>
        <div class="dialog__foot">
          <button type="button" class="button button--primary" @click=${close}>${t("common.close")}</button>
        </div>`,
    });
  }
}

define("ck-keys", Keys);
