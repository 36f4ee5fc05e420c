import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { GALLERY, openBrowser, serveGallery } from "../browser.mjs";

/** The element in a real browser, over an engine that only pretends. */

let browser: BrowserContext;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  await serveGallery(browser);
  page = await browser.newPage();
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.addInitScript(countSounds);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  expect(errors).toEqual([]);
});

beforeEach(() => page.setViewportSize({ width: 375, height: 812 }));

/** Keeps `sounding`, how many sounds are to be heard now, and `most`, how many there ever were at once. */
function countSounds(): void {
  const counts = { sounding: 0, most: 0 };
  Object.assign(globalThis, { counts });
  const { start, stop } = AudioBufferSourceNode.prototype;
  const ended = new WeakSet<AudioBufferSourceNode>();
  const end = (node: AudioBufferSourceNode) => {
    if (!ended.has(node)) counts.sounding--;
    ended.add(node);
  };
  AudioBufferSourceNode.prototype.start = function (...args) {
    counts.sounding++;
    counts.most = Math.max(counts.most, counts.sounding);
    this.addEventListener("ended", () => end(this));
    start.apply(this, args);
  };
  AudioBufferSourceNode.prototype.stop = function (...args) {
    end(this);
    stop.apply(this, args);
  };
}

async function open(scene: string): Promise<void> {
  await page.goto(`${GALLERY}/?scene=${scene}&lang=en`);
  await page.locator("tui-call-kit .ck-screen, tui-call-kit .ck-banner").waitFor();
  await settled();
}

/** Until nothing moves any more but the stepping dots. */
function settled() {
  return page.waitForFunction(() =>
    document
      .querySelector("tui-call-kit")
      ?.shadowRoot?.getAnimations()
      .every(({ effect }) => effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY),
  );
}

const button = (name: string) => page.getByRole("button", { name, exact: true });
const box = async (selector: string) => {
  const found = await page.locator(`tui-call-kit ${selector}`).boundingBox();
  if (!found) throw new Error(`${selector} is not on the screen`);
  return found;
};
const sounds = () =>
  page.evaluate(
    () => (globalThis as unknown as { counts: { sounding: number; most: number } }).counts,
  );
const asked = () =>
  page.evaluate(() => (globalThis as unknown as { engine: { asked: string[] } }).engine.asked);
const studio = (action: string) => page.evaluate(`studio.${action}`);

