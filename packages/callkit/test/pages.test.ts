import { expect, test } from "vitest";
import { TEXTS as DEMO } from "../pages/demo/texts.ts";
import { TEXTS as HOME } from "../pages/home/texts.ts";

test.each([
  ["first screen", HOME],
  ["demo", DEMO],
])("the texts of the %s have the same keys in all languages", (_name, texts) => {
  const keys = Object.keys(texts["zh-CN"]);
  expect(Object.keys(texts.en)).toEqual(keys);
  expect(Object.keys(texts.ja)).toEqual(keys);
});
