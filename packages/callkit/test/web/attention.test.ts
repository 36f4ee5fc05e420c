import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { GALLERY, openBrowser, serveGallery } from "../browser.mjs";

/** What a call does outside the page's own picture, in a real browser that keeps a record of what it is asked. */

interface Told {
  /** How often the screen was to stay lit, and the locks that were given. */
  asked: number;
  readonly locks: WakeLockSentinel[];
  /** Locks are given once this is over. */
  granting: Promise<void>;
  readonly notifications: { readonly text: string; readonly it: Notification; closed: boolean }[];
  permissionAsked: number;
  focused: number;
  readonly vibrations: { readonly ms: number; readonly at: number }[];
}

declare const told: Told;
declare const grant: () => void;

let browser: BrowserContext;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  await serveGallery(browser);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  expect(errors).toEqual([]);
});

beforeEach(async () => {
  await browser.grantPermissions(["notifications", "screen-wake-lock"], { origin: GALLERY });
  page = await browser.newPage();
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.setViewportSize({ width: 375, height: 812 });
  await page.addInitScript(keepRecord);
});

afterEach(() => page.close());

function keepRecord(): void {
  const record: Told = {
    asked: 0,
    locks: [],
    granting: Promise.resolve(),
    notifications: [],
    permissionAsked: 0,
    focused: 0,
    vibrations: [],
  };
  Object.assign(globalThis, { told: record });
  const { request } = WakeLock.prototype;
  WakeLock.prototype.request = async function (type) {
    record.asked++;
    await record.granting;
    const lock = await request.call(this, type);
    record.locks.push(lock);
    return lock;
  };
  const Native = Notification;
  class Noted extends Native {
    readonly #entry: Told["notifications"][number];
    constructor(text: string, options?: NotificationOptions) {
      super(text, options);
      this.#entry = { text, it: this, closed: false };
      record.notifications.push(this.#entry);
    }
    override close(): void {
      this.#entry.closed = true;
      super.close();
    }
    static override requestPermission() {
      record.permissionAsked++;
      return Native.requestPermission();
    }
  }
  Object.assign(globalThis, { Notification: Noted });
  window.focus = () => {
    record.focused++;
  };
  navigator.vibrate = (ms) => {
    record.vibrations.push({ ms: Number(ms), at: performance.now() });
    return true;
  };
}

const studio = (action: string) => page.evaluate(`studio.${action}`);
const RINGS = 'call({ role: "callee", phase: "ringing", peer: { phase: "joined" } })';
const ENDS = 'change({ ended: { reason: "cancelled", connected: false } })';

async function open(scene: string, lang = "en"): Promise<void> {
  await page.goto(`${GALLERY}/?scene=${scene}&lang=${lang}`);
  await page.waitForFunction("globalThis.studio");
}

/** No browser of tests hides a page, so this one says that it is hidden, and lets go of the locks as browsers do. */
function look(away: boolean): Promise<void> {
  return page.evaluate(async (hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    if (hidden) await Promise.all(told.locks.map((lock) => lock.release()));
    document.dispatchEvent(new Event("visibilitychange"));
  }, away);
}

describe("the screen stays lit", () => {
  /** How many locks are held, and how many were asked for. */
  const lit = () =>
    page.evaluate(() => [told.locks.filter(({ released }) => !released).length, told.asked]);

  test("from the moment a call begins until it is over, and not after", async () => {
    await open("");
    expect(await lit()).toEqual([0, 0]);
    await studio('call({ media: "audio" })');
    await expect.poll(lit).toEqual([1, 1]);
    await studio('change({ phase: "connected", connectedAt: -1, peer: { phase: "joined" } })');
    await page.locator("tui-call-kit .ck-timer").waitFor();
    expect(await lit()).toEqual([1, 1]);
    await studio('change({ ended: { reason: "hangup", by: "bob" } })');
    await expect.poll(lit).toEqual([0, 1]);
  });

  test("while somebody calls", async () => {
    await open("called-audio");
    await expect.poll(lit).toEqual([1, 1]);
    await studio(ENDS);
    await expect.poll(lit).toEqual([0, 1]);
  });

  test("again when the page is looked at again, unless the call is over by then", async () => {
    await open("connected-audio");
    await expect.poll(lit).toEqual([1, 1]);
    await look(true);
    expect(await lit()).toEqual([0, 1]);
    await look(false);
    await expect.poll(lit).toEqual([1, 2]);
    await look(true);
    await studio(ENDS);
    await page.locator("tui-call-kit .ck-ending").waitFor();
    await look(false);
    expect(await lit()).toEqual([0, 2]);
  });

  test("no longer than the call, when the browser takes its time", async () => {
    await page.addInitScript(() => {
      told.granting = new Promise((done) => Object.assign(globalThis, { grant: done }));
    });
    await open("connected-audio");
    // Twice on its way: for the call, and for the page that is looked at again.
    await look(false);
    await page.evaluate(() => grant());
    await page.waitForFunction(() => told.locks.length === 2);
    await expect.poll(lit).toEqual([1, 2]);
    await studio(ENDS);
    await expect.poll(lit).toEqual([0, 2]);
  });

  test("not at all, when the call is over before the browser has agreed", async () => {
    await page.addInitScript(() => {
      told.granting = new Promise((done) => Object.assign(globalThis, { grant: done }));
    });
    await open("connected-audio");
    await studio(ENDS);
    await page.evaluate(() => grant());
    await page.waitForFunction(() => told.locks.length === 1);
    await expect.poll(lit).toEqual([0, 1]);
  });
});

describe("a call that comes in while nobody looks", () => {
  /** The texts of the notifications that are up. */
  const up = () =>
    page.evaluate(() => told.notifications.filter(({ closed }) => !closed).map(({ text }) => text));

  test.each([
    ["en", "Bob is calling"],
    ["zh-CN", "Bob 来电"],
    ["ja", "Bobさんから着信"],
  ])("is a notification in the language of the page: %s", async (lang, text) => {
    await open("", lang);
    await look(true);
    await studio(RINGS);
    await expect.poll(up).toEqual([text]);
  });

  test("is none where the page is looked at, and one when it no longer is", async () => {
    await open("called-audio");
    await page.getByRole("button", { name: "Accept", exact: true }).waitFor();
    expect(await up()).toEqual([]);
    await look(true);
    expect(await up()).toEqual(["Bob is calling"]);
    await look(false);
    expect(await up()).toEqual([]);
  });

  test("takes its notification along when it is over", async () => {
    await open("");
    await look(true);
    await studio(RINGS);
    await expect.poll(up).toEqual(["Bob is calling"]);
    await studio(ENDS);
    await expect.poll(up).toEqual([]);
    expect(await page.title()).toBe("Call screens");
  });

  test("is not called out for a second time once it is answered", async () => {
    await open("called-audio");
    await page.getByRole("button", { name: "Accept", exact: true }).click();
    await studio('change({ phase: "connected", connectedAt: -1 })');
    await page.locator("tui-call-kit .ck-timer").waitFor();
    await look(true);
    expect(await up()).toEqual([]);
  });

  test("comes to the front with a click on it", async () => {
    await open("called-audio");
    await look(true);
    expect(await page.evaluate(() => told.focused)).toBe(0);
    await page.evaluate(() => told.notifications[0]?.it.dispatchEvent(new Event("click")));
    expect(await page.evaluate(() => told.focused)).toBe(1);
  });

  test("is in the title alone where no notifications are permitted, and nobody is asked", async () => {
    await browser.clearPermissions();
    await open("called-audio");
    expect(await page.evaluate(() => Notification.permission)).not.toBe("granted");
    await look(true);
    expect(await page.title()).toBe("Bob is calling");
    const { notifications, permissionAsked } = await page.evaluate(() => told);
    expect([notifications.length, permissionAsked]).toEqual([0, 0]);
  });

  test("is in the title alone where a page may make no notifications itself", async () => {
    await page.addInitScript(() => {
      const refuse = () => {
        throw new TypeError("Illegal constructor");
      };
      globalThis.Notification = Object.assign(refuse as unknown as typeof Notification, {
        permission: "granted",
      });
    });
    await open("called-audio");
    await look(true);
    expect(await page.title()).toBe("Bob is calling");
  });
});

describe("vibration", () => {
  const vibrations = () => page.evaluate(() => told.vibrations);

  /** Rings on a clock that only this test moves. */
  async function rings(): Promise<void> {
    await page.clock.install({ time: 0 });
    await open("");
    await page.clock.pauseAt(600_000);
    await studio(RINGS);
  }

  test("goes along with the ringing, a second in every two, and stops with the tap", async () => {
    await rings();
    await page.clock.runFor(5_900);
    const [first, ...more] = await vibrations();
    expect(first?.ms).toBe(1000);
    expect(more.map(({ ms, at }) => [ms, at - (first?.at ?? 0)])).toEqual([
      [1000, 2000],
      [1000, 4000],
    ]);
    const last = await page.evaluate(() => {
      const root = document.querySelector("tui-call-kit")?.shadowRoot;
      root?.querySelector<HTMLElement>('[data-button="accept"]')?.click();
      return told.vibrations.at(-1)?.ms;
    });
    expect(last).toBe(0);
    await page.clock.runFor(10_000);
    expect(await vibrations()).toHaveLength(4);
  });

  test("stops when the caller gives up", async () => {
    await rings();
    await studio(ENDS);
    await page.clock.runFor(10_000);
    expect((await vibrations()).map(({ ms }) => ms)).toEqual([1000, 0]);
  });

  test("is left out of a call that one makes, and where the kit is to be silent", async () => {
    await page.clock.install({ time: 0 });
    await open("calling-audio");
    await page.clock.pauseAt(600_000);
    expect(await vibrations()).toEqual([]);
    await open("");
    await page.evaluate("studio.attribute('mute-mode', '')");
    await studio(RINGS);
    await page.clock.runFor(5_000);
    expect(await vibrations()).toEqual([]);
  });
});
