/** The one style sheet of a mini program. */

import { posix } from "node:path";
import type { FoundComponent } from "./components.ts";
import type { ProgramFiles } from "./files.ts";
import type { Warn } from "./warnings.ts";
import { compileWxss } from "./wxss.ts";

export interface ComponentStyle {
  readonly isolation: string;
  /** Prefix of its classes; absent where its styles are shared. */
  readonly scope?: string;
}

/** CSS of `app.wxss` and all components, and how each of them is isolated. */
export function compileStyles(
  files: ProgramFiles,
  components: readonly FoundComponent[],
  warn: Warn,
): { css: string; styles: Map<string, ComponentStyle> } {
  const styles = new Map<string, ComponentStyle>();
  const taken = new Set<string>();
  const sheets: string[] = [];
  if (files.exists("app.wxss")) sheets.push(compileWxss(files, "app.wxss", {}, warn));
  for (const component of components) {
    const isolation = isolationOf(files, component);
    const shared = isolation === "shared" || isolation === "page-shared";
    const scope = shared ? undefined : scopeName(component.path, taken);
    styles.set(component.path, { isolation, ...(scope && { scope }) });
    const path = `${component.path}.wxss`;
    if (!files.exists(path)) continue;
    const where = { ...(scope && { scope }), ...(component.isPage && { page: component.path }) };
    sheets.push(`/* ${path} (${isolation}) */\n${compileWxss(files, path, where, warn)}`);
  }
  return { css: sheets.join("\n"), styles };
}

/**
 * The JSON may say it, or `options` in the script: that is only known when it runs, so the text is searched.
 */
function isolationOf(files: ProgramFiles, { path, isPage, json }: FoundComponent): string {
  if (json.styleIsolation) return json.styleIsolation;
  const script = files.exists(`${path}.js`) ? files.text(`${path}.js`) : "";
  const inScript = /styleIsolation\s*:\s*['"]([\w-]+)['"]/.exec(script)?.[1];
  if (inScript) return inScript;
  if (isPage) return "shared";
  return /addGlobalClass\s*:\s*true/.test(script) ? "apply-shared" : "isolated";
}

/** The last part of the path that says something, with a number where another component has it. */
function scopeName(path: string, taken: Set<string>): string {
  const last = posix.basename(path);
  const said = last === "index" ? posix.basename(posix.dirname(path)) : last;
  const base = (said || last).replace(/[^\w-]/g, "_");
  let name = base;
  for (let n = 2; taken.has(name); n++) name = `${base}_${n}`;
  taken.add(name);
  return name;
}
