import { html, nothing, type TemplateResult } from "lit";
import type { AppView, NewAppView } from "../../api.ts";
import { count, date } from "../../core/format.ts";
import { appLink } from "../../core/route.ts";
import "../../ui/copy.ts";
import { icon } from "../../ui/icons.ts";
import { avatar, badge, empty, pageHead } from "../../ui/parts.ts";
import { secret } from "../../ui/secret.ts";
import { type Column, table } from "../../ui/table.ts";
import { define, View } from "../../ui/view.ts";
import "./new-app.ts";

/** All apps of the installation. */
class AppsPage extends View {
  override connectedCallback(): void {
    super.connectedCallback();
    // Their figures have moved on since.
    void this.context.reloadApps().catch(() => {});
  }

  protected override render(): TemplateResult {
    const { t, apps } = this.context;
    const create = html`<button
      type="button"
      class="button button--primary"
      @click=${() => void this.#create()}
    >
      ${icon("plus")} ${t("apps.create")}
    </button>`;
    return html`${pageHead(t("apps.title"), t("apps.text"), apps.length > 0 ? create : nothing)}
      <section class="panel">
        ${
          apps.length === 0
            ? empty("apps", t("apps.empty"), t("apps.emptyText"), create)
            : table({
                label: t("apps.title"),
                columns: this.#columns(),
                rows: apps,
                key: (app) => app.sdkappid,
                t,
              })
        }
      </section>`;
  }

  #columns(): Column<AppView>[] {
    const { t, language } = this.context;
    return [
      {
        title: t("apps.name"),
        lead: true,
        cell: (app) => html`<span class="person">
          ${avatar(app.name)}
          <a class="cell-link ellipsis" href=${appLink(app.sdkappid, app.enabled ? "live" : "settings")}
            >${app.name}</a
          >
          ${app.demo ? html`<span class="badge badge--plain">${t("apps.demo")}</span>` : nothing}
        </span>`,
      },
      {
        title: "SDKAppID",
        cell: (app) => html`<span class="copyable">
          <span class="num">${app.sdkappid}</span>
          <ck-copy .context=${this.context} .text=${String(app.sdkappid)} .label=${"SDKAppID"}></ck-copy>
        </span>`,
      },
      {
        title: t("apps.state"),
        cell: (app) =>
          badge(t(app.enabled ? "apps.enabled" : "apps.disabled"), app.enabled ? "good" : "plain"),
      },
      { title: t("apps.online"), end: true, cell: (app) => count(app.users_online, language) },
      { title: t("apps.calls"), end: true, cell: (app) => count(app.calls_now, language) },
      { title: t("apps.created"), time: true, cell: (app) => date(app.created_at, language) },
      {
        title: t("common.actions"),
        actions: true,
        end: true,
        cell: (app) => html`<span class="row">
          <a class="button button--small" href=${appLink(app.sdkappid, "quick-start")}>${t("nav.quickStart")}</a>
          <a
            class="button button--small button--icon"
            href=${appLink(app.sdkappid, "settings")}
            title=${t("nav.settings")}
            aria-label="${t("nav.settings")}: ${app.name}"
            >${icon("settings")}</a
          >
        </span>`,
      },
    ];
  }

  async #create(): Promise<void> {
    const { t, overlays } = this.context;
    let made: NewAppView | undefined;
    await overlays.dialog({
      title: t("apps.create"),
      body: (close) => html`<ck-new-app
        .context=${this.context}
        .cancel=${close}
        .made=${(view: NewAppView) => {
          made = view;
          close();
        }}
      ></ck-new-app>`,
    });
    if (!made) return;
    await this.context.reloadApps();
    await this.#welcome(made);
  }

  /** Shows the new pair, which is what the app was made for. */
  async #welcome({ app, secret: key }: NewAppView): Promise<void> {
    const { t, overlays, go } = this.context;
    await overlays.dialog({
      title: t("apps.newKeyTitle", { name: app.name }),
      body: (close) => html`<div class="dialog__body">
          <p>${t("apps.newKeyText")}</p>
          <div class="field">
            <span class="field__label">SDKAppID</span>
            ${secret(this.context, "SDKAppID", String(app.sdkappid))}
          </div>
          <div class="field">
            <span class="field__label">SecretKey</span>
            ${secret(this.context, "SecretKey", key.secret_key)}
          </div>
        </div>
        <div class="dialog__foot">
          <button type="button" class="button" @click=${close}>${t("common.close")}</button>
          <button
            type="button"
            class="button button--primary"
            @click=${() => {
              close();
              go(appLink(app.sdkappid, "quick-start"));
            }}
          >
            ${t("apps.toQuickStart")}
          </button>
        </div>`,
    });
  }
}

define("ck-apps", AppsPage);
