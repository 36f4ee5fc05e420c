import type { ComponentSpace } from "glass-easel-miniprogram-adapter";
import { any, define, flag, number, text } from "./define.ts";

/** `<scroll-view>`. */
export function defineScrollView(space: ComponentSpace): void {
  define(space, "scroll-view", {
    properties: {
      scrollX: flag(),
      scrollY: flag(),
      upperThreshold: number(50),
      lowerThreshold: number(50),
      scrollTop: any(),
      scrollLeft: any(),
      scrollIntoView: text(),
      scrollWithAnimation: flag(),
      enableBackToTop: flag(),
      enableFlex: flag(),
      scrollAnchoring: flag(),
      refresherEnabled: flag(),
      refresherTriggered: flag(),
      enhanced: flag(),
      bounces: flag(true),
      showScrollbar: flag(true),
      pagingEnabled: flag(),
      fastDeceleration: flag(),
    },
    reflected: ["scrollX", "scrollY"],
    created(node, host) {
      let last = { top: 0, left: 0 };
      host.addEventListener("scroll", (event: Event) => {
        event.stopPropagation();
        const { scrollTop, scrollLeft, scrollHeight, scrollWidth } = host;
        const { upperThreshold, lowerThreshold } = node.data;
        const deltaX = last.left - scrollLeft;
        const deltaY = last.top - scrollTop;
        last = { top: scrollTop, left: scrollLeft };
        const size = { scrollTop, scrollLeft, scrollHeight, scrollWidth };
        node.triggerEvent("scroll", { ...size, deltaX, deltaY });
        const toBottom = scrollHeight - host.clientHeight - scrollTop;
        const toRight = scrollWidth - host.clientWidth - scrollLeft;
        const tell = (name: string, direction: string) => node.triggerEvent(name, { direction });
        if (deltaY < 0 && toBottom <= lowerThreshold) tell("scrolltolower", "bottom");
        if (deltaY > 0 && scrollTop <= upperThreshold) tell("scrolltoupper", "top");
        if (deltaX < 0 && toRight <= lowerThreshold) tell("scrolltolower", "right");
        if (deltaX > 0 && scrollLeft <= upperThreshold) tell("scrolltoupper", "left");
      });
    },
    changed(name, value, node, host) {
      // What is to be scrolled to may come with the same change.
      setTimeout(() => {
        if ((name === "scrollTop" || name === "scrollLeft") && value !== null) host[name] = value;
        if (name === "scrollIntoView" && value)
          node.ownerShadowRoot?.getElementById(value)?.$$?.scrollIntoView();
      });
    },
  });
}
