/** The elements of a page that the client draws itself: navigation bar and tab bar. */

import type { AppJson, WindowJson } from "../../shared/program.ts";

export interface PageView {
  readonly element: HTMLElement;
  /** Where the page's own content goes. */
  readonly content: HTMLElement;
  setTitle(title: string): void;
  /** Of the navigation bar. */
  setColors(front: string, back: string): void;
}

export interface PageViewOptions {
  id: number;
  route: string;
  window: WindowJson;
  /** Absent on the first page. */
  back: (() => void) | undefined;
}

export function createPageView({ id, route, window, back }: PageViewOptions): PageView {
  const element = child("mp-page");
  element.dataset["mpPage"] = route;
  element.dataset["pageId"] = String(id);
  const title = child("mp-title", "span");
  const bar = child("mp-navbar");
  const setColors = (front: string, back: string) => {
    bar.style.color = front;
    bar.style.background = back;
  };
  if (hasNavigationBar(window)) {
    // A page whose JSON names none has WeChat's: white on black.
    const { navigationBarTextStyle = "white", navigationBarBackgroundColor = "#000" } = window;
    setColors(navigationBarTextStyle, navigationBarBackgroundColor);
    title.textContent = window.navigationBarTitleText ?? "";
    if (back) {
      const button = child("mp-back", "span");
      button.textContent = "‹";
      button.addEventListener("click", back);
      bar.append(button);
    }
    bar.append(title);
    element.append(bar);
  }
  const content = child("mp-scroll");
  content.classList.toggle("mp-noscroll", Boolean(window.disableScroll));
  content.style.backgroundColor = window.backgroundColorContent ?? "";
  element.append(content);
  return {
    element,
    content,
    setColors,
    setTitle: (text) => {
      title.textContent = text;
    },
  };
}

export function hasNavigationBar({ navigationStyle }: WindowJson): boolean {
  return navigationStyle !== "custom";
}

/** The tab bar of a mini program that draws none of its own. */
export function createTabBar(
  { list = [], selectedColor = "" }: NonNullable<AppJson["tabBar"]>,
  route: string,
  select: (route: string) => void,
): HTMLElement {
  const bar = child("mp-tabbar-default");
  for (const { pagePath, text } of list) {
    const target = pagePath.replace(/^\//, "");
    const tab = child("");
    tab.textContent = text;
    if (target === route) tab.style.color = selectedColor;
    tab.addEventListener("click", () => select(target));
    bar.append(tab);
  }
  return bar;
}

/** Where the framework puts a tree: it takes the place of an element. */
export function placeholder(parent: HTMLElement): HTMLElement {
  const element = document.createElement("span");
  parent.append(element);
  return element;
}

function child(className: string, tag = "div"): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  return element;
}
