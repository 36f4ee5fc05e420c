/** The pages that are open, and the routes between them. */

import type { Root } from "glass-easel-miniprogram-adapter";
import type { Loose, Options } from "../../shared/loose.ts";
import type { ProgramConfig, WindowJson } from "../../shared/program.ts";
import type { Ink } from "../frame.ts";
import type { Environment } from "../framework/environment.ts";
import type { Journal } from "../journal.ts";
import type { Listeners } from "../listeners.ts";
import type { Modules } from "../modules.ts";
import type { WindowPart } from "../phone.ts";
import { ApiFailure } from "../wx/failure.ts";
import type { Navigation, NavigationColors, RouteName } from "../wx/index.ts";
import { EventChannel } from "./event-channel.ts";
import { type PageAddress, pageAddress } from "./page-address.ts";
import {
  createPageView,
  createTabBar,
  hasNavigationBar,
  type PageView,
  placeholder,
} from "./page-view.ts";

/** As many pages as WeChat keeps open at a time. */
const MOST_PAGES = 10;
const CUSTOM_TAB_BAR = "custom-tab-bar/index";
/** Height of the client's own tab bar without the home indicator. */
const TAB_BAR_HEIGHT = 50;

interface OpenPage {
  readonly id: number;
  readonly route: string;
  readonly window: WindowJson;
  readonly view: PageView;
  readonly root: Root;
  readonly tabBar: Root | undefined;
  ink: Ink;
  shown: boolean;
  readyTold: boolean;
  gone: boolean;
}

export interface PageStackNeeds {
  config: ProgramConfig;
  environment: Environment;
  modules: Modules;
  journal: Journal;
  listeners: Listeners;
  /** Height of status and navigation bar together, and of the home indicator. */
  bars: { navigation: number; home: number };
  /** Told what colour the bars of the page on top are drawn in. */
  onInk: (ink: Ink) => void;
  /** Told when a page comes to the front or goes behind another. */
  onPageShow: (element: HTMLElement) => void;
  onPageHide: (element: HTMLElement) => void;
}

export class PageStack implements Navigation {
  readonly #needs: PageStackNeeds;
  readonly #parent: HTMLElement;
  readonly #stack: OpenPage[] = [];
  /** Tab pages stay alive while another tab is in front. */
  readonly #tabs = new Map<string, OpenPage>();
  #lastId = 0;

  constructor(needs: PageStackNeeds, parent: HTMLElement) {
    this.#needs = needs;
    this.#parent = parent;
  }

  get routes(): string[] {
    return this.#stack.map(({ route }) => route);
  }

  /** `getCurrentPages()`. */
  callers(): Loose[] {
    return this.#stack.map(({ root }) => root.get());
  }

  topCaller(): Loose {
    return this.#top?.root.get();
  }

  windowPart(): WindowPart {
    const page = this.#top;
    const { bars, config } = this.#needs;
    if (!page) return { above: 0, below: 0 };
    const ownTabBar = this.#isTab(page.route) && !config.customTabBar;
    return {
      above: hasNavigationBar(page.window) ? bars.navigation : 0,
      below: ownTabBar ? TAB_BAR_HEIGHT + bars.home : 0,
    };
  }

  setTitle(title: string): void {
    this.#top?.view.setTitle(title);
  }

  setColors({ frontColor, backgroundColor }: NavigationColors): void {
    const page = this.#top;
    if (!page) return;
    page.ink = inkOf(frontColor);
    page.view.setColors(frontColor, backgroundColor);
    this.#needs.onInk(page.ink);
  }

  /** `getTabBar()` of a component on that page. */
  tabBarOf(caller: Loose): unknown {
    return this.#pageOf(caller)?.tabBar?.get() ?? null;
  }

  pageIdOf(caller: Loose): string {
    return `pageId:${this.#pageOf(caller)?.id ?? 0}`;
  }

  /** Opens the first page. */
  open(address: PageAddress): void {
    this.#show(this.#create(address));
  }

