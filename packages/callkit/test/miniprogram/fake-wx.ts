import type { InnerAudio, Wx } from "../../src/miniprogram/wx.ts";

export interface Phone {
  readonly width: number;
  readonly height: number;
  readonly status: number;
  readonly home: number;
  /** Height of WeChat's navigation bar with the status bar, above the page. */
  readonly bar?: number;
  /** Height of a tab bar. */
  readonly tabs?: number;
  /** A client from before `screenTop`. */
  readonly old?: boolean;
}

export const PHONE: Phone = { width: 375, height: 812, status: 44, home: 34 };

/** What a mini program is told and what it has asked for. */
export interface FakeWx extends Wx {
  /** Calls in their order, such as `vibrateLong` and `play ringtone`. */
  readonly asked: string[];
  /** Sounds that play. */
  readonly playing: Set<string>;
  scopes: Record<string, boolean>;
  language: string;
}

export function fakeWx(phone: Phone = PHONE): FakeWx {
  const { width, height, status, home, bar = 0, tabs = 0, old = false } = phone;
  const asked: string[] = [];
  const playing = new Set<string>();
  const note = (what: string) => () => void asked.push(what);
  const wx: FakeWx = {
    asked,
    playing,
    scopes: { "scope.camera": true, "scope.record": true },
    language: "en",
    getWindowInfo: () => ({
      windowWidth: width,
      windowHeight: height - bar - tabs,
      screenHeight: height,
      statusBarHeight: status,
      ...(!old && { screenTop: bar }),
      safeArea: { left: 0, right: width, top: status, bottom: height - home },
    }),
    getAppBaseInfo: () => ({ language: wx.language }),
    getMenuButtonBoundingClientRect: () => ({
      left: width - 94,
      right: width - 7,
      top: status + 4,
      bottom: status + 36,
    }),
    createInnerAudioContext: () => audio(asked, playing),
    vibrateLong: note("vibrateLong"),
    setKeepScreenOn: ({ keepScreenOn }) => void asked.push(`keepScreenOn ${keepScreenOn}`),
    hideTabBar: ({ success }) => {
      asked.push("hideTabBar");
      success?.();
    },
    showTabBar: note("showTabBar"),
    setNavigationBarColor: ({ backgroundColor }) => void asked.push(`bar ${backgroundColor}`),
    enableAlertBeforeUnload: ({ message }) => void asked.push(`guard ${message}`),
    disableAlertBeforeUnload: note("unguard"),
    getSetting: ({ success }) => success({ authSetting: wx.scopes }),
    openSetting: note("openSetting"),
  };
  return wx;
}

function audio(asked: string[], playing: Set<string>): InnerAudio {
  const name = () => (/([^/]*)\.mp3$/.exec(self.src)?.[1] ?? self.src) + (self.loop ? " loop" : "");
  const self: InnerAudio = {
    src: "",
    loop: false,
    play() {
      asked.push(`play ${name()}`);
      playing.add(name());
    },
    stop: () => void playing.delete(name()),
    destroy: () => void playing.delete(name()),
  };
  return self;
}
