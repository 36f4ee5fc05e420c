import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { AppView, SessionView } from "../api.ts";
import { Client } from "../client/client.ts";
import { RequestFailed } from "../client/errors.ts";
import { appOf, parseRoute, type Route } from "../core/route.ts";
import { LANGUAGES, type Language, translator } from "../locales/index.ts";
import { page } from "../pages/index.ts";
import type { Context } from "../ui/context.ts";
import { segments } from "../ui/form.ts";
import { icon } from "../ui/icons.ts";
import "../ui/overlays.ts";
import type { OverlaysElement } from "../ui/overlays.ts";
import { failed } from "../ui/parts.ts";
import { brand, navigation } from "./navigation.ts";
import { keepApp, keepLanguage, language, lastApp } from "./preferences.ts";
import "./sign-in.ts";
import { applyTheme, type Theme, theme } from "./theme.ts";

/** Where the API is, seen from the page. */
const API = "api/";

/** The whole console: who is signed in, where he is, and the frame around it. */
class ConsoleElement extends LitElement {
  readonly #client = new Client(API);
  readonly #overlays = document.createElement("ck-overlays") as OverlaysElement;
  #language: Language = language();
  #theme: Theme = theme();
  /** Not known yet while it is undefined, and nobody's when it is null. */
  #session: SessionView | null | undefined;
  #apps: readonly AppView[] = [];
  #route: Route = parseRoute(location.hash);
  #context: Context | undefined;
  #failure: unknown;
  /** How far the server's clock is ahead of this one, in ms. */
  #ahead = 0;

  readonly #moved = () => {
    const route = parseRoute(location.hash);
    const turned = route.page !== this.#route.page;
    this.#route = route;
    this.#drawer()?.close();
    this.requestUpdate();
    if (turned) void this.updateComplete.then(() => this.#arrive());
  };

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("hashchange", this.#moved);
    document.body.append(this.#overlays);
    applyTheme(this.#theme);
    this.#client.onSignedOut = () => this.#leave();
    void this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("hashchange", this.#moved);
    this.#overlays.remove();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    document.documentElement.lang = this.#language;
    this.#overlays.words = translator(this.#language);
  }

  protected override render(): unknown {
    const t = translator(this.#language);
    if (this.#failure) return failed(this.#failure, t, () => void this.#begin());
    if (this.#session === undefined) return nothing;
    if (this.#session === null || !this.#context) {
      return html`<ck-sign-in
        .client=${this.#client}
        .words=${t}
        .entered=${(session: SessionView) => void this.#enter(session)}
        .foot=${this.#preferences()}
      ></ck-sign-in>`;
    }
    return this.#frame(this.#context);
  }

  #frame(context: Context): TemplateResult {
    const { t } = context;
    const chosen = appOf(this.#route) ?? lastApp();
    const app = this.#apps.find(({ sdkappid }) => sdkappid === chosen) ?? this.#apps[0];
    if (appOf(this.#route) !== undefined && app) keepApp(app.sdkappid);
    const side = navigation(
      { route: this.#route, app, apps: this.#apps, foot: this.#preferences(true) },
      t,
    );
    return html`<a class="skip" href="#main" @click=${this.#skip}>${t("shell.skip")}</a>
      <header class="top">
        ${brand(t)}
        <button
          type="button"
          class="button button--quiet button--icon"
          aria-label=${t("shell.menu")}
          @click=${() => this.#drawer()?.showModal()}
        >
          ${icon("menu")}
        </button>
      </header>
      <div class="shell">
        ${side}
        <main class="page" id="main" tabindex="-1">${page(this.#route, context, app)}</main>
      </div>
      <dialog class="drawer" aria-label=${t("shell.navigation")} @click=${this.#dismiss}>${side}</dialog>`;
  }

  #preferences(signedIn = false): TemplateResult {
    const t = translator(this.#language);
    return html`${segments(
      t("shell.language"),
      Object.entries(LANGUAGES).map(([value, label]) => ({ value, label })),
      this.#language,
      (value) => {
        this.#language = value as Language;
        keepLanguage(this.#language);
        this.#renew();
      },
    )}
      ${this.#themeButton()}
      ${
        signedIn
          ? html`<button
              type="button"
              class="button button--quiet button--icon"
              title=${t("shell.signOut")}
              aria-label=${t("shell.signOut")}
              @click=${() => void this.#signOut()}
            >
              ${icon("out")}
            </button>`
          : nothing
      }`;
  }

  #themeButton(): TemplateResult {
    const t = translator(this.#language);
    const order = ["system", "light", "dark"] as const;
    const names = {
      system: "shell.themeSystem",
      light: "shell.themeLight",
      dark: "shell.themeDark",
    } as const;
    const signs = { system: "system", light: "sun", dark: "moon" } as const;
    const said = `${t("shell.theme")}: ${t(names[this.#theme])}`;
    return html`<button
      type="button"
      class="button button--quiet button--icon"
      title=${said}
      aria-label=${said}
      @click=${() => {
        this.#theme = order[(order.indexOf(this.#theme) + 1) % order.length] ?? "system";
        applyTheme(this.#theme);
        this.requestUpdate();
      }}
    >
      ${icon(signs[this.#theme])}
    </button>`;
  }

  async #begin(): Promise<void> {
    this.#failure = undefined;
    try {
      await this.#enter(await this.#client.session());
    } catch (error) {
      if (error instanceof RequestFailed && error.reason === "not_signed_in") this.#leave();
      else this.#failure = error;
    }
    this.requestUpdate();
  }

  async #enter(session: SessionView): Promise<void> {
    this.#ahead = session.now - Date.now();
    this.#apps = await this.#client.apps();
    this.#session = session;
    this.#renew();
    await this.updateComplete;
    this.#arrive();
  }

  #leave(): void {
    this.#session = null;
    this.#context = undefined;
    this.#overlays.clear();
    this.requestUpdate();
  }

  async #signOut(): Promise<void> {
    // A session that is over anyway is as good as ended.
    await this.#client.signOut().catch(() => {});
    this.#leave();
  }

  /** Makes the context anew: every part of the page is drawn again. */
  #renew(): void {
    const session = this.#session;
    if (session) {
      this.#context = {
        client: this.#client,
        language: this.#language,
        t: translator(this.#language),
        session,
        apps: this.#apps,
        now: () => Date.now() + this.#ahead,
        reloadApps: async () => {
          this.#apps = await this.#client.apps();
          this.#renew();
        },
        go: (hash) => {
          location.hash = hash;
        },
        replace: (hash) => {
          history.replaceState(null, "", hash);
          this.#moved();
        },
        signedOut: () => this.#leave(),
        overlays: this.#overlays,
      };
    }
    this.requestUpdate();
  }

  /** A new page begins at its heading, for eyes and for screen readers. */
  #arrive(): void {
    window.scrollTo(0, 0);
    const heading = this.querySelector<HTMLElement>("h1");
    heading?.focus({ preventScroll: true });
    const title = heading?.textContent?.trim();
    document.title = title ? `${title} · callkit` : "callkit";
  }

  #drawer(): HTMLDialogElement | null {
    return this.querySelector<HTMLDialogElement>("dialog.drawer");
  }

  /** A tap beside the drawer closes it. */
  readonly #dismiss = (event: Event) => {
    if (event.target === this.#drawer()) this.#drawer()?.close();
  };

  readonly #skip = (event: Event) => {
    event.preventDefault();
    this.querySelector<HTMLElement>("#main")?.focus();
  };
}

customElements.define("ck-console", ConsoleElement);
