import { describe, expect, test } from "vitest";
import { TUICallEvent } from "../../../packages/engine/src/web/constants.ts";
import { TUICallEngine as WebEngine } from "../../../packages/engine/src/web/engine.ts";
import { CallManager } from "../../../packages/engine/src/wx/call-manager.ts";
import { EVENT, TUICallEngine as WxEngine } from "../../../packages/engine/src/wx/index.ts";
import { component, isInternal, serviceMethods } from "./component.ts";
import { read, rowsOf } from "./markdown.ts";
import { testsIn, textOf } from "./named-test.ts";
import { elementMembers, kitMethods } from "./web-kit.ts";

const PAGE = "docs/api-table.md";
const STATUSES = ["yes", "no-op", "not yet", "no"];

/** Every member of a class that is anybody's to use: its own, inherited, and static ones. */
function membersOf(type: { prototype: object; name: string }, hidden: readonly string[] = []) {
  const names = new Set<string>();
  for (let at = type.prototype; at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  const own = ["length", "name", "prototype", "constructor", ...hidden];
  for (const name of Object.getOwnPropertyNames(type)) names.add(name);
  return [...names].filter((name) => !own.includes(name));
}

const kit = component();
const SECTIONS: Record<string, readonly string[]> = {
  // `media` and `log` are for subclasses.
  "wx engine": membersOf(WxEngine, ["media", "log"]),
  "wx events": Object.keys(EVENT),
  component: [
    ...Object.keys(kit.properties),
    ...Object.keys(kit.methods).filter((name) => !isInternal(name)),
  ],
  service: serviceMethods(),
  "call manager": membersOf(CallManager),
  "web engine": membersOf(WebEngine, [
    "EVENT",
    "TUICallEvent",
    "TUICallType",
    "MEDIA_TYPE",
    "CALL_TYPE",
    "STATUS",
    "LOG_LEVEL",
    "version",
  ]),
  "web events": [...new Set(Object.values(TUICallEvent))],
  "web kit": kitMethods(),
  "web element": elementMembers(),
};
/** What a component offers besides members: its data and its events. */
const BESIDE: Record<string, readonly string[]> = {
  component: [...Object.keys(kit.data), "sendMessage"],
};

describe.each(Object.keys(SECTIONS))("%s", (section) => {
  const members = SECTIONS[section] ?? [];
  const rows = rowsOf(read(PAGE), `api: ${section}`).map(
    ([member = "", status = "", , tests = ""]) => ({
      name: member.replaceAll("`", ""),
      status,
      tests,
    }),
  );

  test("has a row for every public member, once", () => {
    const named = rows.map(({ name }) => name);
    expect(members.filter((name) => !named.includes(name))).toEqual([]);
    expect(named.filter((name, at) => named.indexOf(name) !== at)).toEqual([]);
  });

  test.each(rows)("$name: $status", ({ name, status, tests }) => {
    expect(STATUSES).toContain(status);
    if (status === "not yet" || (status === "no" && tests === "")) return;
    expect([...members, ...(BESIDE[section] ?? [])]).toContain(name);
    const texts = testsIn(tests, PAGE).map(textOf);
    expect(texts.length, "names a test").toBeGreaterThan(0);
    if (status !== "yes") return;
    expect(texts.some((text) => new RegExp(`(?<!\\w)${name}(?!\\w)`).test(text))).toBe(true);
  });
});

test("the engine's pages have a heading for every method and event of mini programs", () => {
  for (const language of ["zh", "en"]) {
    const methods = headings(`docs/${language}/engine.md`);
    const own = (SECTIONS["wx engine"] ?? []).filter((name) => /^[a-z]/.test(name));
    expect(own.filter((name) => name !== "version" && !methods.includes(name))).toEqual([]);
    const events = read(`docs/${language}/engine-events.md`);
    const told = Object.values(EVENT).filter((name) => !events.includes(name));
    expect(told).toEqual([]);
    const constants = read(`docs/${language}/engine-constants.md`);
    const handlers = (SECTIONS["wx engine"] ?? []).filter((name) => name.startsWith("_"));
    expect(handlers.filter((name) => !constants.includes(`\`${name}(`))).toEqual([]);
  }
});

test("the component's page has every property, method and readable datum", () => {
  for (const language of ["zh", "en"]) {
    const page = read(`docs/${language}/component.md`);
    const named = rowsOf(read(PAGE), "api: component").filter(([, status]) => status === "yes");
    const missing = named.map(([name = ""]) => name.replaceAll("`", ""));
    expect(missing.filter((name) => !new RegExp(`\`${name}[\`(]`).test(page))).toEqual([]);
  }
});

function headings(path: string): string[] {
  return [...read(path).matchAll(/^### (\w+)$/gm)].map(([, name = ""]) => name);
}
