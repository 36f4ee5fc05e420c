import { html, nothing, type TemplateResult } from "lit";
import type { AppView, InstallationView } from "../../api.ts";
import { sentence } from "../../client/errors.ts";
import { siteLink } from "../../core/route.ts";
import type { Target } from "../../probe/network.ts";
import "../../probe/panel.ts";
import { LINK_S, testLink } from "../../probe/test-link.ts";
import { type Account, random } from "../../probe/wire.ts";
import { icon } from "../../ui/icons.ts";
import { empty, loaded, note, pageHead, panel } from "../../ui/parts.ts";
import { secret } from "../../ui/secret.ts";
import { define, Loader, View } from "../../ui/view.ts";
import { qrCode } from "./qr.ts";

/** Whether one can call from here, or from wherever the link is opened. */
class ConnectionTestPage extends View {
  static override properties = { app: { attribute: false } };

  declare app: AppView | undefined;
  #link: string | undefined;
  readonly #installation = new Loader<InstallationView>(this, () =>
    this.context.client.installation(),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#installation.load();
  }

  protected override render(): TemplateResult {
    const { t } = this.context;
    return html`${pageHead(t("probe.title"), t("probe.text"))}
    ${loaded(
      this.#installation,
      t,
      () => void this.#installation.load(),
      (view) => this.#page(view),
    )}`;
  }

  #page({ server_url }: InstallationView): TemplateResult {
    const { t } = this.context;
    const { app } = this;
    if (!app) {
      return html`<section class="panel">
        ${empty("apps", t("apps.empty"), t("probe.needApp"), html`<a class="button" href=${siteLink("apps")}>${t("nav.apps")}</a>`)}
      </section>`;
    }
    if (!app.enabled) return note("warn", t("probe.needEnabled"), "warn");
    const elsewhere = new URL(server_url).origin !== location.origin;
    return html`<div class="stack">
      ${elsewhere ? note("info", t("probe.elsewhere", { server: server_url })) : nothing}
      <ck-probe .words=${t} .target=${() => this.#target(app, server_url)}></ck-probe>
      ${panel(t("probe.share"), this.#share(app, server_url), { text: t("probe.shareText") })}
    </div>`;
  }

  #share(app: AppView, server: string): TemplateResult {
    const { t } = this.context;
    if (this.#link === undefined) {
      return html`<button type="button" class="button" @click=${() => void this.#makeLink(app, server)}>
        ${icon("link")} ${t("probe.makeLink")}
      </button>`;
    }
    return html`<div class="share">
      ${qrCode(this.#link)}
      <div class="share__link">${secret(this.context, t("probe.link"), this.#link)}</div>
    </div>`;
  }

  async #makeLink(app: AppView, server: string): Promise<void> {
    const { overlays, t } = this.context;
    try {
      this.#link = testLink(await this.#target(app, server));
    } catch (error) {
      overlays.toast(sentence(error, t), "bad");
    }
    this.requestUpdate();
  }

  /** Two accounts that nobody else has. */
  async #target(app: AppView, server: string): Promise<Target> {
    const run = random().slice(0, 8);
    const account = async (name: string): Promise<Account> => {
      const user_id = `test-${run}-${name}`;
      const ticket = await this.context.client.makeTicket(app.sdkappid, {
        user_id,
        expire_s: LINK_S,
      });
      return { sdkappid: app.sdkappid, user_id, ticket: ticket.user_sig };
    };
    return { server, caller: await account("a"), callee: await account("b") };
  }
}

define("ck-connection-test", ConnectionTestPage);
