/** Which pages and components a mini program consists of: from `app.json` along `usingComponents`. */

import { posix } from "node:path";
import type { AppJson, ComponentJson } from "../shared/program.ts";
import type { ProgramFiles } from "./files.ts";
import type { Warn } from "./warnings.ts";

export interface FoundComponent {
  readonly path: string;
  isPage: boolean;
  readonly json: ComponentJson;
  /** Tag to the path of its component, with a slash in front; those of `app.json` included. */
  using: Record<string, string>;
}

export interface FoundComponents {
  readonly pages: readonly string[];
  readonly customTabBar: boolean;
  readonly all: readonly FoundComponent[];
}

export const TAB_BAR = "custom-tab-bar/index";

export function findComponents(files: ProgramFiles, app: AppJson, warn: Warn): FoundComponents {
  const found = new Map<string, FoundComponent>();
  const packages = app.subPackages ?? app.subpackages ?? [];
  const pages = [
    ...(app.pages ?? []),
    ...packages.flatMap(({ root, pages: inside }) => inside.map((page) => posix.join(root, page))),
  ];

  const resolveUsing = (from: string, using: Record<string, string> = {}) =>
    Object.fromEntries(
      Object.entries(using).flatMap(([tag, reference]) => {
        const path = resolveComponent(files, from, reference);
        if (path) return [[tag, `/${path}`]];
        const why = isPlugin(reference) ? "plugins are not supported" : "not found";
        warn(`${from}.json: component "${tag}": "${reference}": ${why}`);
        return [];
      }),
    );
  const everywhere = resolveUsing("app", app.usingComponents);

  const visit = (path: string, isPage: boolean): void => {
    const known = found.get(path);
    if (known) {
      known.isPage ||= isPage;
      return;
    }
    const json = (files.json(`${path}.json`) ?? {}) as ComponentJson;
    const component: FoundComponent = { path, isPage, json, using: {} };
    found.set(path, component);
    component.using = { ...everywhere, ...resolveUsing(path, json.usingComponents) };
    for (const used of Object.values(component.using)) visit(used.slice(1), false);
    for (const generic of Object.values(json.componentGenerics ?? {})) {
      if (typeof generic === "boolean" || !generic.default) continue;
      const standIn = resolveComponent(files, path, generic.default);
      if (!standIn) continue;
      generic.default = `/${standIn}`;
      visit(standIn, false);
    }
  };
  for (const used of Object.values(everywhere)) visit(used.slice(1), false);
  for (const page of pages) visit(page, true);
  const customTabBar = Boolean(app.tabBar?.custom) && hasScript(files, TAB_BAR);
  if (customTabBar) visit(TAB_BAR, false);
  return { pages, customTabBar, all: [...found.values()] };
}

export function hasScript(files: ProgramFiles, path: string): boolean {
  return files.exists(`${path}.js`) || files.exists(`${path}.ts`);
}

/** Path of the component that a `usingComponents` entry means, undefined where there is none. */
function resolveComponent(files: ProgramFiles, from: string, reference: string) {
  if (isPlugin(reference)) return undefined;
  const bases = reference.startsWith("/")
    ? [reference.slice(1)]
    : [posix.join(posix.dirname(from), reference)];
  if (!/^[./]/.test(reference)) bases.push(reference, `miniprogram_npm/${reference}`);
  return bases
    .flatMap((base) => [base, `${base}/index`])
    .map((path) => posix.normalize(path))
    .find((path) => files.exists(`${path}.json`) || hasScript(files, path));
}

function isPlugin(reference: string): boolean {
  return /^(plugin|plugin-private|ext|dynamicLib|weui-miniprogram):\/\//.test(reference);
}
