import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeGuides } from "../scripts/guides.mjs";

const site = mkdtempSync(join(tmpdir(), "callkit-guides-"));
afterAll(() => rmSync(site, { recursive: true, force: true }));
writeGuides(site);

const pages = readdirSync(site, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith(".html"));
const textOf = (page: string) => readFileSync(join(site, page), "utf8");

test("there is a page for each document, in both languages, and a way to all of them", () => {
  expect(pages).toEqual(expect.arrayContaining(["index.html", "zh/quick-start.html"]));
  const names = (folder: string) => pages.filter((page) => page.startsWith(folder)).length;
  expect(names("en/")).toBe(names("zh/"));
});

test.each(pages)("%s leads to pages and headings that are there", (page) => {
  for (const [, href = ""] of textOf(page).matchAll(/href="(\/guides\/[^"]*|#[^"]*)"/g)) {
    const [path = "", anchor] = href.split("#");
    const target = path === "" ? page : path.replace("/guides/", "").replace(/^$/, "index.html");
    expect(existsSync(join(site, target)), href).toBe(true);
    if (anchor) expect(textOf(target), href).toMatch(`id="${decodeURI(anchor)}"`);
  }
});

test("code is shown as it is, and nothing of a page runs", () => {
  for (const page of pages) expect(textOf(page)).not.toMatch(/<script|javascript:|\son\w+=/i);
  const quick = textOf("zh/quick-start.html");
  expect(quick).toContain("&lt;TUICallKit");
  expect(quick).toContain("import { genTestUserSig } from");
});
