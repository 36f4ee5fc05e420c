import { html, type TemplateResult } from "lit";
import type { AppDefaults, AppView } from "../../api.ts";
import { sentence } from "../../client/errors.ts";
import { appSettings, isLimitName, LIMITS, type LimitName } from "../../core/app-settings.ts";
import { bitrate } from "../../core/format.ts";
import type { FormErrors } from "../../core/new-app.ts";
import { field, textField, values } from "../../ui/form.ts";
import { panel } from "../../ui/parts.ts";
import { define, View } from "../../ui/view.ts";

/** What an app's calls may do. */
class CallSettings extends View {
  static override properties = { app: { attribute: false }, defaults: { attribute: false } };

  declare app: AppView;
  declare defaults: AppDefaults | undefined;
  #errors: FormErrors = {};

  protected override render(): TemplateResult {
    const { t } = this.context;
    const byDefault = this.defaults;
    const { settings } = this.app;
    const asDefault = (value: string) => t("settings.asDefault", { value });
    return html`<form novalidate @submit=${(event: Event) => void this.#save(event)}>
      ${panel(
        t("settings.calls"),
        html`<div class="form">
          ${field(
            {
              name: "several_devices",
              label: t("settings.severalDevices"),
              hint: t("settings.severalDevicesHint"),
            },
            ({
              id,
              describedBy,
            }) => html`<select class="input" id=${id} name="several_devices" aria-describedby=${describedBy}>
              ${[
                [
                  "",
                  byDefault
                    ? asDefault(t(byDefault.several_devices ? "common.yes" : "common.no"))
                    : t("common.default"),
                ],
                ["yes", t("common.yes")],
                ["no", t("common.no")],
              ].map(
                ([value, label]) => html`<option
                  value=${value}
                  ?selected=${value === several(settings.several_devices)}
                >
                  ${label}
                </option>`,
              )}
            </select>`,
          )}
          <div class="form__pair">
            ${this.#limit(
              "ring_timeout_s",
              t("settings.ringTimeout"),
              t("settings.ringTimeoutHint"),
              t("settings.seconds"),
              byDefault && String(byDefault.ring_timeout_s),
            )}
            ${this.#limit(
              "max_video_kbps",
              t("settings.maxVideo"),
              t("settings.maxVideoHint"),
              "kbit/s",
              byDefault && bitrate(byDefault.max_video_kbps),
            )}
            ${this.#limit(
              "max_calls",
              t("settings.maxCalls"),
              t("settings.maxCallsHint"),
              "",
              byDefault &&
                (byDefault.max_calls === null
                  ? t("common.unlimited")
                  : String(byDefault.max_calls)),
            )}
          </div>
        </div>`,
        {
          text: t("settings.callsText"),
          foot: html`<button class="button button--primary">${t("common.save")}</button>`,
        },
      )}
    </form>`;
  }

  #limit(
    name: LimitName,
    label: string,
    hint: string,
    unit: string,
    byDefault: string | undefined,
  ): TemplateResult {
    const { t } = this.context;
    return textField({
      name,
      label,
      hint,
      type: "text",
      value: String(this.app.settings[name] ?? ""),
      error: this.#errors[name] && t(this.#errors[name], LIMITS[name]),
      ...(unit !== "" && { unit }),
      ...(byDefault !== undefined && {
        placeholder: t("settings.asDefault", { value: byDefault }),
      }),
    });
  }

  async #save(event: Event): Promise<void> {
    const { client, overlays, t } = this.context;
    const { request, errors = {} } = appSettings(values(event));
    this.#errors = errors;
    this.requestUpdate();
    const first = Object.keys(errors).find(isLimitName);
    if (first) this.querySelector<HTMLElement>(`#field-${first}`)?.focus();
    if (!request) return;
    try {
      await client.changeApp(this.app.sdkappid, { settings: request });
      await this.context.reloadApps();
      overlays.toast(t("common.saved"));
    } catch (error) {
      overlays.toast(sentence(error, t), "bad");
    }
  }
}

function several(value: boolean | null): string {
  return value === null ? "" : value ? "yes" : "no";
}

define("ck-call-settings", CallSettings);
