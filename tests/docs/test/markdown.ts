/** What the tests read of a page: its code, its links, its headings, and tables between two markers. */

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

export const ROOT = join(import.meta.dirname, "../../..");

export function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** Every page of a folder and below, by its path from the root. */
export function pagesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort();
}

/** The contents of the fenced blocks, in order. */
export function codeOf(page: string): string[] {
  return [...page.matchAll(/^( *)```[^\n]*\n([\s\S]*?)^ *```$/gm)].map(
    ([, indent = "", code = ""]) => code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  );
}

/** The text without what stands in fences and between backticks. */
export function proseOf(page: string): string {
  return page.replaceAll(/^( *)```[\s\S]*?^ *```$/gm, "").replaceAll(/`[^`\n]*`/g, "");
}

export type Link = { text: string; target: string; title: string };

export function linksOf(page: string): Link[] {
  const links = proseOf(page).matchAll(/\[([^\]]*)\]\(([^)\s]+)(?: "((?:[^"\\]|\\.)*)")?\)/g);
  return [...links].map(([, text = "", target = "", title = ""]) => ({
    text,
    target,
    title: title.replaceAll('\\"', '"'),
  }));
}

/** What a heading is called in a link, as the places that show Markdown make it; anchors of one's own too. */
export function anchorsOf(page: string): string[] {
  const prose = page.replaceAll(/^```[\s\S]*?^```$/gm, "");
  const headings = [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, text = ""]) => slug(text));
  const own = [...prose.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id);
  return [...headings, ...own];
}

export function slug(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

/** Rows of the tables between `<!-- name -->` and the next marker that closes one, without their heads. */
export function rowsOf(page: string, name: string): string[][] {
  const begin = page.indexOf(`<!-- ${name} -->`);
  if (begin < 0) throw new Error(`there is no <!-- ${name} -->`);
  const part = page.slice(begin, page.indexOf("<!-- /", begin));
  const lines = part.split("\n").filter((line) => line.startsWith("|"));
  const rows = lines.map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll("\\|", "|")),
  );
  return rows.filter((_, at) => !isHead(lines, at));
}

/** A head is the line before the one of dashes, and that one. */
function isHead(lines: readonly string[], at: number): boolean {
  const dashes = (line = "") => /^[|\s:-]+$/.test(line);
  return dashes(lines[at]) || dashes(lines[at + 1]);
}
