import { html, nothing, type TemplateResult } from "lit";
import type { AppView, TicketView } from "../../api.ts";
import { sentence } from "../../client/errors.ts";
import { dateTime, span } from "../../core/format.ts";
import { isUserId } from "../../core/user-id.ts";
import { selectField, textField, values } from "../../ui/form.ts";
import { note, panel } from "../../ui/parts.ts";
import { secret } from "../../ui/secret.ts";
import { define, View } from "../../ui/view.ts";

/** Choices of how long a ticket is good, in seconds. */
const VALIDITIES = [3600, 86_400, 604_800, 2_592_000, 15_552_000];

/** Signs a ticket for a user. */
class MakeTicket extends View {
  static override properties = { app: { attribute: false } };

  declare app: AppView;
  #expire = 604_800;
  #key = "";
  #wrongId = false;
  #failure: unknown;
  #made: (TicketView & { readonly user: string }) | undefined;

  protected override render(): TemplateResult {
    const { t, language } = this.context;
    const valid = this.app.keys.filter((key) => key.valid);
    return html`<div class="stack">
      <form class="panel" novalidate @submit=${(event: Event) => void this.#submit(event)}>
        <div class="panel__body form">
          ${textField({
            name: "user_id",
            label: t("tickets.userId"),
            hint: t("tickets.userIdHint"),
            error: this.#wrongId ? t("tickets.userIdWrong") : undefined,
            maxlength: 64,
            placeholder: "alice",
          })}
          <div class="form__pair">
            ${selectField({
              name: "expire_s",
              label: t("tickets.validity"),
              value: String(this.#expire),
              choices: VALIDITIES.map((seconds) => ({
                value: String(seconds),
                label: span(seconds * 1000, language),
              })),
              change: (value) => {
                this.#expire = Number(value);
              },
            })}
            ${
              valid.length > 1
                ? selectField({
                    name: "key_id",
                    label: t("tickets.key"),
                    value: this.#key,
                    choices: [
                      { value: "", label: t("tickets.newestKey") },
                      ...valid.map(({ key_id }) => ({
                        value: String(key_id),
                        label: t("tickets.keyNumber", { number: key_id }),
                      })),
                    ],
                    change: (value) => {
                      this.#key = value;
                    },
                  })
                : nothing
            }
          </div>
          ${this.#failure ? html`<div role="alert">${note("bad", sentence(this.#failure, t), "warn")}</div>` : nothing}
          <div><button class="button button--primary">${t("tickets.makeAction")}</button></div>
        </div>
      </form>
      ${this.#made ? this.#result(this.#made) : nothing}
    </div>`;
  }

  #result(made: TicketView & { readonly user: string }): TemplateResult {
    const { t, language } = this.context;
    return html`<div role="status">
      ${panel(
        t("tickets.made", { user: made.user, time: dateTime(made.expires_at, language) }),
        secret(this.context, t("tickets.ticket"), made.user_sig),
        { text: t("tickets.madeWarn", { user: made.user }) },
      )}
    </div>`;
  }

  async #submit(event: Event): Promise<void> {
    const user = values(event)["user_id"] ?? "";
    this.#wrongId = !isUserId(user);
    this.#failure = undefined;
    this.#made = undefined;
    this.requestUpdate();
    if (this.#wrongId) return;
    try {
      const ticket = await this.context.client.makeTicket(this.app.sdkappid, {
        user_id: user,
        expire_s: this.#expire,
        ...(this.#key !== "" && { key_id: Number(this.#key) }),
      });
      this.#made = { ...ticket, user };
    } catch (error) {
      this.#failure = error;
    }
    this.requestUpdate();
  }
}

define("ck-make-ticket", MakeTicket);
