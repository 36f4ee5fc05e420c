/** What stands at the side: the app that is looked at, its pages, and the server's. */

import { html, nothing, type TemplateResult } from "lit";
import type { AppView } from "../api.ts";
import { type AppPage, appLink, type Route, type SitePage, siteLink } from "../core/route.ts";
import type { TextKey, Translate } from "../locales/index.ts";
import { type IconName, icon, LOGO } from "../ui/icons.ts";
import { avatar } from "../ui/parts.ts";

const APP_PAGES: readonly (readonly [AppPage, TextKey, IconName])[] = [
  ["live", "nav.live", "live"],
  ["records", "nav.records", "records"],
  ["users", "nav.users", "users"],
  ["quick-start", "nav.quickStart", "start"],
  ["tickets", "nav.tickets", "ticket"],
  ["settings", "nav.settings", "settings"],
];

const SITE_PAGES: readonly (readonly [SitePage, TextKey, IconName])[] = [
  ["apps", "nav.apps", "apps"],
  ["domains", "nav.domains", "domains"],
  ["connection-test", "nav.connectionTest", "test"],
  ["installation", "nav.installation", "server"],
  ["account", "nav.account", "account"],
];

export interface Navigation {
  readonly route: Route;
  readonly app: AppView | undefined;
  readonly apps: readonly AppView[];
  readonly foot: unknown;
}

export function brand(t: Translate): TemplateResult {
  return html`<a class="brand" href=${siteLink("apps")}>
    ${LOGO}<span>callkit <span class="brand__part">${t("shell.console")}</span></span>
  </a>`;
}

export function navigation({ route, app, apps, foot }: Navigation, t: Translate): TemplateResult {
  return html`<aside class="side" aria-label=${t("shell.console")}>
    ${brand(t)}
    <nav aria-label=${t("shell.navigation")}>
      ${
        app
          ? html`<div class="side__app">${appSwitch(app, apps, route, t)}</div>
              <div class="nav">
                ${APP_PAGES.map(([page, text, sign]) =>
                  link(appLink(app.sdkappid, page), t(text), sign, isAppPage(route, page)),
                )}
              </div>`
          : nothing
      }
      <p class="nav__title">${t("shell.installation")}</p>
      <div class="nav">
        ${SITE_PAGES.map(([page, text, sign]) =>
          link(siteLink(page), t(text), sign, route.page === page),
        )}
      </div>
    </nav>
    <div class="side__foot">${foot}</div>
  </aside>`;
}

function isAppPage(route: Route, page: AppPage): boolean {
  if (route.page === "call") return page === "records";
  if (route.page === "user") return page === "users";
  return route.page === page;
}

function link(href: string, text: string, sign: IconName, current: boolean): TemplateResult {
  return html`<a class="nav__link" href=${href} aria-current=${current ? "page" : nothing}>
    ${icon(sign)}<span>${text}</span>
  </a>`;
}

function appSwitch(
  app: AppView,
  apps: readonly AppView[],
  route: Route,
  t: Translate,
): TemplateResult {
  const page = APP_PAGES.find(([each]) => each === route.page)?.[0] ?? "live";
  return html`<div class="menu">
    <button
      type="button"
      class="app-switch"
      aria-haspopup="true"
      aria-expanded="false"
      @click=${toggle}
    >
      ${avatar(app.name)}
      <span class="app-switch__texts">
        <span class="spoken">${t("shell.chooseApp")}</span>
        <span class="app-switch__name ellipsis">${app.name}</span>
        <span class="app-switch__id">${app.sdkappid}</span>
      </span>
      ${icon("select")}
    </button>
    <div class="menu__list" hidden @keydown=${steer} @focusout=${leave}>
      ${apps.map(
        (each) => html`<a
          href=${appLink(each.sdkappid, page)}
          aria-current=${each.sdkappid === app.sdkappid ? "true" : nothing}
          @click=${close}
        >
          ${avatar(each.name)}
          <span class="person__names">
            <span class="ellipsis menu__name">${each.name}</span>
            <span class="app-switch__id menu__name">${each.sdkappid}</span>
          </span>
        </a>`,
      )}
    </div>
  </div>`;
}

function parts(within: EventTarget | null) {
  const menu = (within as HTMLElement).closest(".menu");
  return {
    button: menu?.querySelector<HTMLElement>(".app-switch"),
    list: menu?.querySelector<HTMLElement>(".menu__list"),
  };
}

function show(within: EventTarget | null, open: boolean): void {
  const { button, list } = parts(within);
  if (!button || !list) return;
  list.hidden = !open;
  button.setAttribute("aria-expanded", String(open));
  if (open) (list.querySelector<HTMLElement>("[aria-current]") ?? list.querySelector("a"))?.focus();
}

function toggle(event: Event): void {
  show(event.currentTarget, parts(event.currentTarget).list?.hidden !== false);
}

function close(event: Event): void {
  show(event.currentTarget, false);
}

function leave(event: FocusEvent): void {
  const menu = (event.currentTarget as HTMLElement).closest(".menu");
  if (!menu?.contains(event.relatedTarget as Node | null)) show(event.currentTarget, false);
}

function steer(event: KeyboardEvent): void {
  const links = [...(event.currentTarget as HTMLElement).querySelectorAll("a")];
  const at = links.indexOf(event.target as HTMLAnchorElement);
  if (event.key === "Escape") {
    event.stopPropagation();
    const { button } = parts(event.currentTarget);
    show(event.currentTarget, false);
    button?.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    links[(at + step + links.length) % links.length]?.focus();
  }
}
