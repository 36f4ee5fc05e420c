import { describe, expect, test } from "vitest";
import {
  type DeviceTrouble,
  refusalOf,
  signInRefusalOf,
} from "../../../packages/callkit/src/core/refusal.ts";
import { fill, LOCALES } from "../../../packages/callkit/src/locales/index.ts";
import { ERROR_CODES } from "../../../packages/engine/src/core/protocol.ts";
import { ERROR_CODE } from "../../../packages/engine/src/wx/codes.ts";
import { read, rowsOf } from "./markdown.ts";
import { testsIn, textOf } from "./named-test.ts";

const PAGES = [
  { page: "docs/zh/errors.md", language: "zh-CN" },
  { page: "docs/en/errors.md", language: "en" },
] as const;
const DEVICES: readonly (DeviceTrouble | undefined)[] = [
  undefined,
  "microphone_denied",
  "camera_denied",
  "device_busy",
];

const byNumber = new Map<number, string>([
  ...Object.entries(ERROR_CODE).map(([name, code]) => [code, name] as const),
  ...Object.entries(ERROR_CODES).map(([name, code]) => [code, name] as const),
]);

describe.each(PAGES)("$page", ({ page, language }) => {
  const text = read(page);
  const engine = rowsOf(text, "codes: engine");
  const server = rowsOf(text, "codes: server");

  test("has every number of the engine, and no other", () => {
    expect(numbers(engine)).toEqual(sorted(Object.values(ERROR_CODE)));
  });

  test("has every number of the server, in a row or among those that only clients' authors meet", () => {
    const rest = text.slice(text.indexOf("<!-- others -->"), text.indexOf("<!-- /others -->"));
    const others = [...rest.matchAll(/\b4\d{3}\b/g)].map(([number]) => Number(number));
    expect(sorted([...numbers(server), ...others])).toEqual(sorted(Object.values(ERROR_CODES)));
  });

  test.each([...engine, ...server])("%s %s", (code = "", name = "", screen = "", ...rest) => {
    const number = Number(code);
    expect(byNumber.get(number)).toBe(name);
    if (screen !== "–") expect(screensOf(number, language)).toContain(screen);
    const tests = testsIn(rest.at(-1) ?? "", page).map(textOf);
    expect(tests.some((source) => mentions(source, number, name))).toBe(true);
  });

  test.each(rowsOf(text, "situations"))("%s", (...cells) => {
    const tests = testsIn(cells.at(-1) ?? "", page);
    expect(tests).not.toEqual([]);
    for (const named of tests) expect(textOf(named)).not.toBe("");
  });
});

test("both languages tell of the same situations, by the same tests", () => {
  const [zh, en] = PAGES.map(({ page }) =>
    ["codes: engine", "codes: server", "situations"].flatMap((name) =>
      rowsOf(read(page), name).map((row) => testsIn(row.at(-1) ?? "", page)),
    ),
  );
  expect(en).toEqual(zh);
});

function numbers(rows: readonly string[][]): number[] {
  return sorted([...new Set(rows.map(([code]) => Number(code)))]);
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** What the component can say of an error with this number. */
function screensOf(code: number, language: "zh-CN" | "en"): string[] {
  const refusals = DEVICES.flatMap((device) => {
    const error = { code, ...(device && { device }) };
    return [refusalOf(error), signInRefusalOf(error)];
  });
  return refusals.map(({ text: { key, params } }) => fill(LOCALES[language][key], params ?? {}));
}

/** By the number, or by one of its names in TypeScript and Rust. */
function mentions(source: string, code: number, name: string): boolean {
  const camel = name.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return [String(code), `.${name}`, `"${name}"`, camel].some((word) => source.includes(word));
}
