import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { GALLERY, openBrowser, serveGallery } from "../browser.mjs";

/** The call and the browser's windows: a picture in one of its own, the whole of this one, and closing it. */

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
  page = await browser.newPage();
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.setViewportSize({ width: 375, height: 812 });
});

afterEach(() => page.close());

async function open(scene: string): Promise<void> {
  await page.goto(`${GALLERY}/?scene=${scene}&lang=en`);
  await page.waitForFunction("globalThis.studio");
}

const button = (name: string) => page.getByRole("button", { name, exact: true });
const studio = (action: string) => page.evaluate(`studio.${action}`);

describe("Picture-in-Picture", () => {
  const corner = () => page.locator('tui-call-kit [data-corner="picture-in-picture"]');

  /** Whose picture is in a window of its own. */
  const out = () =>
    page.evaluate(() => {
      const root = document.querySelector("tui-call-kit")?.shadowRoot;
      const video = root?.pictureInPictureElement;
      const whose = video?.closest("[data-picture], [data-tile]");
      return whose?.getAttribute("data-picture") ?? whose?.getAttribute("data-tile");
    });

  /** Browsers open and close that window in their own time, and say when they have. */
  const happened = (what: "enter" | "leave", act: () => Promise<unknown>) =>
    Promise.all([
      page.evaluate(
        (name) =>
          new Promise((done) => {
            document
              .querySelector("tui-call-kit")
              ?.shadowRoot?.addEventListener(name, done, { once: true, capture: true });
          }),
        `${what}pictureinpicture`,
      ),
      act(),
    ]);

  /** Waits until the peer's picture has moved on by so many frames. */
  const plays = (more: number) =>
    page.evaluate(
      (frames) =>
        new Promise<void>((done) => {
          const video = document
            .querySelector("tui-call-kit")
            ?.shadowRoot?.querySelector<HTMLVideoElement>('[data-picture="peer"] video');
          const next = (left: number) =>
            left > 0 ? video?.requestVideoFrameCallback(() => next(left - 1)) : done();
          next(frames);
        }),
      more,
    );

  test("the other's picture goes out of the page, plays on there, and comes back", async () => {
    await open("connected-video");
    await happened("enter", () => corner().click());
    await plays(5);
    expect(await out()).toBe("peer");
    await happened("leave", () => corner().click());
    expect(await out()).toBeUndefined();
    await plays(2);
    // The browser lays no button of its own over the picture.
    const own = page.locator('tui-call-kit [data-picture="peer"] video[disablepictureinpicture]');
    expect(await own.count()).toBe(1);
  });

  test("it is the other's also when one's own is the big one", async () => {
    await open("connected-video");
    await page.locator('tui-call-kit [data-picture="own"]').click();
    await happened("enter", () => corner().click());
    expect(await out()).toBe("peer");
  });

  test("of a group it is the one that was made big", async () => {
    await open("group-4");
    await page.locator('tui-call-kit [data-tile="carol"]').click();
    await happened("enter", () => corner().click());
    expect(await out()).toBe("carol");
  });

  test("it is gone with the call", async () => {
    await open("connected-video");
    await happened("enter", () => corner().click());
    await button("Hang up").click();
    await studio('change({ ended: { reason: "hangup", by: "alice" } })');
    await expect.poll(out).toBeUndefined();
  });

  test("there is no button where there is no picture of another", async () => {
    await open("connected-video");
    await corner().waitFor();
    await studio("change({ peer: { camera: false } })");
    await corner().waitFor({ state: "detached" });
    await studio("change({ peer: { camera: true } })");
    await corner().waitFor();
    // Nor is one's own worth it, however big.
    await page.locator('tui-call-kit [data-picture="own"]').click();
    await studio("change({ peer: { camera: false } })");
    await corner().waitFor({ state: "detached" });
    await open("connected-audio");
    await page.locator("tui-call-kit .ck-timer").waitFor();
    expect(await corner().count()).toBe(0);
  });

  test("there is no button where the browser has no such windows", async () => {
    await page.addInitScript(() => {
      Object.defineProperty(Document.prototype, "pictureInPictureEnabled", { get: () => false });
    });
    await open("connected-video");
    await page.locator('tui-call-kit [data-corner="devices"]').waitFor();
    await page.locator('tui-call-kit [data-picture="peer"] video').waitFor();
    expect(await corner().count()).toBe(0);
  });
});

describe("on a desktop", () => {
  const fills = () => page.locator('tui-call-kit [data-corner="full-screen"]');
  const width = async () =>
    (await page.locator("tui-call-kit .ck-screen").boundingBox())?.width ?? 0;

  test("the card fills the window and is a card again, each with one press", async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await open("connected-video");
    await expect.poll(width).toBe(380);
    expect(await button("Full screen").getAttribute("aria-pressed")).toBe("false");
    await button("Full screen").click();
    await expect.poll(width).toBe(1280);
    expect(await button("Full screen").getAttribute("aria-pressed")).toBe("true");
    await button("Full screen").click();
    await expect.poll(width).toBe(380);
  });

  test("no button does that where the page does not want it", async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await open("connected-video");
    await button("Full screen").waitFor();
    await page.evaluate("studio.attribute('allowed-full-screen', 'false')");
    // By its mark, not its name: it is no button to anybody either once the controls have hidden themselves.
    await fills().waitFor({ state: "detached" });
  });

  test("nor on a telephone", async () => {
    await open("connected-video");
    await button("Hang up").waitFor();
    expect(await fills().count()).toBe(0);
  });
});

describe("closing the page", () => {
  /** Closes it as its user does; whether the browser asked first, and was told so. */
  async function closes(goes: boolean): Promise<boolean> {
    // A browser asks nobody who has not touched the page.
    await page.mouse.click(187, 300);
    const asked = new Promise<boolean>((done) => {
      page.once("dialog", async (dialog) => {
        await (goes ? dialog.accept() : dialog.dismiss());
        done(dialog.type() === "beforeunload");
      });
      page.once("close", () => done(false));
    });
    await page.close({ runBeforeUnload: true });
    return asked;
  }

  test.each(["calling-audio", "connecting-audio", "connected-video", "group-4"])(
    "asks first in a call: %s",
    async (scene) => {
      await open(scene);
      await page.locator("tui-call-kit .ck-screen").waitFor();
      expect(await closes(false)).toBe(true);
      expect(await page.locator("tui-call-kit .ck-screen").isVisible()).toBe(true);
      const closed = page.waitForEvent("close");
      expect(await closes(true)).toBe(true);
      await closed;
    },
  );

  test("asks first while the call is small", async () => {
    await open("floating-video");
    await page.locator("tui-call-kit .ck-screen--floating").waitFor();
    expect(await closes(true)).toBe(true);
  });

  test.each([
    ["", "nav"],
    ["called-audio", "tui-call-kit .ck-screen"],
    ["ended-hangup-me", "tui-call-kit .ck-ending"],
  ])("does not ask without a call of one's own: %s", async (scene, shown) => {
    await open(scene);
    await page.locator(shown).waitFor();
    expect(await closes(true)).toBe(false);
  });
});
