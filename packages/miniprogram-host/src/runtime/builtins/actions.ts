/** `<button>`, `<navigator>`, `<label>`: what a tap on them does by itself. */

import type { ComponentSpace } from "glass-easel-miniprogram-adapter";
import type { Loose } from "../../shared/loose.ts";
import type { Consent } from "../consent.ts";
import type { RouteName } from "../wx/index.ts";
import { define, flag, number, text } from "./define.ts";

const OPEN_ROUTES: Record<string, RouteName> = {
  navigate: "navigateTo",
  redirect: "redirectTo",
  switchTab: "switchTab",
  reLaunch: "reLaunch",
  navigateBack: "navigateBack",
};

/** Values of a button's `open-type`, and the event that tells how it went. */
const OPEN_EVENTS: Record<string, string> = {
  agreePrivacyAuthorization: "agreeprivacyauthorization",
  chooseAvatar: "chooseavatar",
  getPhoneNumber: "getphonenumber",
  getUserInfo: "getuserinfo",
  openSetting: "opensetting",
};

const LABELLED = "wx-input,wx-textarea,wx-switch,wx-checkbox,wx-radio";

export function defineActions(space: ComponentSpace, wx: Loose, consent: Consent): void {
  define(space, "button", {
    properties: {
      size: text("default"),
      type: text("default"),
      plain: flag(),
      disabled: flag(),
      loading: flag(),
      formType: text(),
      openType: text(),
      lang: text(),
    },
    reflected: ["size", "type", "plain", "disabled", "loading"],
    created(node, host) {
      host.addEventListener("click", () => {
        const openType: string = node.data["openType"];
        const event = OPEN_EVENTS[openType];
        if (!event) return;
        const detail =
          openType === "openSetting"
            ? { authSetting: { ...consent.scopes } }
            : { errMsg: `${openType}:ok` };
        node.triggerEvent(event, detail);
      });
    },
  });
  define(space, "navigator", {
    properties: {
      url: text(),
      openType: text("navigate"),
      delta: number(1),
      target: text(),
      appId: text(),
      path: text(),
    },
    created(node, host) {
      host.addEventListener("click", () => {
        const { openType, url, delta } = node.data;
        const route = OPEN_ROUTES[openType];
        // What went wrong is in the journal; a navigator tells nobody.
        if (route) wx[route]({ url, delta, complete() {} });
      });
    },
  });
  define(space, "label", {
    properties: { for: text() },
    created(node, host) {
      host.addEventListener("click", ({ target }: MouseEvent) => {
        if ((target as Element).closest(`${LABELLED},wx-button`)) return;
        const id: string = node.data["for"];
        const labelled = id
          ? node.ownerShadowRoot?.getElementById(id)?.$$
          : host.querySelector(LABELLED);
        const field = labelled?.querySelector("input,textarea");
        const isBox = field instanceof HTMLInputElement && /checkbox|radio/.test(field.type);
        if (isBox) field.click();
        else if (field instanceof HTMLElement) field.focus();
      });
    },
  });
}
