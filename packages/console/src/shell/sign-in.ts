import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { SessionView } from "../api.ts";
import type { Client } from "../client/client.ts";
import { sentence } from "../client/errors.ts";
import type { Translate } from "../locales/index.ts";
import { textField } from "../ui/form.ts";
import { LOGO } from "../ui/icons.ts";
import { note } from "../ui/parts.ts";

/** Asks for the console's password. */
class SignInElement extends LitElement {
  static override properties = {
    words: { attribute: false },
    foot: { attribute: false },
    error: { state: true },
    busy: { state: true },
  };

  declare client: Client;
  declare words: Translate;
  declare entered: (session: SessionView) => void;
  declare foot: TemplateResult;
  declare protected error: unknown;
  declare protected busy: boolean;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override firstUpdated(): void {
    this.querySelector("input")?.focus();
  }

  protected override render(): TemplateResult {
    const t = this.words;
    return html`<div class="sign-in">
      <main class="sign-in__card">
        <div class="sign-in__brand">${LOGO}<span>callkit</span></div>
        <h1>${t("signIn.title")}</h1>
        <p class="dim">${t("signIn.text", { host: location.host })}</p>
        <form class="form" @submit=${(event: Event) => void this.#submit(event)}>
          ${textField({
            name: "password",
            label: t("signIn.password"),
            type: "password",
            autocomplete: "current-password",
            required: true,
          })}
          ${this.error ? html`<div role="alert">${note("bad", sentence(this.error, t), "warn")}</div>` : nothing}
          <button class="button button--primary" ?disabled=${this.busy}>
            ${this.busy ? html`<span class="spinner"></span>` : nothing} ${t("signIn.enter")}
          </button>
        </form>
        <p class="small faint sign-in__lost">
          ${t("signIn.lost")} <code>callkit console password</code>
        </p>
      </main>
      <footer class="sign-in__foot">${this.foot}</footer>
    </div>`;
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    // A password may begin or end with a space.
    const password = String(new FormData(form).get("password") ?? "");
    this.busy = true;
    this.error = undefined;
    try {
      this.entered(await this.client.signIn(password));
    } catch (error) {
      this.error = error;
      form.querySelector("input")?.select();
    }
    this.busy = false;
  }
}

customElements.define("ck-sign-in", SignInElement);
