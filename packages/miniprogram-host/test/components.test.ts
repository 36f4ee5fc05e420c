import { afterAll, beforeAll, expect, test } from "vitest";
import type { Phone } from "../src/index.ts";
import { launchFeatures, noted, style } from "./support/features.ts";

let phone: Phone;
beforeAll(async () => {
  phone = await launchFeatures();
});
afterAll(() => phone.close());

test("styles_of_an_isolated_component_stay_inside_and_others_outside", async () => {
  expect(await style(phone, "#in-a", "color")).toBe("rgb(77, 77, 77)");
  expect(await style(phone, "#slotted", "color")).toBe("rgb(10, 20, 30)");
});

test("external_classes_are_put_on", async () => {
  expect(await phone.find("#in-a").getAttribute("class")).toMatch(/\bext\b/);
});

test("host_styles_hold_for_the_component_itself", async () => {
  expect(await style(phone, "#ca", "display")).toBe("block");
  expect(await style(phone, "#ca", "padding-top")).toBe("7px");
});

test("style_isolation_may_stand_in_the_script", async () => {
  expect(await style(phone, "#in-b", "color")).toBe("rgb(10, 20, 30)");
  expect(await style(phone, "#in-b", "border-top-width")).toBe("3px");
});

test("several_slots_are_filled", async () => {
  expect(await phone.find("#in-a").textContent()).toBe("S1 1default abc");
});

test("ready_comes_after_the_page_is_shown", async () => {
  await phone.page.waitForFunction(
    () => window.__mp.page().selectComponent("#ca").life.length >= 4,
  );
  const life = await phone.page.evaluate(() => window.__mp.page().selectComponent("#ca").life);
  expect(life).toEqual(["created", "attached", "show", "ready"]);
});

test("behaviors_bring_properties_data_methods_and_lifetimes", async () => {
  const seen = await phone.page.evaluate(() => {
    const component = window.__mp.page().selectComponent("#ca");
    return [component.behMethod(), component.data.behData, component.log];
  });
  expect(seen).toEqual(["bm42", "bd", ["beh attached"]]);
});

test("components_are_selected_and_called", async () => {
  const seen = await phone.page.evaluate(() => {
    const page = window.__mp.page();
    return [
      page.selectComponent("#ca").hello(1),
      page.selectAllComponents(".box").length >= 1,
      page.selectComponent("#none"),
    ];
  });
  expect(seen).toEqual(["hello 1", true, null]);
});

test("observers_hear_of_properties_paths_and_wildcards", async () => {
  await phone.page.evaluate(() => {
    for (const n of [2, 3, 1]) window.__mp.page().setData({ n });
  });
  const seen = await phone.page.evaluate(() => {
    const component = window.__mp.page().selectComponent("#ca");
    component.setData({ "a.b": 5 });
    return [component.po.at(-1), component.data.sum, component.deep, component.data.doubled];
  });
  expect(seen).toEqual([[1, 3], 6, 1, 2]);
});

test("a_component_event_carries_its_detail_by_reference", async () => {
  await noted(phone);
  await phone.find("#in-a").click({ position: { x: 200, y: 2 } });
  const seen = await phone.page.evaluate(() => {
    const { cust } = window.__mp.page();
    const { ref } = window.__mp.page().selectComponent("#ca");
    return [cust.detail.v, ref.touched, cust.target.id, cust.detail.ev.type];
  });
  expect(seen).toEqual([1, true, "ca", "tap"]);
  expect(await noted(phone)).toEqual(["bub:ca"]);
});

test("a_condition_detaches_a_component_and_makes_a_new_one", async () => {
  const show = (showB: boolean) =>
    phone.page.evaluate((showB) => window.__mp.page().setData({ showB }), showB);
  await show(false);
  expect(await phone.page.evaluate(() => window.__mp.app.log.at(-1))).toBe("b detached");
  await show(true);
  await phone.page.waitForFunction(() => window.__mp.page().selectComponent("#cb").isReady);
});

test("related_components_know_each_other", async () => {
  const seen = await phone.page.evaluate(() => {
    const page = window.__mp.page();
    return [page.selectComponent("#rp").l, page.selectComponent("#rc1").p()];
  });
  expect(seen).toEqual([["rc1", "rc2"], 1]);
});

test("a_component_queries_its_own_elements", async () => {
  const [seen] = await phone.page.evaluate(
    () =>
      new Promise<{ id: string; width: number }[]>((done) => {
        const query = window.__mp.page().selectComponent("#ca").createSelectorQuery();
        query.select("#in-a").fields({ size: true, dataset: true, id: true }, () => {});
        query.exec(done);
      }),
  );
  expect(seen?.id).toBe("in-a");
  expect(seen?.width).toBeGreaterThan(100);
});

test("nothing_went_wrong", async () => {
  expect(await phone.errors()).toEqual([]);
});
