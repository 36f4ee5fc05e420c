/** What the call screens use of WeChat's `wx`. Handed in, so that a test can put its own in the place. */

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface WindowInfo {
  readonly windowWidth: number;
  readonly windowHeight: number;
  readonly screenHeight: number;
  readonly statusBarHeight?: number;
  /** Where the page begins below the top of the screen; older clients do not tell. */
  readonly screenTop?: number;
  readonly safeArea?: Rect;
}

export interface InnerAudio {
  src: string;
  loop: boolean;
  play(): void;
  stop(): void;
  destroy(): void;
}

/** Outcomes nobody waits for. */
export interface Quiet {
  readonly success?: () => void;
  readonly fail?: () => void;
}

export interface Wx {
  /** From base library 2.20.1 on; `getSystemInfoSync` before. */
  getWindowInfo?(): WindowInfo;
  getAppBaseInfo?(): { readonly language?: string };
  getSystemInfoSync?(): WindowInfo & { readonly language?: string };
  getMenuButtonBoundingClientRect?(): Rect;
  createInnerAudioContext(): InnerAudio;
  vibrateLong(options: Quiet): void;
  setKeepScreenOn(options: Quiet & { readonly keepScreenOn: boolean }): void;
  hideTabBar(options: Quiet): void;
  showTabBar(options: Quiet): void;
  setNavigationBarColor(options: Quiet & BarColours): void;
  enableAlertBeforeUnload?(options: Quiet & { readonly message: string }): void;
  disableAlertBeforeUnload?(options: Quiet): void;
  getSetting(options: {
    readonly success: (answer: { readonly authSetting: Record<string, boolean> }) => void;
    readonly fail: () => void;
  }): void;
  openSetting(options: Quiet): void;
}

export interface BarColours {
  /** WeChat takes only `#000000` and `#ffffff` here. */
  readonly frontColor: string;
  readonly backgroundColor: string;
}
