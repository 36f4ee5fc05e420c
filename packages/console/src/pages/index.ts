/** Which page an address shows. */

import { html, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { AppView } from "../api.ts";
import { appOf, type Route, siteLink } from "../core/route.ts";
import type { Context } from "../ui/context.ts";
import { empty } from "../ui/parts.ts";
import "./account.ts";
import "./apps/apps.ts";
import "./call/call.ts";
import "./connection-test/connection-test.ts";
import "./domains.ts";
import "./installation.ts";
import "./live/live.ts";
import "./quick-start/quick-start.ts";
import "./records/records.ts";
import "./settings/settings.ts";
import "./tickets/tickets.ts";
import "./users/person.ts";
import "./users/users.ts";

/** @param app the app that the navigation shows; the page's own where it is of an app. */
export function page(route: Route, context: Context, app: AppView | undefined): unknown {
  if (appOf(route) !== undefined && app?.sdkappid !== appOf(route)) return missing(context);
  const shown = draw(route, context, app);
  // Pages of two apps have nothing in common, not even what is typed into them.
  return keyed(`${route.page}/${appOf(route) ?? ""}/${"id" in route ? route.id : ""}`, shown);
}

function draw(route: Route, context: Context, app: AppView | undefined): TemplateResult {
  switch (route.page) {
    case "apps":
      return html`<ck-apps .context=${context}></ck-apps>`;
    case "domains":
      return html`<ck-domains .context=${context}></ck-domains>`;
    case "connection-test":
      return html`<ck-connection-test .context=${context} .app=${app}></ck-connection-test>`;
    case "installation":
      return html`<ck-installation .context=${context}></ck-installation>`;
    case "account":
      return html`<ck-account .context=${context}></ck-account>`;
    case "live":
      return html`<ck-live .context=${context} .app=${app} .query=${route.query}></ck-live>`;
    case "records":
      return html`<ck-records .context=${context} .app=${app} .query=${route.query}></ck-records>`;
    case "users":
      return html`<ck-users .context=${context} .app=${app} .query=${route.query}></ck-users>`;
    case "user":
      return html`<ck-person .context=${context} .app=${app} .user=${route.id}></ck-person>`;
    case "call":
      return html`<ck-call .context=${context} .app=${app} .call=${route.id} .query=${route.query}></ck-call>`;
    case "quick-start":
      return html`<ck-quick-start .context=${context} .app=${app}></ck-quick-start>`;
    case "tickets":
      return html`<ck-tickets .context=${context} .app=${app}></ck-tickets>`;
    case "settings":
      return html`<ck-settings .context=${context} .app=${app}></ck-settings>`;
    case "missing":
      return missing(context);
  }
}

function missing({ t }: Context): TemplateResult {
  return html`<h1 class="spoken" tabindex="-1">${t("shell.missing")}</h1>
    ${empty(
      "search",
      t("shell.missing"),
      t("shell.missingText"),
      html`<a class="button" href=${siteLink("apps")}>${t("nav.apps")}</a>`,
    )}`;
}