describe("the element", () => {
  test("a tap shows within 100 ms, before the engine has answered", async () => {
    await open("connected-audio");
    const ms = await page.evaluate(async () => {
      const root = document.querySelector("tui-call-kit")?.shadowRoot;
      const mic = root?.querySelector<HTMLElement>('[data-button="microphone"]');
      const before = performance.now();
      mic?.click();
      await new Promise((done) => requestAnimationFrame(done));
      if (mic?.getAttribute("aria-label") !== "Mic off") return Number.POSITIVE_INFINITY;
      return performance.now() - before;
    });
    expect(ms).toBeLessThan(100);
    expect(await asked()).toContain("microphone false");
  });

  test.each(["accept", "decline"])("the ringtone stops at once on %s", async (tap) => {
    await open("called-audio");
    await expect.poll(async () => (await sounds()).sounding).toBe(1);
    const sounding = await page.evaluate((id) => {
      const root = document.querySelector("tui-call-kit")?.shadowRoot;
      root?.querySelector<HTMLElement>(`[data-button="${id}"]`)?.click();
      return (globalThis as unknown as { counts: { sounding: number } }).counts.sounding;
    }, tap);
    expect(sounding).toBe(0);
  });

  test("there are never two sounds at once", async () => {
    await open("called-audio");
    await button("Accept").click();
    await studio('change({ phase: "connected", connectedAt: -1 })');
    await button("Hang up").click();
    await page.locator("tui-call-kit .ck-screen").waitFor({ state: "detached" });
    expect((await sounds()).most).toBe(1);
  });

  test("a tap on the small picture swaps them in 200 ms", async () => {
    await open("connected-video");
    const small = await box('[data-picture="own"]');
    expect([small.width, small.height]).toEqual([96, 170]);
    const longest = await page.evaluate(async () => {
      const kit = document.querySelector("tui-call-kit");
      kit?.shadowRoot?.querySelector<HTMLElement>('[data-picture="own"]')?.click();
      await kit?.updateComplete;
      const moves =
        kit?.shadowRoot?.getAnimations().filter((one) => one instanceof CSSTransition) ?? [];
      return Math.max(...moves.map((one) => Number(one.effect?.getComputedTiming().endTime)));
    });
    expect(longest).toBe(200);
    await settled();
    expect((await box('[data-picture="own"]')).width).toBe(375);
    expect(await box('[data-picture="peer"]')).toEqual(small);
  });

  test("the small picture is dragged, snaps to the nearer edge and does not swap", async () => {
    await open("connected-video");
    await page.mouse.move(320, 150);
    await page.mouse.down();
    await page.mouse.move(90, 260, { steps: 5 });
    await page.mouse.up();
    await settled();
    const small = await box('[data-picture="own"]');
    expect(small.x).toBe(12);
    expect(small.width).toBe(96);
  });

  test("controls hide by themselves and come back with a tap; the timer stays", async () => {
    await open("connected-video");
    // A finger, other than a mouse, does not move over the screen before it taps.
    const tap = () =>
      page.evaluate(() => {
        const root = document.querySelector("tui-call-kit")?.shadowRoot;
        root?.querySelector<HTMLElement>('[data-picture="peer"]')?.click();
      });
    await studio("pass(5100)");
    await button("Hang up").waitFor({ state: "hidden" });
    expect(await page.locator("tui-call-kit .ck-timer").isVisible()).toBe(true);
    await tap();
    await button("Hang up").waitFor();
    await tap();
    await button("Hang up").waitFor({ state: "hidden" });
    await page.mouse.click(150, 400);
    await button("Hang up").waitFor();
  });

  test("made small and back, the same video elements play on", async () => {
    await open("connected-video");
    await page.evaluate(() => {
      const video = document
        .querySelector("tui-call-kit")
        ?.shadowRoot?.querySelector('[data-picture="peer"] video');
      if (video) video.id = "the-same";
    });
    await button("Minimise").click();
    await settled();
    const floating = await box(".ck-screen");
    expect([floating.width, floating.height]).toEqual([90, 160]);
    await page.getByRole("button", { name: /Return to the call/ }).click();
    await settled();
    expect((await box(".ck-screen")).height).toBe(812);
    expect(await page.locator('tui-call-kit [data-picture="peer"] #the-same').count()).toBe(1);
  });

  test("by keyboard: the buttons are reached and pressed", async () => {
    await open("called-audio");
    for (const name of ["Decline", "Accept"]) {
      await page.keyboard.press("Tab");
      const label = await page.evaluate(() =>
        document.activeElement?.shadowRoot?.activeElement?.getAttribute("aria-label"),
      );
      expect(label).toBe(name);
    }
    await page.keyboard.press("Enter");
    await expect.poll(asked).toContain("accept");
  });

  test("a screen reader hears the state line change", async () => {
    await open("calling-audio");
    const status = page.locator("tui-call-kit").getByRole("status");
    expect((await status.textContent())?.trim()).toBe("Calling");
    await studio("change({ peer: { rang: true } })");
    await expect.poll(async () => (await status.textContent())?.trim()).toBe("Ringing");
  });

  test("the page does not scroll under a call, and does again after it", async () => {
    await open("connected-audio");
    const overflow = () => page.evaluate(() => document.documentElement.style.overflow);
    expect(await overflow()).toBe("hidden");
    await button("Hang up").click();
    await page.locator("tui-call-kit .ck-screen").waitFor({ state: "detached" });
    expect(await overflow()).toBe("");
  });

  test("in a tab that nobody looks at, the title says who calls, and is itself again", async () => {
    await open("called-audio");
    const hide = (hidden: boolean) =>
      page.evaluate((is) => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => is });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
    await hide(true);
    expect(await page.title()).toBe("Bob is calling");
    await hide(false);
    expect(await page.title()).toBe("Call screens");
  });

  test("on a desktop it is a card that is moved by its top and can fill the window", async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await open("connected-video");
    expect(await box(".ck-screen")).toEqual({ x: 450, y: 40, width: 380, height: 720 });
    await page.mouse.move(640, 60);
    await page.mouse.down();
    await page.mouse.move(340, 70, { steps: 4 });
    await page.mouse.up();
    expect((await box(".ck-screen")).x).toBe(150);
    await button("Full screen").click();
    await settled();
    expect((await box(".ck-screen")).width).toBe(1280);
  });
});
