/** The `wx` object. */

import type { Callback, Loose, Options } from "../../shared/loose.ts";
import type { Consent } from "../consent.ts";
import type { LiveElements } from "../media/live-elements.ts";
import type { Phone } from "../phone.ts";
import type { WxApi } from "./api.ts";
import { addAudio, type Players } from "./audio.ts";
import { addDialogs } from "./dialogs.ts";
import { ApiFailure } from "./failure.ts";
import { addFiles } from "./files.ts";
import { addLiveContexts } from "./live-contexts.ts";
import { addPermissions } from "./permissions.ts";
import { addRequest, type Requests } from "./request.ts";
import { addSockets, type Sockets } from "./sockets.ts";
import { addStorage } from "./storage.ts";
import { addSystem } from "./system.ts";

export const ROUTES = [
  "navigateTo",
  "redirectTo",
  "reLaunch",
  "switchTab",
  "navigateBack",
] as const;
export type RouteName = (typeof ROUTES)[number];

export interface NavigationColors {
  frontColor: string;
  backgroundColor: string;
}

/** What the page stack does for `wx`. */
export interface Navigation {
  route(name: RouteName, options: Options): object;
  setTitle(title: string): void;
  setColors(colors: NavigationColors): void;
  /** `this` of the page on top. */
  topCaller(): Loose;
}

export interface WxParts {
  readonly requests: Requests;
  readonly sockets: Sockets;
  readonly players: Players;
}

export interface WxNeeds {
  phone: Phone;
  consent: Consent;
  live: LiveElements;
  navigation: Navigation;
  launchOptions: object;
  requestTimeoutMs?: number;
}

export function fillWx(api: WxApi, needs: WxNeeds): WxParts {
  const { phone, consent, live, navigation } = needs;
  addStorage(api, phone.settings.storageKey ?? phone.settings.appId ?? "app");
  addSystem(api, phone, needs.launchOptions);
  addPermissions(api, consent);
  addDialogs(api);
  addFiles(api);
  addLiveContexts(api, live);
  addNavigation(api, navigation);
  addPlain(api);
  return {
    requests: addRequest(api, phone, needs.requestTimeoutMs),
    sockets: addSockets(api, phone),
    players: addAudio(api),
  };
}

function addNavigation(api: WxApi, navigation: Navigation): void {
  for (const name of ROUTES) api.async(name, (options) => navigation.route(name, options));
  api.async("setNavigationBarTitle", ({ title }) => navigation.setTitle(title));
  api.async("setNavigationBarColor", ({ frontColor = "", backgroundColor = "" }) =>
    navigation.setColors({ frontColor, backgroundColor }),
  );
  api.wx.createSelectorQuery = () => navigation.topCaller()?.createSelectorQuery();
  api.wx.createIntersectionObserver = (component: Loose, options: unknown) =>
    component.createIntersectionObserver(options);
}

/** What does nothing here that could be seen, but must be there and say so. */
const PLAIN = [
  "checkSession",
  "exitMiniProgram",
  "hideHomeButton",
  "hideKeyboard",
  "hideNavigationBarLoading",
  "hideShareMenu",
  "hideTabBar",
  "hideTabBarRedDot",
  "loadFontFace",
  "makePhoneCall",
  "navigateToMiniProgram",
  "pageScrollTo",
  "previewImage",
  "removeTabBarBadge",
  "requestSubscribeMessage",
  "saveImageToPhotosAlbum",
  "setBackgroundColor",
  "setBackgroundFetchToken",
  "setBackgroundTextStyle",
  "setEnableDebug",
  "setKeepScreenOn",
  "setScreenBrightness",
  "setTabBarBadge",
  "setTabBarItem",
  "setVisualEffectOnCapture",
  "setWindowSize",
  "showNavigationBarLoading",
  "showShareMenu",
  "showTabBar",
  "showTabBarRedDot",
  "startAccelerometer",
  "startDeviceMotionListening",
  "startPullDownRefresh",
  "stopAccelerometer",
  "stopDeviceMotionListening",
  "stopPullDownRefresh",
  "updateShareMenu",
  "vibrateLong",
];

function addPlain(api: WxApi): void {
  const { wx } = api;
  for (const name of PLAIN) api.async(name);
  api.async("vibrateShort", ({ type }) => {
    const strengths = ["heavy", "medium", "light"];
    if (type !== undefined && !strengths.includes(type))
      throw new ApiFailure("style is not support");
  });
  api.async("getScreenBrightness", () => ({ value: 0.5 }));
  api.async("login", () => ({ code: "a-code-of-no-account" }));
  const user = () => ({ userInfo: { nickName: "user", avatarUrl: "" } });
  api.async("getUserInfo", user);
  api.async("getUserProfile", user);

  const unsupported = (name: string) => (options: Options) => {
    api.settle(name, { complete() {}, ...options }, async () => {
      throw new ApiFailure("not supported by miniprogram-host");
    });
    return { abort() {}, onProgressUpdate() {}, offProgressUpdate() {} };
  };
  wx.uploadFile = unsupported("uploadFile");
  wx.downloadFile = unsupported("downloadFile");
  wx.createVideoContext = videoContext;
  wx.createCameraContext = () => ({ takePhoto() {}, startRecord() {}, stopRecord() {} });
  wx.getRecorderManager = () => chainable(undefined);
  wx.createAnimation = () => chainable({ actions: [] });
}

function videoContext(id: string): object {
  const video = () => document.getElementById(id)?.querySelector("video");
  return {
    play: () => void video()?.play(),
    pause: () => video()?.pause(),
    stop: () => video()?.pause(),
    seek: (seconds: number) => {
      const element = video();
      if (element) element.currentTime = seconds;
    },
  };
}

/** An object whose every method gives it back, but for `export`. */
function chainable(exported: unknown): object {
  const self: object = new Proxy(
    {},
    { get: (_, name): Callback => (name === "export" ? () => exported : () => self) },
  );
  return self;
}
