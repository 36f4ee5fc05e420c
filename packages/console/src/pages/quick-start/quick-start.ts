import { html, type TemplateResult } from "lit";
import type { AppView, InstallationView } from "../../api.ts";
import { sentence } from "../../client/errors.ts";
import type { QuickStart, TestTickets } from "../../core/quick-start.ts";
import { icon } from "../../ui/icons.ts";
import { loaded, pageHead } from "../../ui/parts.ts";
import { secret } from "../../ui/secret.ts";
import { tabs } from "../../ui/tabs.ts";
import { define, Loader, View } from "../../ui/view.ts";
import { backEndSteps } from "./back-end.ts";
import { miniSteps } from "./mini.ts";
import type { Trial } from "./trial.ts";
import { webSteps } from "./web.ts";

type Tab = "web" | "mini" | "backend";

/** How long tickets for trying out are good, in seconds. */
const TRIAL_S = 86_400;

/** From an app to its first call. */
class QuickStartPage extends View {
  static override properties = { app: { attribute: false } };

  declare app: AppView;
  #tab: Tab = "web";
  #backEnd = "Node.js";
  #tickets: TestTickets | undefined;
  #secretKey: string | undefined;
  readonly #installation = new Loader<InstallationView>(this, () =>
    this.context.client.installation(),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#installation.load();
  }

  protected override render(): TemplateResult {
    const { t } = this.context;
    return html`${pageHead(t("start.title"), t("start.text"))}
    ${loaded(
      this.#installation,
      t,
      () => void this.#installation.load(),
      (installation) => {
        const values = { server: installation.server_url, sdkAppId: this.app.sdkappid };
        return html`${this.#pair(values)}
      ${tabs<Tab>(
        t("start.title"),
        [
          { name: "web", label: t("start.web") },
          { name: "mini", label: t("start.mini") },
          { name: "backend", label: t("start.backend") },
        ],
        this.#tab,
        (tab) => this.#put(() => (this.#tab = tab)),
        html`<ol class="steps">
          ${this.#steps(values)}
        </ol>`,
      )}`;
      },
    )}`;
  }

  #steps(values: QuickStart): unknown {
    const { context } = this;
    switch (this.#tab) {
      case "web":
        return webSteps(context, values, this.#trial);
      case "mini":
        return miniSteps(context, values, this.#trial);
      case "backend":
        return backEndSteps(context, values, {
          chosen: this.#backEnd,
          choose: (name) => this.#put(() => (this.#backEnd = name)),
          secretKey: this.#secretKey,
          reveal: () => void this.#reveal(),
        });
    }
  }

  get #trial(): Trial {
    return { tickets: this.#tickets, fill: () => void this.#makeTickets() };
  }

  #pair({ server, sdkAppId }: QuickStart): TemplateResult {
    const { t } = this.context;
    return html`<section class="panel pair" aria-label=${t("start.pair")}>
      <div class="field">
        <span class="field__label">${t("start.server")}</span>
        ${secret(this.context, t("start.server"), server)}
      </div>
      <div class="field">
        <span class="field__label">SDKAppID</span>
        ${secret(this.context, "SDKAppID", String(sdkAppId))}
      </div>
      <div class="field">
        <span class="field__label">SecretKey</span>
        ${
          this.#secretKey === undefined
            ? html`<div class="secret">
                <span class="faint grow">${t("start.secretHidden")}</span>
                <button
                  type="button"
                  class="button button--quiet button--small"
                  @click=${() => void this.#reveal()}
                >
                  ${icon("eye")} ${t("common.show")}
                </button>
              </div>`
            : secret(this.context, "SecretKey", this.#secretKey)
        }
      </div>
    </section>`;
  }

  async #makeTickets(): Promise<void> {
    const make = async (user: string) => {
      const ticket = { user_id: user, expire_s: TRIAL_S };
      return (await this.context.client.makeTicket(this.app.sdkappid, ticket)).user_sig;
    };
    await this.#try(async () => {
      this.#tickets = { alice: await make("alice"), bob: await make("bob") };
    });
  }

  async #reveal(): Promise<void> {
    const newest = this.app.keys.findLast(({ valid }) => valid);
    if (!newest) return;
    await this.#try(async () => {
      const { client } = this.context;
      this.#secretKey = (await client.revealKey(this.app.sdkappid, newest.key_id)).secret_key;
    });
  }

  async #try(action: () => Promise<void>): Promise<void> {
    const { overlays, t } = this.context;
    try {
      await action();
    } catch (error) {
      overlays.toast(sentence(error, t), "bad");
    }
    this.requestUpdate();
  }

  #put(change: () => void): void {
    change();
    this.requestUpdate();
  }
}

define("ck-quick-start", QuickStartPage);
