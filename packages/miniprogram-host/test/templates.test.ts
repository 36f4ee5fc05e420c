import { afterAll, beforeAll, expect, test } from "vitest";
import type { Phone } from "../src/index.ts";
import { launchFeatures, noted, style } from "./support/features.ts";

let phone: Phone;
beforeAll(async () => {
  phone = await launchFeatures({ route: "pages/main/main?k=v%201" });
});
afterAll(() => phone.close());

const text = (selector: string) => phone.find(selector).innerText();

test("conditions_follow_the_data", async () => {
  const set = (n: number) => phone.page.evaluate((n) => window.__mp.page().setData({ n }), n);
  expect(await text("#cond")).toBe("one");
  await set(2);
  expect(await text("#cond")).toBe("two");
  await set(3);
  expect(await text("#cond")).toBe("many");
  await set(1);
});

test("lists_nest_and_name_their_items", async () => {
  expect(await phone.page.locator(".sub").allTextContents()).toEqual(["0:1/0", "0:2/1", "1:3/0"]);
});

test("set_data_takes_paths_and_calls_back_once_drawn", async () => {
  const seen = await phone.page.evaluate(
    () =>
      new Promise((done) => {
        const page = window.__mp.page();
        page.setData({ "list[1].sub[0]": 9, "obj.deep[0].v": "ddd" }, () =>
          done([document.querySelectorAll(".sub")[2]?.textContent, page.data.list[1].sub[0]]),
        );
      }),
  );
  expect(seen).toEqual(["1:9/0", 9]);
});

test("a_keyed_list_keeps_its_elements_when_it_is_reordered", async () => {
  const seen = await phone.page.evaluate(() => {
    const element = document.querySelector("#li-q");
    const [first, second] = window.__mp.page().data.list;
    window.__mp.page().setData({ list: [second, first] });
    const ids = Array.from(document.querySelectorAll(".li"), ({ id }) => id);
    return [...ids, element === document.querySelector("#li-q")];
  });
  expect(seen).toEqual(["li-q", "li-p", true]);
});

test("an_event_is_plain_data_with_dataset_and_mark", async () => {
  await phone.tap("#li-p");
  const event = await phone.page.evaluate(() =>
    JSON.parse(JSON.stringify(window.__mp.page().last)),
  );
  expect(event.currentTarget.dataset).toEqual({ i: 1, fooBar: "p", camelcase: "x" });
  expect(event.currentTarget).not.toHaveProperty("_$");
  expect(event.mark).toEqual({ m: "p" });
  expect(event.type).toBe("tap");
  expect(event.detail.x).toBeGreaterThan(0);
  expect(event.touches).toHaveLength(1);
});

test("events_are_captured_bubble_and_are_caught", async () => {
  await phone.tap("#innertext");
  expect(await noted(phone)).toEqual(["cap", "inner", "mid:innertext:mid"]);
});

test("of_mutual_listeners_only_the_first_is_called", async () => {
  await phone.tap("#mutin");
  expect(await noted(phone)).toEqual(["mut2"]);
});

test("wxs_modules_are_called_in_expressions", async () => {
  expect(await text("#wxs")).toBe(">ABC true 1970 2");
});

test("a_wxs_event_handler_reaches_its_component", async () => {
  await phone.tap("#wxstap");
  expect(await noted(phone)).toEqual(["wxs:kk"]);
});

test("templates_are_imported_and_files_included", async () => {
  expect(await phone.page.locator(".card").allTextContents()).toEqual(["abc-2", "T-6"]);
  expect(await text("#included")).toBe("inc abc");
});

test("expressions_fill_text_and_classes", async () => {
  expect(await text("#expr")).toBe("abc 2 ddd a1 2");
  expect(await phone.find("#expr").getAttribute("class")).toBe("box glob tagged off");
});

