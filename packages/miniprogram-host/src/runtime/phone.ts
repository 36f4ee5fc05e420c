/** The phone: its settings with what stands in for those not given, its geometry, its network. */

import type { DomainList } from "../shared/domains.ts";
import {
  capsuleRect,
  DEFAULT_PROFILE,
  type DeviceProfile,
  navigationBarHeight,
  type Rect,
  safeArea,
} from "../shared/profiles.ts";
import type { PhoneSettings, Platform } from "../shared/settings.ts";

export type NetworkType = "wifi" | "5g" | "4g" | "3g" | "2g" | "none";

/** How much of the screen the page on top has. */
export interface WindowPart {
  /** Height of the client's navigation bar with the status bar, 0 where the page draws its own. */
  readonly above: number;
  /** Height of the client's tab bar. */
  readonly below: number;
}

export class Phone {
  readonly settings: Readonly<PhoneSettings>;
  readonly device: DeviceProfile;
  readonly platform: Platform;
  #network: NetworkType = "wifi";
  /** Told when the network has changed. */
  onNetwork: () => void = () => {};
  /** Told by the page stack. */
  windowPart: () => WindowPart = () => ({ above: 0, below: 0 });

  constructor(settings: PhoneSettings) {
    this.settings = settings;
    this.device = settings.device ?? DEFAULT_PROFILE;
    this.platform = settings.platform ?? this.device.os;
  }

  /** The addresses that the mini program may reach; undefined: any. */
  get domains(): DomainList | undefined {
    const { domains, urlCheck = true, envVersion = "develop" } = this.settings;
    return urlCheck || envVersion !== "develop" ? domains : undefined;
  }

  /** Height of status bar and navigation bar together. */
  get navigationBar(): number {
    return this.device.statusBar + navigationBarHeight(this.device);
  }

  capsule(): Rect {
    return capsuleRect(this.device, innerWidth);
  }

  /** `wx.getWindowInfo()`. */
  windowInfo() {
    const { statusBar, pixelRatio } = this.device;
    const { above, below } = this.windowPart();
    return {
      pixelRatio,
      screenWidth: innerWidth,
      screenHeight: innerHeight,
      windowWidth: innerWidth,
      windowHeight: innerHeight - above - below,
      statusBarHeight: statusBar,
      screenTop: above,
      safeArea: safeArea(this.device, innerWidth, innerHeight),
    };
  }

  /** `wx.getDeviceInfo()`. */
  deviceInfo() {
    const { brand, model, system } = this.device;
    const inTools = this.platform === "devtools";
    return {
      brand: inTools ? "devtools" : brand,
      model,
      system,
      platform: this.platform,
      abi: "arm64-v8a",
      benchmarkLevel: this.device.os === "ios" ? -1 : 30,
    };
  }

  /** `wx.getAppBaseInfo()`. */
  appInfo() {
    return {
      SDKVersion: "3.4.0",
      version: "8.0.50",
      language: this.settings.language ?? "zh_CN",
      theme: this.settings.theme ?? "light",
      fontSizeSetting: 16,
      enableDebug: false,
      host: { env: "WeChat" },
    };
  }

  /** `wx.getSystemSetting()`. */
  systemSetting() {
    return {
      bluetoothEnabled: true,
      locationEnabled: true,
      wifiEnabled: true,
      deviceOrientation: "portrait",
    };
  }

  /** `wx.getSystemInfoSync()`: everything in one. */
  systemInfo() {
    return {
      ...this.windowInfo(),
      ...this.deviceInfo(),
      ...this.appInfo(),
      ...this.systemSetting(),
      albumAuthorized: true,
      cameraAuthorized: true,
      locationAuthorized: true,
      microphoneAuthorized: true,
      notificationAuthorized: true,
      devicePixelRatio: this.device.pixelRatio,
    };
  }

  /** `wx.getAccountInfoSync()`. */
  accountInfo() {
    const { appId = "wx0000000000000000", envVersion = "develop" } = this.settings;
    return {
      miniProgram: { appId, envVersion, version: envVersion === "release" ? "1.0.0" : "" },
      plugin: {},
    };
  }

  get online(): boolean {
    return this.networkType() !== "none";
  }

  networkType(): NetworkType {
    return navigator.onLine ? this.#network : "none";
  }

  setNetwork(type: NetworkType): void {
    this.#network = type;
    this.onNetwork();
  }
}
