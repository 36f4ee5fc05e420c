import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ApiErrorName, EndReason, TicketVerdict } from "../src/api.ts";
import { fill, isTextKey, LOCALES, languageOf, translator } from "../src/locales/index.ts";

const { "zh-CN": zhCN, en } = LOCALES;
const source = readdirSync(join(import.meta.dirname, "../src"), { recursive: true })
  .map(String)
  .filter((name) => name.endsWith(".ts") && !name.startsWith("locales"))
  .map((name) => readFileSync(join(import.meta.dirname, "../src", name), "utf8"))
  .join("\n");

describe("locales", () => {
  test("both have the same keys", () => {
    expect(Object.keys(en)).toEqual(Object.keys(zhCN));
  });

  test("both put the same things into each text", () => {
    const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const key of Object.keys(zhCN) as (keyof typeof zhCN)[]) {
      expect([key, holes(en[key])]).toEqual([key, holes(zhCN[key])]);
    }
  });

  test("no text is empty or has a space at an end", () => {
    for (const table of [zhCN, en]) {
      for (const [key, text] of Object.entries(table)) {
        expect([key, text]).toEqual([key, text.trim()]);
        expect([key, text.length > 0]).toEqual([key, true]);
      }
    }
  });

  test("every text is used somewhere", () => {
    /** Keys that are put together from a name of the API: the beginning up to the last dot. */
    const made = new Set(
      [...source.matchAll(/`(\w+(?:\.\w+)?)\.\$\{/g)].map(([, beginning]) => beginning),
    );
    const unused = Object.keys(zhCN).filter((key) => {
      if (source.includes(`"${key}"`)) return false;
      const parts = key.split(".");
      return !parts.some((_, index) => made.has(parts.slice(0, index + 1).join(".")));
    });
    expect(unused).toEqual([]);
  });

  test("there are words for whatever the server may refuse, decide or report", () => {
    const errors: ApiErrorName[] = [
      "rate_limited",
      "wrong_password",
      "store_unavailable",
      "last_key",
    ];
    const reasons: EndReason[] = ["hangup", "lost", "server", "connection_failed"];
    const verdicts: TicketVerdict[] = ["good", "ticket_wrong_key", "unknown_app"];
    for (const name of errors) expect(isTextKey(`error.${name}`)).toBe(true);
    for (const name of reasons) expect(isTextKey(`reason.${name}`)).toBe(true);
    for (const name of verdicts) expect(isTextKey(`verdict.${name}Help`)).toBe(true);
  });

  test("what is put in is not read again", () => {
    expect(fill("{a}{b}", { a: "{b}", b: "x" })).toBe("{b}x");
    expect(translator("en")("users.deleteTitle", { user: "{user}" })).toBe("Delete “{user}”?");
  });

  test.each([
    ["zh-Hant-TW", "zh-CN"],
    ["zh-CN", "zh-CN"],
    ["en-GB", "en"],
    ["de", "en"],
  ])("%s speaks %s", (tag, language) => {
    expect(languageOf(tag)).toBe(language);
  });
});
