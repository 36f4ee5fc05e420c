import type { BarColours, Wx } from "./wx.ts";

/** The colour of the call screens for WeChat's navigation bar; without one, still that of the status bar's text. */
const SCREEN: BarColours = { frontColor: "#ffffff", backgroundColor: "#191919" };
const QUIET = { fail: () => undefined };

/** What WeChat draws around the page, for as long as there is a call: no tab bar, a dark bar, a question before leaving. */
export class PageFrame {
  readonly #wx: Wx;
  #covered: BarColours | undefined;
  #tabBarHidden = false;
  #guarded = false;

  constructor(wx: Wx) {
    this.#wx = wx;
  }

  /** `own`: the bar's colours to go back to. */
  cover(own: BarColours): void {
    if (this.#covered) return;
    this.#covered = own;
    // Fails on every page that is none of the tab bar's.
    this.#wx.hideTabBar({
      success: () => {
        this.#tabBarHidden = true;
        if (!this.#covered) this.#showTabBar();
      },
      ...QUIET,
    });
    this.#wx.setNavigationBarColor({ ...SCREEN, ...QUIET });
  }

  uncover(): void {
    const covered = this.#covered;
    this.#covered = undefined;
    this.#showTabBar();
    if (covered) this.#wx.setNavigationBarColor({ ...covered, ...QUIET });
  }

  /** WeChat asks this before the page is left; absent: it may be left. */
  guard(question: string | undefined): void {
    if ((question !== undefined) === this.#guarded) return;
    this.#guarded = question !== undefined;
    if (question !== undefined) {
      this.#wx.enableAlertBeforeUnload?.({ message: question, ...QUIET });
    } else {
      this.#wx.disableAlertBeforeUnload?.(QUIET);
    }
  }

  #showTabBar(): void {
    if (!this.#tabBarHidden) return;
    this.#tabBarHidden = false;
    this.#wx.showTabBar(QUIET);
  }
}
