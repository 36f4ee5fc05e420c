import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fill, type Language, LOCALES, languageOf, words } from "../src/locales/index.ts";

const { "zh-CN": zhCN, en, ja } = LOCALES;

/** The texts that the screens' specification names, one a line: zh-CN | en | ja. */
const SPECIFIED = readFileSync(new URL("./fixtures/screen-texts.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));

describe("locales", () => {
  test("all have the same keys", () => {
    expect(Object.keys(en)).toEqual(Object.keys(zhCN));
    expect(Object.keys(ja)).toEqual(Object.keys(zhCN));
  });

  test("every text of the specification is there, word for word", () => {
    const table = (Object.keys(zhCN) as (keyof typeof zhCN)[]).map(
      (key) => `${zhCN[key]} | ${en[key]} | ${ja[key]}`,
    );
    expect(SPECIFIED.length).toBe(80);
    expect(SPECIFIED.filter((line) => !table.includes(line))).toEqual([]);
  });

  test("no text is empty or has a space at an end", () => {
    for (const table of Object.values(LOCALES)) {
      for (const [key, text] of Object.entries(table))
        expect([key, text]).toEqual([key, text.trim()]);
    }
  });

  test("parameters are put in once and not read again", () => {
    expect(words(en, { key: "calledTitle", params: { name: "{code}" } })).toBe("{code} is calling");
    expect(fill("{a}{b}", { a: "{b}", b: "x" })).toBe("{b}x");
  });

  test.each([
    ["zh-CN", "zh-CN"],
    ["zh_TW", "zh-CN"],
    ["ja_JP", "ja"],
    ["en-GB", "en"],
    ["de", "en"],
  ] satisfies [string, Language][])("%s speaks %s", (tag, language) => {
    expect(languageOf(tag)).toBe(language);
  });
});
