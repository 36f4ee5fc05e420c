/** Tests that a page names: a link to the file with the test's name as its title. */

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Link, linksOf, ROOT, read } from "./markdown.ts";

export type NamedTest = { file: string; name: string };

/** The tests that a cell of a page names. */
export function testsIn(cell: string, page: string): NamedTest[] {
  return linksOf(cell)
    .filter(({ title }) => title !== "")
    .map(({ target, title }: Link) => ({ file: join(dirname(page), target), name: title }));
}

/** The text of a test, from its name to the next one; of one whose name stands in a table, the whole file. */
export function textOf({ file, name }: NamedTest): string {
  if (!existsSync(join(ROOT, file))) throw new Error(`there is no ${file}`);
  const source = read(file);
  if (file.endsWith(".rs")) return rust(source, name, file);
  const quoted = `${JSON.stringify(name)}`;
  const at = source.indexOf(quoted);
  if (at < 0) throw new Error(`${file} has no test "${name}"`);
  const called = /\b(?:test|it)\(\s*$/.test(source.slice(0, at));
  if (!called) return source;
  const next = source.slice(at).search(/\n\s*(?:test|it)(?:\.each\([^)]*\))?\(/);
  return next < 0 ? source.slice(at) : source.slice(at, at + next);
}

function rust(source: string, name: string, file: string): string {
  const at = source.indexOf(`fn ${name}(`);
  const marked = at >= 0 && /#\[(?:tokio::)?test[^\]]*\]\s*(?:async )?$/.test(source.slice(0, at));
  if (!marked) throw new Error(`${file} has no test ${name}`);
  const next = source.slice(at).search(/\n\s*#\[(?:tokio::)?test/);
  return next < 0 ? source.slice(at) : source.slice(at, at + next);
}