test("styles_know_rpx_imports_tags_and_ids", async () => {
  expect(await style(phone, "#expr", "width")).toBe("375px");
  expect(await style(phone, "#expr", "height")).toBe("10px");
  expect(await style(phone, "#expr", "font-size")).toBe("20px");
  expect(await style(phone, "#byid", "height")).toBe("33px");
  expect(await style(phone, "#byid", "width")).toBe("187.5px");
  expect(await style(phone, "#byid", "margin-left")).toBe("-10px");
});

test("the_page_selector_is_the_page", async () => {
  expect(await style(phone, "wx-page", "background-color")).toBe("rgb(238, 238, 238)");
});

test("a_hidden_element_is_not_shown", async () => {
  const hide = (hid: boolean) =>
    phone.page.evaluate((hid) => window.__mp.page().setData({ hid }), hid);
  await hide(true);
  expect(await style(phone, "#expr", "display")).toBe("none");
  await hide(false);
  expect(await style(phone, "#expr", "display")).toBe("block");
});

test("an_input_tells_what_happens_to_it_once", async () => {
  const input = phone.page.locator("#inp input");
  expect(await input.inputValue()).toBe("abc");
  await noted(phone);
  await input.fill("xyz");
  await input.press("Enter");
  await input.blur();
  expect(await phone.data()).toMatchObject({ typed: "xyz" });
  expect(await noted(phone)).toEqual(["focus", "confirm:xyz", "blur"]);
});

test("a_model_binding_goes_both_ways", async () => {
  const input = phone.page.locator("#mod input");
  expect(await input.inputValue()).toBe("m0");
  await input.fill("m1");
  expect(await phone.data()).toMatchObject({ modval: "m1" });
});

test("a_scroll_view_tells_where_it_is", async () => {
  await phone.page.locator("#sv").evaluate((element) => {
    element.scrollTop = 30;
  });
  await phone.page.waitForFunction(() => window.__mp.page().scr?.scrollTop === 30);
});

test("an_image_that_is_not_there_tells_so", async () => {
  expect(await phone.page.evaluate(() => window.__mp.page().imgerr)).toMatch(/404.*@img$/);
});

test("a_button_is_tapped_unless_it_is_disabled", async () => {
  await noted(phone);
  await phone.tap("#btn");
  expect(await noted(phone)).toEqual(["btn"]);
});

test("selector_queries_measure_elements", async () => {
  const rect = await phone.page.evaluate(
    () =>
      new Promise<{ height: number }>((done) => {
        window.__mp.wx.createSelectorQuery().select("#byid").boundingClientRect(done).exec();
      }),
  );
  expect(rect.height).toBe(33);
});

test("nothing_went_wrong", async () => {
  expect(await phone.errors()).toEqual([]);
});

test("what_a_screen_reader_is_told_reaches_the_browser's", async () => {
  await phone.page.evaluate(() => window.__mp.page().setData({ n: 5 }));
  const spoken = phone.page.getByRole("button", { name: "5 left" });
  await spoken.waitFor();
  expect(await spoken.getAttribute("aria-live")).toBe("polite");
});

test("a_mouse_is_a_finger", async () => {
  const finger = phone.find("#finger");
  await finger.scrollIntoViewIfNeeded();
  const { x, y } = (await finger.boundingBox()) ?? { x: 0, y: 0 };
  await noted(phone);
  const { mouse } = phone.page;
  await mouse.move(x + 10, y + 10);
  await mouse.down();
  await mouse.move(x + 30, y + 200);
  await mouse.up();
  const at = (dx: number, dy: number) => ({ clientX: x + dx, clientY: y + dy });
  expect(await noted(phone)).toMatchObject([
    { type: "touchstart", touches: [at(10, 10)] },
    { type: "touchmove", touches: [at(30, 200)] },
    { type: "touchend", touches: [], changedTouches: [at(30, 200)] },
  ]);
  await finger.click();
  const types = (await noted(phone)).map((event) => (event as { type: string }).type);
  expect(types).toEqual(["touchstart", "touchend", "tap"]);
});
