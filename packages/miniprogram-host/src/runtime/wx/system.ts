import type { Callback } from "../../shared/loose.ts";
import type { Phone } from "../phone.ts";
import type { WxApi } from "./api.ts";

/** What the phone, the client and the account are, and what the phone tells by itself. */
export function addSystem(api: WxApi, phone: Phone, launchOptions: object): void {
  const { wx, listeners } = api;
  api.sync("getSystemInfoSync", () => phone.systemInfo());
  api.async("getSystemInfo", () => phone.systemInfo());
  api.async("getSystemInfoAsync", () => phone.systemInfo());
  api.sync("getWindowInfo", () => phone.windowInfo());
  api.sync("getDeviceInfo", () => phone.deviceInfo());
  api.sync("getAppBaseInfo", () => phone.appInfo());
  api.sync("getSystemSetting", () => phone.systemSetting());
  api.sync("getAppAuthorizeSetting", () => ({
    albumAuthorized: "authorized",
    bluetoothAuthorized: "authorized",
    cameraAuthorized: "authorized",
    locationAuthorized: "authorized",
    locationReducedAccuracy: false,
    microphoneAuthorized: "authorized",
    notificationAuthorized: "authorized",
    phoneCalendarAuthorized: "authorized",
  }));
  api.sync("getMenuButtonBoundingClientRect", () => phone.capsule());
  api.sync("getAccountInfoSync", () => phone.accountInfo());
  api.sync("getLaunchOptionsSync", () => launchOptions);
  api.sync("getEnterOptionsSync", () => launchOptions);
  api.sync("canIUse", (schema: string) => {
    const [name = ""] = schema.split(".");
    const isLiveTag = /^live-(pusher|player)$/.test(name);
    if (isLiveTag) return phone.platform !== "devtools";
    return name in wx || /^(button|view|input|image|text)$/.test(name);
  });
  api.async("getNetworkType", () => ({ networkType: phone.networkType() }));

  for (const name of EVENTS) api.event(name);
  const tellNetwork = () => {
    const networkType = phone.networkType();
    listeners.emit("onNetworkStatusChange", { isConnected: networkType !== "none", networkType });
  };
  phone.onNetwork = tellNetwork;
  addEventListener("online", tellNetwork);
  addEventListener("offline", tellNetwork);
  addEventListener("resize", () => {
    const { windowWidth, windowHeight } = phone.windowInfo();
    listeners.emit("onWindowResize", { size: { windowWidth, windowHeight } });
  });

  wx.env = { USER_DATA_PATH: "wxfile://usr" };
  wx.nextTick = (callback: Callback) => {
    void api.clock.awake().then(() => api.clock.run(callback, "nextTick"));
  };
  wx.getUpdateManager = () => ({
    onCheckForUpdate: (listener: Callback) => wx.nextTick(() => listener({ hasUpdate: false })),
    onUpdateReady() {},
    onUpdateFailed() {},
    applyUpdate() {},
  });
  wx.getPerformance = () => ({
    now: () => performance.now(),
    getEntries: () => [],
    createObserver: () => ({ observe() {}, disconnect() {} }),
  });
  wx.getLogManager = logManager;
  wx.getRealtimeLogManager = logManager;
  for (const name of ["reportAnalytics", "reportEvent", "reportMonitor", "reportPerformance"])
    wx[name] = () => {};
  wx.base64ToArrayBuffer = (text: string) =>
    Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
  wx.arrayBufferToBase64 = (buffer: ArrayBuffer) =>
    btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
}

const EVENTS = [
  "onAccelerometerChange",
  "onAppHide",
  "onAppRoute",
  "onAppRouteDone",
  "onAppShow",
  "onAudioInterruptionBegin",
  "onAudioInterruptionEnd",
  "onDeviceMotionChange",
  "onError",
  "onKeyboardHeightChange",
  "onLazyLoadError",
  "onMemoryWarning",
  "onNetworkStatusChange",
  "onNetworkWeakChange",
  "onPageNotFound",
  "onThemeChange",
  "onUnhandledRejection",
  "onUserCaptureScreen",
  "onWindowResize",
];

function logManager(): object {
  const nothing = () => {};
  return {
    log: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    debug: nothing,
    setFilterMsg: nothing,
    addFilterMsg: nothing,
    tag: logManager,
  };
}
