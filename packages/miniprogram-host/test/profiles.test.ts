import { afterAll, beforeAll, expect, test } from "vitest";
import {
  launch,
  openBrowser,
  type Phone,
  type PhoneBrowser,
  type ProfileName,
  type Served,
  serve,
} from "../src/index.ts";
import { FEATURES, style } from "./support/features.ts";

let browser: PhoneBrowser;
let served: Served;
beforeAll(async () => {
  browser = await openBrowser();
  served = await serve(FEATURES);
});
afterAll(async () => {
  await browser.close();
  await served.close();
});

async function withPhone(profile: ProfileName, look: (phone: Phone) => Promise<void>) {
  const phone = await launch({ program: served, browser, profile });
  await look(phone);
  await phone.close();
}

const GEOMETRY = [
  { profile: "small", width: 320, height: 568, statusBar: 20, home: 0, bar: 64 },
  { profile: "notch", width: 375, height: 812, statusBar: 44, home: 34, bar: 88 },
  { profile: "large", width: 430, height: 932, statusBar: 59, home: 34, bar: 103 },
  { profile: "android", width: 360, height: 800, statusBar: 24, home: 0, bar: 72 },
] as const;

for (const { profile, width, height, statusBar, home, bar } of GEOMETRY)
  test(`${profile}_has_its_screen_in_scripts_styles_and_pictures`, () =>
    withPhone(profile, async (phone) => {
      const { screen, menu, platform } = await phone.page.evaluate(() => {
        const { wx } = window.__mp;
        return {
          screen: wx.getWindowInfo(),
          menu: wx.getMenuButtonBoundingClientRect(),
          platform: wx.getDeviceInfo().platform,
        };
      });
      expect(screen).toMatchObject({
        screenWidth: width,
        screenHeight: height,
        windowHeight: height - bar,
        statusBarHeight: statusBar,
        safeArea: { top: statusBar, bottom: height - home, height: height - home - statusBar },
      });
      expect(menu.right).toBe(width - 7);
      expect(menu.top).toBeGreaterThanOrEqual(statusBar);
      expect(platform).toBe(profile === "android" ? "android" : "ios");
      expect(await style(phone, "html", "--mp-safe-area-inset-bottom")).toBe(`${home}px`);

      const capsule = await phone.page.locator(".mp-capsule").boundingBox();
      expect(capsule).toEqual({
        x: menu.left,
        y: menu.top,
        width: menu.width,
        height: menu.height,
      });
      expect(await phone.page.locator(".mp-home").count()).toBe(home > 0 ? 1 : 0);
      const picture = await phone.screenshot();
      // Width and height in a PNG's first chunk; two pixels of it for each of the page.
      expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([2 * width, 2 * height]);
    }));

test("the_language_is_told", async () => {
  const phone = await launch({ program: served, browser, lang: "ja" });
  const language = await phone.page.evaluate(() => window.__mp.wx.getAppBaseInfo().language);
  expect(language).toBe("ja");
  await phone.close();
});

test("the_version_of_the_mini_program_is_told", async () => {
  const settings = { envVersion: "trial", appId: "wx1" } as const;
  const phone = await launch({ program: served, browser, phone: settings });
  const account = await phone.page.evaluate(() => window.__mp.wx.getAccountInfoSync());
  expect(account.miniProgram).toMatchObject({ appId: "wx1", envVersion: "trial" });
  await phone.close();
});
