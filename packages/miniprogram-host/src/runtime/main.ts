/** Starts the mini program that the page has loaded. */

import type { Loose } from "../shared/loose.ts";
import { settingsOf } from "./address-settings.ts";
import { AppClock } from "./app-clock.ts";
import { AppLife } from "./app-life.ts";
import { defineBuiltIns } from "./builtins/index.ts";
import { Consent } from "./consent.ts";
import { createFrame } from "./frame.ts";
import { createEnvironment, type PageFacts } from "./framework/environment.ts";
import { Journal, messageOf } from "./journal.ts";
import { Listeners } from "./listeners.ts";
import { LiveElements } from "./media/live-elements.ts";
import { Modules } from "./modules.ts";
import { pageAddress } from "./pages/page-address.ts";
import { PageStack } from "./pages/page-stack.ts";
import { Phone } from "./phone.ts";
import { testApi } from "./test-api.ts";
import "./window.ts";
import { WxApi } from "./wx/api.ts";
import { fillWx, type Navigation } from "./wx/index.ts";

const config = window.__mpProgram;
const screen = document.getElementById("mp-app") ?? document.body;
const phone = new Phone({ ...window.__mpConfig, ...settingsOf(location.search) });
const journal = new Journal();
const clock = new AppClock(journal);
const listeners = new Listeners(clock);
const consent = new Consent(phone, listeners);
const live = new LiveElements(phone, consent, clock);
const frame = createFrame(phone, document.body);
const api = new WxApi(journal, clock, listeners);
const launch = firstPage();
const launchOptions = {
  path: launch.route,
  query: launch.query,
  scene: 1001,
  shareTicket: "",
  referrerInfo: {},
};

// Everything below refers to the stack when it runs, not when it is made.
const facts: PageFacts = {
  tabBar: (caller) => pages.tabBarOf(caller),
  pageId: (caller) => pages.pageIdOf(caller),
};
const navigation: Navigation = {
  route: (name, options) => pages.route(name, options),
  setTitle: (title) => pages.setTitle(title),
  setColors: (colors) => pages.setColors(colors),
  topCaller: () => pages.topCaller(),
};
const requestTimeoutMs = config.app.networkTimeout?.request;
const parts = fillWx(api, {
  phone,
  consent,
  live,
  navigation,
  launchOptions,
  ...(requestTimeoutMs !== undefined && { requestTimeoutMs }),
});
const environment = createEnvironment(config, journal, facts);
const life: AppLife = new AppLife({
  journal,
  listeners,
  clock,
  launchOptions,
  freezeAfterMs: phone.settings.freezeAfterMs,
  hidePages: () => pages.hideTop(),
  showPages: () => pages.showTop(),
  interrupt() {
    parts.requests.interrupt();
    parts.sockets.cut("interrupted");
    parts.players.suspend();
    live.suspend();
  },
  resume: () => live.resume(),
});
const modules = new Modules({
  config,
  codeSpace: environment.codeSpace,
  journal,
  clock,
  wx: api.wx,
  registerApp: (definition: Loose) => life.register(definition),
  getApp: () => life.app ?? {},
  getCurrentPages: () => pages.callers(),
});
const pages: PageStack = new PageStack(
  {
    config,
    environment,
    modules,
    journal,
    listeners,
    bars: { navigation: phone.navigationBar, home: phone.device.home },
    onInk: (ink) => frame.setInk(ink),
    onPageShow: (element) => live.pageShown(element),
    onPageHide: (element) => live.pageHidden(element),
  },
  screen,
);
phone.windowPart = () => pages.windowPart();

let ready = false;
window.__mp = testApi({
  journal,
  life,
  pages,
  phone,
  consent,
  modules,
  live,
  parts,
  wx: api.wx,
  isFrozen: () => clock.frozen,
  isReady: () => ready,
});
reportLooseErrors();
followTab();
defineBuiltIns(environment.space, { wx: api.wx, consent, live });
journal.guard(start, "start");

function start(): void {
  modules.loadApp();
  if (!life.app) life.register({});
  if (phone.settings.scripts !== "lazy")
    for (const page of config.pages) journal.guard(() => modules.loadComponent(page), page);
  pages.open(launch);
  ready = true;
}

/** The page that the address asks for, or the mini program's first one. */
function firstPage() {
  const asked = pageAddress(`/${location.hash.replace(/^#\/?/, "")}`, "");
  return config.pages.includes(asked.route) ? asked : pageAddress(`/${config.entryPage}`, "");
}

function reportLooseErrors(): void {
  addEventListener("error", ({ error }) => {
    if (error) journal.error(error, "uncaught");
  });
  addEventListener("unhandledrejection", ({ reason, promise }) => {
    journal.warn(`unhandled rejection: ${reason?.stack ?? messageOf(reason)}`);
    listeners.emit("onUnhandledRejection", { reason, promise });
  });
}

function followTab(): void {
  if (phone.settings.tab !== "followed") return;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) life.hide();
    else life.show();
  });
}
