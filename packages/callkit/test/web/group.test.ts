import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { GALLERY, openBrowser, serveGallery } from "../browser.mjs";

/** Group calls, panels and what a screen reader meets, in a real browser over an engine that only pretends. */

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const CHECK = readFileSync(join(import.meta.dirname, "../gallery/check.js"), "utf8");

let browser: BrowserContext;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  await serveGallery(browser);
  page = await browser.newPage();
  page.on("pageerror", (error) => errors.push(String(error)));
}, 60_000);

afterAll(async () => {
  await browser?.close();
  expect(errors).toEqual([]);
});

beforeEach(() => page.setViewportSize({ width: 375, height: 812 }));

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

const tile = (userId: string) => page.locator(`tui-call-kit [data-tile="${userId}"]`);
const asked = () =>
  page.evaluate(() => (globalThis as unknown as { engine: { asked: string[] } }).engine.asked);

describe("the grid", () => {
  test("a tile is made big and put back; its video plays on and is the same", async () => {
    await open("group-4");
    const video = await tile("carol").locator("video").elementHandle();
    const before = await tile("carol").boundingBox();
    await tile("carol").click();
    await settled();
    const big = await tile("carol").boundingBox();
    expect((big?.width ?? 0) > (before?.width ?? 0)).toBe(true);
    const same = await tile("carol").locator("video").elementHandle();
    expect(await page.evaluate(([a, b]) => a === b, [video, same])).toBe(true);
    await tile("carol").click();
    await settled();
    expect((await tile("carol").boundingBox())?.width).toBe(before?.width);
  });

  test("the engine hears which tiles are on the screen, and which no longer", async () => {
    await open("group-4");
    const watched = () =>
      page.evaluate(() =>
        [...(globalThis as unknown as { engine: { watched: Set<string> } }).engine.watched].sort(),
      );
    expect(await watched()).toEqual(["bob", "carol", "dave"]);
    await page.evaluate("studio.change({ others: [] })");
    await expect.poll(watched).toEqual(["bob"]);
  });

  test("everything works by keyboard: a tile, the dialog of whom to invite, back to its button", async () => {
    await open("group-4");
    await tile("bob").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect.poll(() => tile("carol").getAttribute("aria-pressed")).toBe("true");
    await page.getByRole("button", { name: "Invite", exact: true }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Invite people" });
    await dialog.waitFor();
    await page.keyboard.type("fra");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Invite (1)" }).press("Enter");
    await dialog.waitFor({ state: "detached" });
    expect(await asked()).toContain("invite frank");
    // Two presses within half a second count as one, and this is the second.
    const pressAgain = async () => {
      if (!(await dialog.isVisible()))
        await page.getByRole("button", { name: "Invite", exact: true }).press("Enter");
      return dialog.isVisible();
    };
    await expect.poll(pressAgain, { timeout: 10_000 }).toBe(true);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    const focused = page.locator('tui-call-kit [data-button="invite"]:focus');
    await focused.waitFor();
  });

  test("microphone, camera and loudspeaker are chosen; the meter follows the microphone", async () => {
    await open("devices");
    await page.getByRole("radio", { name: /USB headset/ }).click();
    await expect.poll(asked).toContain("device microphone mic-2");
    await expect
      .poll(() => page.getByRole("radio", { name: /USB headset/ }).getAttribute("aria-checked"))
      .toBe("true");
    await page.keyboard.press("Escape");
    await page.locator("tui-call-kit .ck-devices").waitFor({ state: "detached" });
  });
});

describe("a screen reader", () => {
  test.each([
    "calling-video",
    "called-audio",
    "called-banner",
    "connected-video",
    "connected-audio-muted-weak",
    "group-9-mixed",
    "group-9-big",
    "group-called",
    "group-picker",
    "devices",
    "dialog-camera",
    "floating-video",
    "ended-hangup-me",
  ])("axe finds nothing serious in %s", async (scene) => {
    await page.goto(`${GALLERY}/?scene=${scene}&lang=en`);
    await page.addScriptTag({ path: AXE });
    await page.waitForFunction(
      () => document.querySelector("tui-call-kit")?.shadowRoot?.childElementCount,
    );
    await settled();
    const serious = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: {
          run(root: unknown): Promise<{
            violations: {
              id: string;
              impact: string;
              nodes: { html: string; any?: { message: string }[] }[];
            }[];
          }>;
        };
      };
      // What axe cannot tell, texts over a picture, it leaves out; the shades behind them see to it.
      const { violations } = await axe.run(document.querySelector("tui-call-kit"));
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(
          ({ id, nodes }) =>
            `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 120)} ${any?.[0]?.message ?? ""}`).join(" ")}`,
        );
    });
    expect(serious).toEqual([]);
  });
});

describe("at twice the size", () => {
  test.each(["group-9-mixed", "group-9-big", "group-picker", "devices"])(
    "%s: nothing is cut or covered on a 1280 × 800 screen seen at twice its size",
    async (scene) => {
      await page.setViewportSize({ width: 640, height: 400 });
      await open(scene);
      expect(await page.evaluate(CHECK)).toEqual([]);
    },
  );
});
