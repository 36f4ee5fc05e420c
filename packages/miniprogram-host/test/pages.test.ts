import { afterAll, beforeAll, expect, test } from "vitest";
import type { Phone } from "../src/index.ts";
import { launchFeatures, style } from "./support/features.ts";

let phone: Phone;
beforeAll(async () => {
  phone = await launchFeatures({ route: "pages/main/main?k=v%201" });
});
afterAll(() => phone.close());

const log = () => phone.page.evaluate(() => window.__mp.app.log as string[]);

test("the_app_is_launched_and_shown_and_modules_see_no_browser", async () => {
  expect((await log()).slice(0, 2)).toEqual(["onLaunch", "onShow"]);
  const seen = await phone.page.evaluate(() => {
    const { util, esm, win } = window.__mp.app;
    return [util, esm, win];
  });
  expect(seen).toEqual(["cjs", ["def", "named"], "undefinedundefinedundefined"]);
});

test("a_page_is_loaded_shown_and_ready_in_that_order", async () => {
  await phone.page.waitForFunction(() => window.__mp.page().seq.length >= 3);
  const seen = await phone.page.evaluate(() => {
    const { seq, q, custom, route } = window.__mp.page();
    return { seq, q, custom, route };
  });
  expect(seen).toEqual({
    seq: ["onLoad", "onShow", "onReady"],
    q: { k: "v 1" },
    custom: { a: 1 },
    route: "pages/main/main",
  });
});

test("navigate_to_opens_a_page_with_a_channel_and_styles_of_its_own", async () => {
  const errMsg = await phone.page.evaluate(
    () =>
      new Promise((done) => {
        window.__mp.wx.navigateTo({
          url: "../second/second?x=7",
          events: { back: (said: string) => Object.assign(window, { said }) },
          success: (result: {
            errMsg: string;
            eventChannel: { emit(...args: unknown[]): void };
          }) => {
            result.eventChannel.emit("hi", 5);
            done(result.errMsg);
          },
        });
      }),
  );
  expect(errMsg).toBe("navigateTo:ok");
  const heard = await phone.page.evaluate(() => [
    window.__mp.page().hi,
    (window as unknown as { said: string }).said,
  ]);
  expect(heard).toEqual([5, "B"]);
  expect(await phone.stack()).toEqual(["pages/main/main", "pages/second/second"]);
  expect(await style(phone, "#b2", "color")).toBe("rgb(200, 0, 0)");
  expect(await style(phone, "#expr", "color")).toBe("rgb(10, 20, 30)");
});

test("the_navigation_bar_goes_back", async () => {
  await phone.tap(".mp-back");
  await phone.page.waitForFunction(() => window.__mp.stack().length === 1);
  expect((await log()).at(-1)).toBe("second unload");
  const seen = await phone.page.evaluate(() => {
    const page = window.__mp.page();
    return [page.seq, page.selectComponent("#ca").life.slice(-2)];
  });
  expect(seen).toEqual([
    ["onLoad", "onShow", "onReady", "onHide", "onShow"],
    ["hide", "show"],
  ]);
});

test("a_page_may_be_a_component_and_gets_its_query_as_properties", async () => {
  await phone.page.evaluate(() =>
    window.__mp.wx.navigateTo({ url: "/pages/comp/comp?x=hey&num=3" }),
  );
  expect(await phone.find("#v").innerText()).toBe("hey|3");
  const seen = await phone.page.evaluate(() => [window.__mp.page().q, window.__mp.page().shown]);
  expect(seen).toEqual([{ x: "hey", num: "3" }, true]);
});

test("re_launch_closes_all_pages", async () => {
  await phone.page.evaluate(() => window.__mp.wx.reLaunch({ url: "/pages/second/second" }));
  expect(await phone.stack()).toEqual(["pages/second/second"]);
  expect(await log()).toContain("main unload");
});

test("an_unknown_page_fails", async () => {
  const said = await phone.page.evaluate(() =>
    window.__mp.wx.navigateTo({ url: "/pages/no/no" }).catch((e: { errMsg: string }) => e.errMsg),
  );
  expect(said).toBe('navigateTo:fail page "pages/no/no" is not found');
});

test("the_app_hears_that_it_is_hidden_and_shown", async () => {
  await phone.page.evaluate(() => {
    window.__mp.wx.onAppHide(() => window.__mp.app.log.push("wx.onAppHide"));
  });
  await phone.hide();
  await phone.show();
  expect((await log()).slice(-3)).toEqual(["onHide", "wx.onAppHide", "onShow"]);
});

test("nothing_went_wrong", async () => {
  expect(await phone.errors()).toEqual([]);
});
