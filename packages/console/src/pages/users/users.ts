import { html, type TemplateResult } from "lit";
import type { AppView, InstallationView } from "../../api.ts";
import { appLink, userLink } from "../../core/route.ts";
import { isUserId } from "../../core/user-id.ts";
import { textField, values } from "../../ui/form.ts";
import { icon } from "../../ui/icons.ts";
import { loaded, pageHead, panel } from "../../ui/parts.ts";
import { define, Loader, View } from "../../ui/view.ts";
import { kept } from "./kept.ts";

/** Where one looks for a user, and what is kept about each. */
class UsersPage extends View {
  static override properties = { app: { attribute: false } };

  declare app: AppView;
  #wrongId = false;
  readonly #installation = new Loader<InstallationView>(this, () =>
    this.context.client.installation(),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#installation.load();
  }

  protected override render(): TemplateResult {
    const { t } = this.context;
    const online = appLink(this.app.sdkappid, "live", { tab: "users" });
    return html`${pageHead(
      t("users.title"),
      t("users.text"),
      html`<a class="button" href=${online}>${icon("live")} ${t("users.online")}</a>`,
    )}
      <div class="stack">
        ${panel(
          t("users.find"),
          html`<form class="find" novalidate @submit=${(event: Event) => this.#open(event)}>
            ${textField({
              name: "user_id",
              label: t("users.userId"),
              hint: t("users.findText"),
              placeholder: "alice",
              error: this.#wrongId ? t("tickets.userIdWrong") : undefined,
            })}
            <button class="button button--primary">${t("users.open")}</button>
          </form>`,
        )}
        ${panel(
          t("users.kept"),
          loaded(
            this.#installation,
            t,
            () => void this.#installation.load(),
            ({ retention }) => kept(this.context, retention),
          ),
          { text: t("users.keptText"), flush: true },
        )}
      </div>`;
  }

  #open(event: Event): void {
    const user = values(event)["user_id"] ?? "";
    this.#wrongId = !isUserId(user);
    this.requestUpdate();
    if (!this.#wrongId) this.context.go(userLink(this.app.sdkappid, user));
  }
}

define("ck-users", UsersPage);
