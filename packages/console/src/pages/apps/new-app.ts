import { html, nothing, type TemplateResult } from "lit";
import type { NewAppRequest, NewAppView } from "../../api.ts";
import { RequestFailed, sentence } from "../../client/errors.ts";
import { type FormErrors, newApp } from "../../core/new-app.ts";
import { segments, textField, values } from "../../ui/form.ts";
import { note } from "../../ui/parts.ts";
import { define, View } from "../../ui/view.ts";

/** The form for an app that is yet to be. */
class NewApp extends View {
  declare cancel: () => void;
  declare made: (view: NewAppView) => void;
  #takeOver = false;
  #errors: FormErrors = {};
  #failure: unknown;
  #busy = false;

  protected override firstUpdated(): void {
    this.querySelector("input")?.focus();
  }

  protected override render(): TemplateResult {
    const { t } = this.context;
    const error = (name: string) => {
      const key = this.#errors[name];
      return key === undefined ? undefined : t(key);
    };
    return html`<form @submit=${(event: Event) => void this.#submit(event)} novalidate>
      <div class="dialog__body form">
        ${textField({ name: "name", label: t("apps.name"), hint: t("apps.nameHint"), error: error("name"), maxlength: 64 })}
        <div class="field">
          <span class="field__label">${t("apps.how")}</span>
          ${segments(
            t("apps.how"),
            [
              { value: "new", label: t("apps.createNew") },
              { value: "old", label: t("apps.takeOver") },
            ],
            this.#takeOver ? "old" : "new",
            (value) => {
              this.#takeOver = value === "old";
              this.requestUpdate();
            },
          )}
        </div>
        ${
          this.#takeOver
            ? html`<p class="small dim">${t("apps.takeOverText")}</p>
                ${textField({ name: "sdkappid", label: "SDKAppID", error: error("sdkappid"), mono: true })}
                ${textField({ name: "secret_key", label: "SecretKey", error: error("secret_key"), mono: true })}`
            : nothing
        }
        ${this.#failure ? html`<div role="alert">${note("bad", sentence(this.#failure, t), "warn")}</div>` : nothing}
      </div>
      <div class="dialog__foot">
        <button type="button" class="button" @click=${() => this.cancel()}>${t("common.cancel")}</button>
        <button class="button button--primary" ?disabled=${this.#busy}>${t("apps.create")}</button>
      </div>
    </form>`;
  }

  async #submit(event: Event): Promise<void> {
    const entered = values(event);
    const { request, errors = {} } = newApp({
      name: entered["name"] ?? "",
      takeOver: this.#takeOver,
      sdkAppId: entered["sdkappid"] ?? "",
      secretKey: entered["secret_key"] ?? "",
    });
    this.#failure = undefined;
    this.#errors = errors;
    if (request) await this.#send(request);
    this.requestUpdate();
  }

  async #send(request: NewAppRequest): Promise<void> {
    this.#busy = true;
    this.requestUpdate();
    try {
      this.made(await this.context.client.createApp(request));
    } catch (error) {
      if (error instanceof RequestFailed && error.reason === "app_exists") {
        this.#errors = { sdkappid: "error.app_exists" };
      } else {
        this.#failure = error;
      }
    }
    this.#busy = false;
  }
}

define("ck-new-app", NewApp);
