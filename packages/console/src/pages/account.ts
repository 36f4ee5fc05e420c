import { html, nothing, type TemplateResult } from "lit";
import type { SessionEntry } from "../api.ts";
import { RequestFailed, sentence } from "../client/errors.ts";
import { ago, dateTime } from "../core/format.ts";
import { browserName } from "../core/user-agent.ts";
import type { TextKey } from "../locales/index.ts";
import { textField } from "../ui/form.ts";
import { badge, loaded, note, pageHead, panel } from "../ui/parts.ts";
import { type Column, table } from "../ui/table.ts";
import { define, Loader, View } from "../ui/view.ts";

/** Who is signed in to the console, and with which password. */
class AccountPage extends View {
  readonly #sessions = new Loader<SessionEntry[]>(this, () => this.context.client.sessions());
  #wrong: { readonly field: string; readonly text: TextKey } | undefined;
  #failure: unknown;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#sessions.load();
  }

  protected override render(): TemplateResult {
    const { t } = this.context;
    const others = (this.#sessions.value?.length ?? 0) > 1;
    return html`${pageHead(t("account.title"), t("account.text"))}
      <div class="stack">
        ${panel(
          t("account.sessions"),
          loaded(
            this.#sessions,
            t,
            () => void this.#sessions.load(),
            (sessions) =>
              table({
                label: t("account.sessions"),
                columns: this.#columns(),
                rows: sessions,
                key: ({ session_id }) => session_id,
                t,
              }),
          ),
          {
            text: t("account.sessionsText"),
            flush: true,
            actions: others
              ? html`<button type="button" class="button" @click=${() => void this.#endOthers()}>
                  ${t("account.endAll")}
                </button>`
              : nothing,
          },
        )}
        <form novalidate @submit=${(event: Event) => void this.#change(event)}>
          ${panel(t("account.password"), this.#fields(), {
            text: t("account.passwordText"),
            foot: html`<button class="button button--primary">${t("account.change")}</button>`,
          })}
        </form>
      </div>`;
  }

  #columns(): Column<SessionEntry>[] {
    const { t, language, now } = this.context;
    return [
      {
        title: t("account.device"),
        lead: true,
        cell: (session) => html`<span class="row" title=${session.user_agent}>
          <span>${browserName(session.user_agent)}</span>
          ${session.current ? badge(t("account.current"), "good") : nothing}
        </span>`,
      },
      { title: t("account.address"), cell: (session) => html`<code>${session.address}</code>` },
      {
        title: t("account.since"),
        time: true,
        cell: (session) => dateTime(session.created_at, language),
      },
      {
        title: t("account.seen"),
        time: true,
        cell: (session) => ago(session.seen_at, now(), language),
      },
      {
        title: t("account.expires"),
        time: true,
        cell: (session) => ago(session.expires_at, now(), language),
      },
      {
        title: t("common.actions"),
        actions: true,
        end: true,
        cell: (session) =>
          session.current
            ? nothing
            : html`<button
                type="button"
                class="button button--small button--quiet-danger"
                @click=${() => void this.#end(session)}
              >
                ${t("account.end")}
              </button>`,
      },
    ];
  }

  #fields(): TemplateResult {
    const { t } = this.context;
    const error = (field: string) =>
      this.#wrong?.field === field ? t(this.#wrong.text) : undefined;
    return html`<div class="form">
      ${textField({ name: "current", label: t("account.currentPassword"), type: "password", autocomplete: "current-password", error: error("current") })}
      <div class="form__pair">
        ${textField({ name: "new", label: t("account.newPassword"), hint: t("account.newPasswordHint"), type: "password", autocomplete: "new-password", error: error("new") })}
        ${textField({ name: "repeat", label: t("account.repeat"), type: "password", autocomplete: "new-password", error: error("repeat") })}
      </div>
      ${this.#failure ? html`<div role="alert">${note("bad", sentence(this.#failure, t), "warn")}</div>` : nothing}
    </div>`;
  }

  async #change(event: Event): Promise<void> {
    event.preventDefault();
    const { client, overlays, t } = this.context;
    const form = event.target as HTMLFormElement;
    // Passwords are taken as they are: a space at an end may be meant.
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? "");
    this.#failure = undefined;
    this.#wrong = undefined;
    if (text("new").length < 10) this.#wrong = { field: "new", text: "error.weak_password" };
    else if (text("new") !== text("repeat"))
      this.#wrong = { field: "repeat", text: "account.repeatWrong" };
    this.requestUpdate();
    if (this.#wrong) return;
    try {
      await client.changePassword({ current: text("current"), new: text("new") });
      form.reset();
      overlays.toast(t("account.changed"));
      await this.#sessions.load();
    } catch (error) {
      if (error instanceof RequestFailed && error.reason === "wrong_password") {
        this.#wrong = { field: "current", text: "error.wrong_password" };
      } else if (error instanceof RequestFailed && error.reason === "weak_password") {
        this.#wrong = { field: "new", text: "error.weak_password" };
      } else {
        this.#failure = error;
      }
      this.requestUpdate();
    }
  }

  async #end({ session_id }: SessionEntry): Promise<void> {
    const { client, overlays, t } = this.context;
    const sure = await overlays.confirm({
      title: t("account.endTitle"),
      text: t("account.endText"),
      action: t("account.end"),
      danger: true,
    });
    if (sure) await this.#ending(client.endSession(session_id));
  }

  async #endOthers(): Promise<void> {
    const { client, overlays, t } = this.context;
    const sure = await overlays.confirm({
      title: t("account.endAllTitle"),
      text: t("account.endText"),
      action: t("account.endAll"),
      danger: true,
    });
    if (sure) await this.#ending(client.endOtherSessions());
  }

  async #ending(ended: Promise<void>): Promise<void> {
    const { overlays, t } = this.context;
    try {
      await ended;
      overlays.toast(t("account.ended"));
    } catch (error) {
      overlays.toast(sentence(error, t), "bad");
    }
    await this.#sessions.load();
  }
}

define("ck-account", AccountPage);
