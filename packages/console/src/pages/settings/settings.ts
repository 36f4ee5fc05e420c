import { html, type TemplateResult } from "lit";
import type { AppView, InstallationView } from "../../api.ts";
import { sentence } from "../../client/errors.ts";
import { isName } from "../../core/new-app.ts";
import { textField, values } from "../../ui/form.ts";
import { badge, note, pageHead, panel } from "../../ui/parts.ts";
import { define, Loader, View } from "../../ui/view.ts";
import "./call-settings.ts";
import "./keys.ts";

/** What can be set of one app. */
class SettingsPage extends View {
  static override properties = { app: { attribute: false } };

  declare app: AppView;
  #nameWrong = false;
  readonly #installation = new Loader<InstallationView>(this, () =>
    this.context.client.installation(),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#installation.load();
  }

  protected override render(): TemplateResult {
    const { t } = this.context;
    const { app } = this;
    const state = badge(
      t(app.enabled ? "apps.enabled" : "apps.disabled"),
      app.enabled ? "good" : "plain",
    );
    return html`${pageHead(t("settings.title"), html`${app.name} · <span class="num">${app.sdkappid}</span>`, state)}
      <div class="stack">
        ${app.enabled ? "" : this.#disabledNote()}
        <ck-keys .context=${this.context} .app=${app}></ck-keys>
        ${panel(t("settings.general"), this.#name())}
        <ck-call-settings
          .context=${this.context}
          .app=${app}
          .defaults=${this.#installation.value?.defaults}
        ></ck-call-settings>
        ${
          app.enabled
            ? panel(t("settings.state"), this.#disable(), {
                text: t("settings.disableText"),
                danger: true,
              })
            : ""
        }
      </div>`;
  }

  #name(): TemplateResult {
    const { t } = this.context;
    return html`<form class="form" novalidate @submit=${(event: Event) => void this.#rename(event)}>
      ${textField({
        name: "name",
        label: t("apps.name"),
        hint: t("apps.nameHint"),
        value: this.app.name,
        maxlength: 64,
        error: this.#nameWrong ? t("apps.nameWrong") : undefined,
      })}
      <div><button class="button">${t("settings.rename")}</button></div>
    </form>`;
  }

  #disable(): TemplateResult {
    const { t } = this.context;
    return html`<button
      type="button"
      class="button button--quiet-danger"
      @click=${() => void this.#turnOff()}
    >
      ${t("settings.disable")}
    </button>`;
  }

  #disabledNote(): TemplateResult {
    const { t } = this.context;
    return note(
      "warn",
      html`<span class="row"
        ><span class="grow">${t("settings.enableText")}</span>
        <button type="button" class="button button--small" @click=${() => void this.#enable(true)}>
          ${t("settings.enable")}
        </button></span
      >`,
      "warn",
    );
  }

  async #rename(event: Event): Promise<void> {
    const { client, overlays, t } = this.context;
    const name = values(event)["name"] ?? "";
    this.#nameWrong = !isName(name);
    this.requestUpdate();
    if (this.#nameWrong) return;
    try {
      await client.changeApp(this.app.sdkappid, { name });
      await this.context.reloadApps();
      overlays.toast(t("common.saved"));
    } catch (error) {
      overlays.toast(sentence(error, t), "bad");
    }
  }

  async #turnOff(): Promise<void> {
    const { overlays, t } = this.context;
    const sure = await overlays.confirm({
      title: t("settings.disableTitle", { name: this.app.name }),
      text: t("settings.disableText"),
      action: t("settings.disable"),
      danger: true,
    });
    if (sure) await this.#enable(false);
  }

  async #enable(enabled: boolean): Promise<void> {
    const { client, overlays, t } = this.context;
    try {
      await client.changeApp(this.app.sdkappid, { enabled });
      await this.context.reloadApps();
      overlays.toast(t(enabled ? "settings.enabledToast" : "settings.disabledToast"));
    } catch (error) {
      overlays.toast(sentence(error, t), "bad");
    }
  }
}

define("ck-settings", SettingsPage);
