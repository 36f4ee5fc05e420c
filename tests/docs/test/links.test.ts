import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { anchorsOf, linksOf, pagesIn, ROOT, read } from "./markdown.ts";
import { testsIn, textOf } from "./named-test.ts";

const pages = [
  ...pagesIn("docs"),
  ...pagesIn("packages").filter((path) => /^packages\/[^/]+\/README\.md$/.test(path)),
  "ARCHITECTURE.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "MiniProgram/README.md",
  "README.md",
  "README.zh-CN.md",
  "SECURITY.md",
  "examples/README.md",
  "fuzz/README.md",
];

describe.each(pages)("%s", (page) => {
  test("leads to files and headings that are there", () => {
    const dead = linksOf(read(page)).filter(({ target }) => !leads(page, target));
    expect(dead.map(({ target }) => target)).toEqual([]);
  });

  test("names tests that are there", () => {
    for (const named of testsIn(read(page), page)) expect(() => textOf(named)).not.toThrow();
  });
});

test("every page of the guides is reached from docs/README.md", () => {
  const reached = new Set<string>();
  const visit = (page: string) => {
    if (reached.has(page)) return;
    reached.add(page);
    for (const { target } of linksOf(read(page))) {
      const [file = ""] = target.split("#");
      if (file.endsWith(".md") && !file.includes(":")) visit(join(dirname(page), file));
    }
  };
  visit("docs/README.md");
  const guides = [...pagesIn("docs/zh"), ...pagesIn("docs/en")];
  expect(guides.filter((page) => !reached.has(page))).toEqual([]);
});

/** Addresses of other sites are not asked: a test must not depend on them. */
function leads(page: string, target: string): boolean {
  if (/^(https?|mailto):/.test(target)) return true;
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? page : join(dirname(page), file);
  if (!existsSync(join(ROOT, path))) return false;
  return !anchor || !path.endsWith(".md") || anchorsOf(read(path)).includes(decodeURI(anchor));
}
