import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codeOf, pagesIn, ROOT, read } from "./markdown.ts";

const LANGUAGES = ["zh", "en"];
const FIXTURES = "tests/e2e/fixtures/guide";
const SNIPPETS = "docs/snippets/usersig";

describe.each(LANGUAGES)("in %s", (language) => {
  // The end-to-end tests run the same files in a mini program.
  test.each(readdirSync(join(ROOT, FIXTURES)))("the quick start prints %s as it is run", (name) => {
    expect(codeOf(read(`docs/${language}/quick-start.md`))).toContain(read(`${FIXTURES}/${name}`));
  });

  test.each(readdirSync(join(ROOT, SNIPPETS)).filter((name) => name.includes(".")))(
    "the page on tickets prints %s as it is run",
    (name) => {
      expect(codeOf(read(`docs/${language}/usersig.md`))).toContain(read(`${SNIPPETS}/${name}`));
    },
  );
});

test("both languages have the same pages", () => {
  const [zh, en] = LANGUAGES.map((language) =>
    pagesIn(`docs/${language}`).map((path) => path.replace(/^docs\/\w+\//, "")),
  );
  expect(en).toEqual(zh);
});

test.each(pagesIn("docs/zh").map((path) => path.replace("docs/zh/", "")))(
  "%s has the same code in both languages",
  (page) => {
    const [zh, en] = LANGUAGES.map((language) =>
      codeOf(read(`docs/${language}/${page}`)).map(withoutWords),
    );
    expect(en).toEqual(zh);
  },
);

/** Code without comments and texts for people, which are translated. */
function withoutWords(code: string): string {
  return code.replaceAll(/\/\/.*$|\/\*[\s\S]*?\*\/|#.*$|[\u3000-\u9fff\uff00-\uffef]+/gm, "");
}
