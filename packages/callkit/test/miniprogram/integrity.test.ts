import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";

const program = join(import.meta.dirname, "../../../../MiniProgram");
const read = (path: string) => readFileSync(join(program, path), "utf8");
const files = list(program);

/** Tags of WeChat's own that the program uses. */
const BUILT_IN = new Set(
  "block image include input live-player live-pusher template text view wxs".split(" "),
);

interface Json {
  readonly component?: boolean;
  readonly pages?: readonly string[];
  readonly usingComponents?: Readonly<Record<string, string>>;
}

const json = (path: string): Json => JSON.parse(read(path));
const pages = json("app.json").pages ?? [];
const components = files
  .filter((path) => path.endsWith(".json") && json(path).component)
  .map((path) => path.slice(0, -".json".length));

describe.each([...pages, ...components])("%s", (path) => {
  test("has its files", () => {
    for (const kind of ["js", "json", "wxml", "wxss"]) {
      expect(existsSync(join(program, `${path}.${kind}`)), kind).toBe(true);
    }
  });

  test("uses only components that it names and that are there", () => {
    const { usingComponents = {} } = json(`${path}.json`);
    for (const [name, where] of Object.entries(usingComponents)) {
      const file = where.startsWith("/") ? where.slice(1) : join(dirname(path), where);
      expect(components, `${name} is ${where}`).toContain(file);
    }
    const tags = [...markup(path).matchAll(/<([A-Za-z][\w-]*)/g)].map(([, tag]) => tag ?? "");
    const known = new Set([...BUILT_IN, ...Object.keys(usingComponents)]);
    expect(tags.filter((tag) => !known.has(tag))).toEqual([]);
    for (const name of Object.keys(usingComponents)) expect(tags).toContain(name);
  });

  test("has every handler that its markup names", () => {
    const code = read(`${path}.js`);
    const handlers = [...markup(path).matchAll(/\b(?:bind|catch):?\w+="(\w+)"/g)];
    const missing = handlers
      .map(([, name]) => name ?? "")
      .filter((name) => !new RegExp(`^\\s+(async )?${name}\\(`, "m").test(code));
    expect(missing).toEqual([]);
  });
});

describe("the two folders that are copied", () => {
  const copied = files.filter((path) => /^TUICall(Kit|Engine)\//.test(path));

  test("refer to nothing outside them", () => {
    for (const path of copied.filter((name) => /\.(js|json|wxml|wxss)$/.test(name))) {
      const quoted = [
        ...read(path).matchAll(/(?:require\(|from |@import |src=|: )["'](\.{1,2}\/[^"']+)["']/g),
      ];
      for (const [, target = ""] of quoted) {
        const to = relative(program, join(program, dirname(path), target));
        expect(to, `${path}: ${target}`).toMatch(/^TUICall(Kit|Engine)\//);
      }
      expect(read(path), path).not.toMatch(/getApp\(|\$globalData|["']\/TUICall/);
    }
  });

  test("import styles that are there", () => {
    for (const path of files.filter((name) => name.endsWith(".wxss"))) {
      for (const [, target = ""] of read(path).matchAll(/@import "([^"]+)"/g)) {
        expect(existsSync(join(program, dirname(path), target)), `${path}: ${target}`).toBe(true);
      }
    }
  });

  test("bind every event in one place, which the documentation names", () => {
    const code = read("TUICallKit/TUICallKit.js");
    const start = code.indexOf("_addTSignalingEvent() {");
    const end = code.indexOf("_removeTSignalingEvent() {");
    expect(start).toBeGreaterThan(0);
    const elsewhere = code.slice(0, start) + code.slice(end);
    expect(elsewhere).not.toMatch(/\bEVENT\.|\.on\(/);
  });
});

test("nobody speaks to the user except through a locale table", () => {
  const said = files
    .filter(
      (path) =>
        /\.(js|wxml)$/.test(path) && !/^(locale|TUICallKit\/core|TUICallEngine)\//.test(path),
    )
    .filter((path) => /[\u3040-\u30ff\u4e00-\u9fff]/.test(read(path)));
  expect(said).toEqual([]);
});

test("the demo's languages have the same texts", () => {
  const module = { exports: {} as { zh: object; en: object } };
  const wx = { getAppBaseInfo: () => ({ language: "en" }) };
  new Function("module", "wx", read("locale/index.js"))(module, wx);
  const { zh, en } = module.exports;
  expect(Object.keys(en)).toEqual(Object.keys(zh));
});

/** The page's markup with what it includes. */
function markup(path: string): string {
  const own = read(`${path}.wxml`).replace(/<!--[\s\S]*?-->/g, "");
  const bare = own.replace(/<wxs [\s\S]*?<\/wxs>/g, "");
  return bare.replace(/<include src="([^"]+)" \/>/g, (_, target: string) =>
    read(join(dirname(path), target)),
  );
}

function list(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(program, join(entry.parentPath, entry.name)));
}
