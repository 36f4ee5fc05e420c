/** A phone in a browser's tab, with a mini program running: what a test does to it and reads from it. */

import type { Locator, Page } from "playwright-core";
import type { RecordedCall } from "../runtime/journal.ts";
import type { LiveTag } from "../runtime/media/attributes.ts";
import type { LiveTrack } from "../runtime/media/tracks.ts";
import type { NetworkType } from "../runtime/phone.ts";
import type { AudioState, LiveState, SocketState } from "../runtime/test-api.ts";
import type { Loose } from "../shared/loose.ts";
import type { Privacy } from "../shared/settings.ts";
import type { Tab } from "./browser.ts";

/** ms that something may take to happen on a busy machine. */
const PATIENCE_MS = 15_000;

export class Phone {
  /** The browser's tab, for what this class has no word for. `window.__mp` there is a `TestApi`. */
  readonly page: Page;
  /** What the console said, and errors that nobody caught. */
  readonly logs: readonly string[];
  readonly #url: string;
  readonly #close: () => Promise<void>;

  /** `url` is the page that the mini program is served at; `close` lets go of what was opened for this phone. */
  constructor({ page, logs }: Tab, url: string, close: () => Promise<void>) {
    this.page = page;
    this.logs = logs;
    this.#url = url;
    this.#close = close;
  }

  /** Starts the mini program anew, on that page of it. */
  async open(route = ""): Promise<void> {
    // A new part behind "#" alone would not load the page.
    if (this.page.url().startsWith(this.#url)) await this.page.goto("about:blank");
    await this.page.goto(route ? `${this.#url}#/${route.replace(/^\//, "")}` : this.#url);
    try {
      await this.page.waitForFunction(() => window.__mp?.ready, undefined, {
        timeout: PATIENCE_MS,
      });
    } catch (cause) {
      const errors = await this.page.evaluate(() => window.__mp?.errors ?? []);
      const told = [...errors, ...this.logs].join("\n");
      throw new Error(`the mini program did not start:\n${told}`, { cause });
    }
  }

  /** What the selector finds first on the page on top, or in a dialog over it. */
  find(selector: string): Locator {
    return this.page.locator(".mp-page.mp-top, .mp-modal").locator(selector).first();
  }

  /** Taps the element; in the place of a component's `.name` stands `.component--name`. */
  async tap(selector: string): Promise<void> {
    await this.find(selector).click({ timeout: PATIENCE_MS });
  }

  /** Taps what shows exactly that text: on the page, or in a dialog over it. */
  async tapText(text: string): Promise<void> {
    await this.page.getByText(text, { exact: true }).locator("visible=true").last().click({
      timeout: PATIENCE_MS,
    });
  }

  /** Types into an input. */
  async fill(selector: string, text: string): Promise<void> {
    await this.find(`${selector} input, ${selector} textarea`).fill(text);
  }

  /** All text that can be seen. */
  text(): Promise<string> {
    return this.page.locator("body").innerText();
  }

  /** The page on top in the manner of WXML, one node a line. */
  tree(): Promise<string> {
    return this.page.evaluate(() => window.__mp.tree());
  }

  /** A PNG of the screen; written to `path` if that is given. */
  screenshot(path?: string): Promise<Buffer> {
    return this.page.screenshot(path === undefined ? {} : { path });
  }

  /** The mini program goes to the background; WeChat freezes it 5 s later. */
  async hide(): Promise<void> {
    await this.page.evaluate(() => window.__mp.appHide());
  }

  /** Does not wait for those 5 s. */
  async freeze(): Promise<void> {
    await this.page.evaluate(() => window.__mp.freeze());
  }

  async show(): Promise<void> {
    await this.page.evaluate(() => window.__mp.appShow());
  }

  async setNetwork(type: NetworkType): Promise<void> {
    await this.page.evaluate((network) => window.__mp.setNetwork(network), type);
  }

  /** The user refuses a scope, `scope.camera`, from now on. */
  async deny(...scopes: readonly string[]): Promise<void> {
    await this.#answer(scopes, false);
  }

  async allow(...scopes: readonly string[]): Promise<void> {
    await this.#answer(scopes, true);
  }

  async setPrivacy(privacy: Privacy): Promise<void> {
    await this.page.evaluate((answer) => window.__mp.setPrivacy(answer), privacy);
  }

  /** A telephone call begins: the client pauses what sounds and tells the mini program. */
  async interruptAudio(): Promise<void> {
    await this.page.evaluate(() => window.__mp.interruptAudio());
  }

  async endAudioInterruption(): Promise<void> {
    await this.page.evaluate(() => window.__mp.endAudioInterruption());
  }

  /** Calls of `wx` functions so far, of that one if it is named. Functions among their arguments are left out. */
  calls(name?: string): Promise<RecordedCall[]> {
    return this.page.evaluate((wanted) => {
      const calls = window.__mp.calls.filter((call) => !wanted || call.name === wanted);
      return JSON.parse(JSON.stringify(calls)) as typeof calls;
    }, name);
  }

  /** Cameras and microphones that are open. */
  liveTracks(): Promise<LiveTrack[]> {
    return this.page.evaluate(() => window.__mp.tracks());
  }

  audios(): Promise<AudioState[]> {
    return this.page.evaluate(() => window.__mp.audios());
  }

  /** Those that are not closed. */
  sockets(): Promise<SocketState[]> {
    return this.page.evaluate(() => window.__mp.sockets());
  }

  live(tag?: LiveTag): Promise<LiveState[]> {
    return this.page.evaluate((wanted) => window.__mp.media(wanted), tag);
  }

  /** Codes of the state events of the nth such tag. */
  async codes(tag: LiveTag, index = 0): Promise<number[]> {
    const { events = [] } = (await this.live(tag))[index] ?? {};
    return events
      .filter(({ type }) => type === "statechange")
      .map(({ detail }) => (detail as { code: number }).code);
  }

  /** Makes a tag tell the app something, `("live-player", 0, "statechange", { code: -2301 })`. */
  async emit(tag: LiveTag, index: number, type: string, detail: object): Promise<void> {
    await this.page.evaluate(
      ([wanted, nth, event, said]) => window.__mp.emitMedia(wanted, nth, event, said),
      [tag, index, type, detail] as const,
    );
  }

  /** Data of the page on top, or of a component there. */
  data(selector?: string): Promise<Loose> {
    return this.page.evaluate((wanted) => window.__mp.data(wanted), selector);
  }

  /** Routes of the open pages. */
  stack(): Promise<string[]> {
    return this.page.evaluate(() => window.__mp.stack());
  }

  /** What app code threw. */
  errors(): Promise<readonly string[]> {
    return this.page.evaluate(() => window.__mp.errors);
  }

  /** Waits until that holds; `what` is said when it does not come to hold. */
  async until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`${what}: not within ${PATIENCE_MS} ms`);
      await this.page.evaluate(() => new Promise((done) => setTimeout(done, 20)));
    }
  }

  /** Closes the tab, and what `launch` opened for it. */
  async close(): Promise<void> {
    await this.page.context().close();
    await this.#close();
  }

  async #answer(scopes: readonly string[], granted: boolean): Promise<void> {
    await this.page.evaluate(
      ([names, answer]) => {
        for (const name of names) window.__mp.permissions[name] = answer;
      },
      [scopes, granted] as const,
    );
  }
}
