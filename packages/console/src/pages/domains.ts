import { html, nothing, type TemplateResult } from "lit";
import type { InstallationView } from "../api.ts";
import type { TextKey } from "../locales/index.ts";
import { loaded, note, pageHead, panel } from "../ui/parts.ts";
import { secret } from "../ui/secret.ts";
import { define, Loader, View } from "../ui/view.ts";

/** What to enter at WeChat. */
class DomainsPage extends View {
  readonly #installation = new Loader<InstallationView>(this, () =>
    this.context.client.installation(),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#installation.load();
  }

  protected override render(): TemplateResult {
    const { t } = this.context;
    return html`${pageHead(t("domains.title"), t("domains.text"))}
    ${loaded(
      this.#installation,
      t,
      () => void this.#installation.load(),
      (view) => this.#page(view),
    )}`;
  }

  #page({ wechat, server_url_configured }: InstallationView): TemplateResult {
    const { t } = this.context;
    return html`<div class="stack">
      ${
        wechat.usable_by_phones
          ? note("good", t("domains.usable"), "check")
          : note("warn", t("domains.unusable"), "warn")
      }
      ${server_url_configured ? nothing : note("info", t("domains.guess"))}
      <section class="panel">
        <div class="panel__body form">
          ${this.#list("domains.request", wechat.request)}
          ${this.#list("domains.socket", wechat.socket)}
          ${this.#list("domains.upload", wechat.upload)}
          ${this.#list("domains.download", wechat.download)}
        </div>
      </section>
      ${panel(t("domains.rtmp"), secret(this.context, t("domains.rtmp"), wechat.rtmp), {
        text: t("domains.rtmpText"),
      })}
      ${panel(t("domains.after"), html`<p class="dim">${t("domains.afterText")}</p>`)}
    </div>`;
  }

  #list(title: TextKey, domains: readonly string[]): TemplateResult {
    const { t } = this.context;
    return html`<div class="field">
      <span class="field__label">${t(title)}</span>
      ${
        domains.length === 0
          ? html`<span class="faint">${t("domains.nothing")}</span>`
          : domains.map((domain) => secret(this.context, t(title), domain))
      }
    </div>`;
  }
}

define("ck-domains", DomainsPage);
