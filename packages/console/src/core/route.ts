/** Where in the console one is: what stands behind the `#` of the address. */

/** A page of one app. */
export type AppPage = "live" | "records" | "users" | "quick-start" | "tickets" | "settings";

/** A page of the whole installation. */
export type SitePage = "apps" | "domains" | "connection-test" | "installation" | "account";

export type Route =
  | { readonly page: SitePage; readonly query: Query }
  | { readonly page: AppPage; readonly app: number; readonly query: Query }
  | { readonly page: "call"; readonly app: number; readonly id: string; readonly query: Query }
  | { readonly page: "user"; readonly app: number; readonly id: string; readonly query: Query }
  | { readonly page: "missing"; readonly query: Query };

/** What a list is filtered, sorted and turned to; part of the address, so that it can be sent on. */
export type Query = Readonly<Record<string, string>>;

const SITE_PAGES: readonly string[] = [
  "apps",
  "domains",
  "connection-test",
  "installation",
  "account",
] satisfies SitePage[];
const APP_PAGES: readonly string[] = [
  "live",
  "records",
  "users",
  "quick-start",
  "tickets",
  "settings",
] satisfies AppPage[];

/** Reads the part of an address from `#` on. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const query = parseQuery(search);
  const parts = path.split("/").filter((part) => part !== "");
  const [first, app, page, id] = parts;
  if (first === undefined) return { page: "apps", query };
  if (parts.length === 1 && SITE_PAGES.includes(first)) {
    return { page: first as SitePage, query };
  }
  const sdkAppId = Number(app);
  if (first !== "apps" || !Number.isSafeInteger(sdkAppId) || sdkAppId <= 0) {
    return { page: "missing", query };
  }
  if (parts.length === 3 && page !== undefined && APP_PAGES.includes(page)) {
    return { page: page as AppPage, app: sdkAppId, query };
  }
  if (parts.length === 4 && id !== undefined && (page === "calls" || page === "users")) {
    return {
      page: page === "calls" ? "call" : "user",
      app: sdkAppId,
      id: decode(id),
      query,
    };
  }
  return { page: "missing", query };
}

/** The address of a page of the installation. */
export function siteLink(page: SitePage): string {
  return `#/${page}`;
}

/** The address of a page of an app. */
export function appLink(app: number, page: AppPage, query: Query = {}): string {
  return `#/apps/${app}/${page}${formatQuery(query)}`;
}

export function callLink(app: number, callId: string, query: Query = {}): string {
  return `#/apps/${app}/calls/${encodeURIComponent(callId)}${formatQuery(query)}`;
}

export function userLink(app: number, userId: string): string {
  return `#/apps/${app}/users/${encodeURIComponent(userId)}`;
}

/** The same place with another query. */
export function withQuery(route: Route, query: Query): string {
  switch (route.page) {
    case "missing":
      return siteLink("apps");
    case "call":
      return callLink(route.app, route.id, query);
    case "user":
      return `${userLink(route.app, route.id)}${formatQuery(query)}`;
    default:
      return "app" in route
        ? appLink(route.app, route.page, query)
        : `${siteLink(route.page)}${formatQuery(query)}`;
  }
}

/** The app that a page belongs to. */
export function appOf(route: Route): number | undefined {
  return "app" in route ? route.app : undefined;
}

function parseQuery(search: string): Query {
  return Object.fromEntries(new URLSearchParams(search));
}

function formatQuery(query: Query): string {
  const set = Object.entries(query).filter(([, value]) => value !== "");
  return set.length === 0 ? "" : `?${new URLSearchParams(set)}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // An address typed by hand; what it names will not be found.
    return text;
  }
}
