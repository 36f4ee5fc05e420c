/** How a phone is, set before the mini program starts: `window.__mpConfig`. All of it is optional. */

import type { DomainList } from "./domains.ts";
import type { DeviceProfile } from "./profiles.ts";

export interface PhoneSettings {
  device?: DeviceProfile;
  /** What `platform` says; that of the device if absent. `devtools` has no live tags. */
  platform?: Platform;
  language?: Language;
  theme?: "light" | "dark";
  appId?: string;
  envVersion?: "develop" | "trial" | "release";
  /** Answers of the user by scope, `{ "scope.camera": false }`; unnamed ones are granted when first asked. */
  permissions?: Record<string, boolean>;
  privacy?: Privacy;
  /**
   * `real`: the live tags play and push. `simulated`: they show their attributes and tell of a connection that works;
   * `manual`: they tell what a test makes them tell.
   */
  media?: "real" | "simulated" | "manual";
  /**
   * Origin of the server that stands behind `rtmp:` addresses; the page's own if absent. Players take several by turns: a
   * browser has six connections to each, and a telephone no such bound.
   */
  mediaServer?: string | readonly string[];
  /** ms between two tries of a live tag to connect again. */
  reconnectAfterMs?: number;
  /** Whether the account may use `<live-pusher>` and `<live-player>`. */
  liveTags?: "permitted" | "denied";
  /** Strict mode: only these addresses, and only by TLS. */
  domains?: DomainList;
  /** False: a version in development is let out of strict mode, as by the switch in WeChat's tools. */
  urlCheck?: boolean;
  /** ms in the background until scripts and sockets stop. WeChat's is 5000. */
  freezeAfterMs?: number;
  /** Whether status bar, capsule and home indicator are drawn over the page. */
  frame?: "drawn" | "hidden";
  /** Tells apart mini programs that one browser profile runs. */
  storageKey?: string;
  /** `direct`: `wx.request` is a plain fetch, subject to CORS, where no proxy is served. */
  network?: "proxied" | "direct";
  /** `lazy`: a page's script is run when it is first opened, as with `lazyCodeLoading`. */
  scripts?: "eager" | "lazy";
  /** Whether the browser's tab going to the background counts as the mini program going there. */
  tab?: "ignored" | "followed";
}

export type Language = "zh_CN" | "en" | "ja";

/** How people write the languages, and how WeChat does. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  en: "en",
  ja: "ja",
  zh: "zh_CN",
  "zh-CN": "zh_CN",
  zh_CN: "zh_CN",
};

export function languageNamed(name: string): Language {
  const language = LANGUAGES[name];
  if (language) return language;
  throw new Error(`no language "${name}"; there are ${Object.keys(LANGUAGES).join(", ")}`);
}

export type Platform = "ios" | "android" | "devtools";

/**
 * The privacy guideline of the account (developers.weixin.qq.com, framework/user-privacy/PrivacyAuthorize):
 *
 * - `agreed`: the user has agreed to it;
 * - `ask`: `wx.onNeedPrivacyAuthorization` is asked, and without a listener the client's own dialog;
 * - `refused`: errno 104;
 * - `undeclared`: the guideline does not name the interface, errno 112.
 */
export type Privacy = "agreed" | "ask" | "refused" | "undeclared";