  /** The mini program goes to the background with the page on top. */
  hideTop(): void {
    if (this.#top) this.#hide(this.#top);
  }

  showTop(): void {
    if (this.#top) this.#show(this.#top);
  }

  route(name: RouteName, options: Options): object {
    if (name === "navigateBack") return this.#back(Number(options["delta"] ?? 1));
    const address = pageAddress(options["url"], this.#top?.route ?? "");
    const { route, query, search } = address;
    if (!this.#needs.config.pages.includes(route)) {
      this.#needs.listeners.emit("onPageNotFound", { path: route, query });
      throw new ApiFailure(`page "${route}${search ? `?${search}` : ""}" is not found`);
    }
    switch (name) {
      case "navigateTo":
        return this.#navigate(address, options["events"]);
      case "redirectTo":
        return this.#redirect(address);
      case "reLaunch":
        return this.#relaunch(address);
      case "switchTab":
        return this.#switchTab(address);
    }
  }

  get #top(): OpenPage | undefined {
    return this.#stack.at(-1);
  }

  #back(delta: number): object {
    const count = Math.min(delta || 1, this.#stack.length - 1);
    if (count <= 0) throw new ApiFailure("cannot navigate back at first page.");
    for (const page of this.#stack.splice(-count).reverse()) this.#unload(page);
    this.showTop();
    return {};
  }

  #navigate(address: PageAddress, events: Record<string, Loose> = {}): object {
    if (this.#isTab(address.route)) throw new ApiFailure("can not navigateTo a tabbar page");
    if (this.#stack.length >= MOST_PAGES) throw new ApiFailure("webview count limit exceed");
    this.#leaveTop();
    const eventChannel = new EventChannel(this.#needs.journal);
    for (const [name, listener] of Object.entries(events)) eventChannel.on(name, listener);
    this.#show(this.#create(address, eventChannel));
    return { eventChannel };
  }

  #redirect(address: PageAddress): object {
    if (this.#isTab(address.route)) throw new ApiFailure("can not redirectTo a tabbar page");
    const replaced = this.#stack.pop();
    if (replaced) this.#unload(replaced);
    this.#show(this.#create(address));
    return {};
  }

  #relaunch(address: PageAddress): object {
    const closed = new Set([...this.#stack.splice(0), ...this.#tabs.values()]);
    for (const page of closed) this.#unload(page);
    this.#show(this.#create(address));
    return {};
  }

  #switchTab({ route }: PageAddress): object {
    if (!this.#isTab(route)) throw new ApiFailure("can not switch to no-tabBar page");
    if (this.#top?.route === route) return {};
    this.#leaveTop();
    for (const page of this.#stack.splice(0).reverse())
      if (!this.#isTab(page.route)) this.#unload(page);
    const kept = this.#tabs.get(route);
    if (kept) this.#stack.push(kept);
    this.#show(kept ?? this.#create({ route, query: {}, search: "" }));
    return {};
  }

  #create({ route, query, search }: PageAddress, channel?: EventChannel): OpenPage {
    const { config, environment, modules, journal } = this.#needs;
    modules.loadComponent(route);
    const json = config.components.find(({ path }) => path === route)?.json;
    const window = { ...config.app.window, ...json };
    this.#lastId += 1;
    const view = createPageView({
      id: this.#lastId,
      route,
      window,
      back: this.#stack.length > 0 ? () => void this.#back(1) : undefined,
    });
    this.#parent.append(view.element);
    const page: OpenPage = {
      id: this.#lastId,
      route,
      window,
      view,
      tabBar: this.#isTab(route) ? this.#createTabBar(view.element, route) : undefined,
      root: environment.createRoot("page", route + (search ? `?${search}` : "")),
      ink: window.navigationBarTextStyle ?? "white",
      shown: false,
      readyTold: false,
      gone: false,
    };
    const openerChannel = channel ?? new EventChannel(journal);
    Object.assign(page.root.get(), {
      route,
      __route__: route,
      options: query,
      __displayReporter: {},
      getOpenerEventChannel: () => openerChannel,
    });
    // getCurrentPages() of onLoad and of components' attached has the page already.
    this.#stack.push(page);
    if (this.#isTab(route)) this.#tabs.set(route, page);
    this.#markTop();
    page.root.attach(view.content, placeholder(view.content));
    this.#call(page, "onLoad", [query]);
    return page;
  }

  #createTabBar(parent: HTMLElement, route: string): Root | undefined {
    const { config, environment, modules } = this.#needs;
    if (!config.customTabBar) {
      const select = (target: string) => void this.route("switchTab", { url: `/${target}` });
      parent.append(createTabBar(config.app.tabBar ?? {}, route, select));
      return undefined;
    }
    modules.loadComponent(CUSTOM_TAB_BAR);
    const root = environment.createRoot("custom-tab-bar", CUSTOM_TAB_BAR);
    root.attach(parent, placeholder(parent));
    return root;
  }

  #show(page: OpenPage): void {
    this.#markTop();
    this.#needs.onInk(page.ink);
    if (!page.shown) {
      page.shown = true;
      page.root.getComponent().triggerPageLifetime("show", []);
      page.tabBar?.getComponent().triggerPageLifetime("show", []);
      this.#call(page, "onShow");
      this.#needs.onPageShow(page.view.element);
    }
    if (!page.readyTold) {
      page.readyTold = true;
      this.#needs.environment.rendered(() => {
        if (!page.gone) this.#call(page, "onReady");
      });
    }
    // Loading the browser's page again comes back to this one.
    history.replaceState(null, "", `#/${page.route}`);
  }

  #hide(page: OpenPage): void {
    if (!page.shown) return;
    page.shown = false;
    page.root.getComponent().triggerPageLifetime("hide", []);
    page.tabBar?.getComponent().triggerPageLifetime("hide", []);
    this.#call(page, "onHide");
  }

  /** Another page comes before the one on top. */
  #leaveTop(): void {
    const page = this.#top;
    if (!page) return;
    this.#hide(page);
    this.#needs.onPageHide(page.view.element);
  }

  #unload(page: OpenPage): void {
    if (page.gone) return;
    page.gone = true;
    this.#call(page, "onUnload");
    const { journal } = this.#needs;
    journal.guard(() => page.root.release(), "release");
    journal.guard(() => page.tabBar?.release(), "release");
    page.view.element.remove();
    this.#tabs.delete(page.route);
  }

  #call(page: OpenPage, name: string, args: unknown[] = []): void {
    const caller = page.root.get();
    if (typeof caller[name] === "function")
      this.#needs.journal.guard(() => caller[name](...args), `${page.route}.${name}`);
  }

  #markTop(): void {
    const top = this.#top?.view.element;
    for (const element of this.#parent.children)
      element.classList.toggle("mp-top", element === top);
  }

  #isTab(route: string): boolean {
    const list = this.#needs.config.app.tabBar?.list ?? [];
    return list.some(({ pagePath }) => pagePath.replace(/^\//, "") === route);
  }

  #pageOf(caller: Loose): OpenPage | undefined {
    const element = caller?._$?.$$?.closest?.(".mp-page");
    return [...this.#stack, ...this.#tabs.values()].find(({ view }) => view.element === element);
  }
}

/** WeChat takes two colours there. */
function inkOf(frontColor: string): Ink {
  return frontColor.toLowerCase() === "#ffffff" ? "white" : "black";
}
