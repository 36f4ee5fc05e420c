import { html, nothing, type TemplateResult } from "lit";
import type { AppView, TicketReport } from "../../api.ts";
import { sentence } from "../../client/errors.ts";
import { dateTime } from "../../core/format.ts";
import { field, textField, values } from "../../ui/form.ts";
import { badge, facts, note, panel } from "../../ui/parts.ts";
import { define, View } from "../../ui/view.ts";

/** Says what a ticket contains, and why it is refused. */
class InspectTicket extends View {
  static override properties = { app: { attribute: false } };

  declare app: AppView;
  #missing = false;
  #failure: unknown;
  #report: TicketReport | undefined;

  protected override render(): TemplateResult {
    const { t } = this.context;
    return html`<div class="stack">
      <form class="panel" novalidate @submit=${(event: Event) => void this.#submit(event)}>
        <div class="panel__body form">
          ${field(
            {
              name: "user_sig",
              label: t("tickets.ticket"),
              hint: t("tickets.ticketHint"),
              error: this.#missing ? t("tickets.ticketMissing") : undefined,
            },
            ({ id, describedBy, invalid }) => html`<textarea
              class="input input--mono"
              id=${id}
              name="user_sig"
              spellcheck="false"
              autocomplete="off"
              aria-describedby=${describedBy}
              aria-invalid=${invalid ? "true" : nothing}
            ></textarea>`,
          )}
          ${textField({ name: "for_user", label: t("tickets.forUser"), hint: t("tickets.forUserHint") })}
          ${this.#failure ? html`<div role="alert">${note("bad", sentence(this.#failure, t), "warn")}</div>` : nothing}
          <div><button class="button button--primary">${t("tickets.inspectAction")}</button></div>
        </div>
      </form>
      ${this.#report ? html`<div role="status">${this.#verdict(this.#report)}</div>` : nothing}
    </div>`;
  }

  #verdict(report: TicketReport): TemplateResult {
    const { t, language } = this.context;
    const { verdict, contents, key_id } = report;
    const good = verdict === "good";
    const withdrawn = verdict === "ticket_wrong_key" && key_id !== null;
    const help = withdrawn
      ? t("verdict.withdrawnHelp", { number: key_id })
      : t(`verdict.${verdict}Help`);
    return panel(
      html`<span class="row">${badge(t(`verdict.${verdict}`), good ? "good" : "bad")}</span>`,
      html`<p>${help}</p>
        ${report.detail === null ? nothing : html`<p class="small faint"><code>${report.detail}</code></p>`}
        ${
          contents === null
            ? nothing
            : facts([
                [t("tickets.userId"), html`<code>${contents.user_id}</code>`],
                [t("tickets.app"), html`<code>${contents.sdkappid}</code>`],
                [t("tickets.issued"), dateTime(contents.issued_at, language)],
                [t("tickets.expires"), dateTime(contents.expires_at, language)],
                [
                  t("tickets.signedWith"),
                  key_id === null ? t("tickets.noKey") : t("tickets.keyNumber", { number: key_id }),
                ],
                [t("tickets.userbuf"), t(contents.has_userbuf ? "common.yes" : "common.no")],
                [t("tickets.serverClock"), dateTime(report.now, language)],
              ])
        }`,
    );
  }

  async #submit(event: Event): Promise<void> {
    const entered = values(event);
    const ticket = entered["user_sig"] ?? "";
    const user = entered["for_user"] ?? "";
    this.#missing = ticket === "";
    this.#failure = undefined;
    this.#report = undefined;
    this.requestUpdate();
    if (this.#missing) return;
    try {
      this.#report = await this.context.client.inspectTicket({
        user_sig: ticket,
        sdkappid: this.app.sdkappid,
        ...(user !== "" && { user_id: user }),
      });
    } catch (error) {
      this.#failure = error;
    }
    this.requestUpdate();
  }
}

define("ck-inspect-ticket", InspectTicket);
