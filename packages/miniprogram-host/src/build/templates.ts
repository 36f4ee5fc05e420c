/** WXML and WXS to JavaScript, by WeChat's own template compiler. */

import { createRequire } from "node:module";
import type { TmplGroup as Group } from "glass-easel-template-compiler";
import type { ProgramFiles } from "./files.ts";
import type { Warn } from "./warnings.ts";

// The package is CommonJS with the compiler inlined as WebAssembly; Node finds no named export in it.
const { TmplGroup } = createRequire(import.meta.url)("glass-easel-template-compiler") as {
  TmplGroup: typeof Group;
};

/** The compiler's warnings; it types them as any. */
interface ParseWarning {
  isError: boolean;
  code: number;
  message: string;
  path: string;
  startLine: number;
  startColumn: number;
}

/** Capitals in a name of a class: WeChat takes them, and names such as `TUI-Buttons` are in use. */
const CAPITALS = 65551;

/**
 * One expression that gives the templates of all those components by path. It refers to `getRegExp`, `getDate`,
 * which WXS has instead of constructors, and to `__mpWxsEvent`, which calls WXS event handlers.
 */
export function compileTemplates(
  files: ProgramFiles,
  components: readonly string[],
  mode: "development" | "production",
  warn: Warn,
): string {
  const group = mode === "development" ? TmplGroup.newDev() : new TmplGroup();
  group.setExtraRuntimeScript("Q.C=function(c,e,f,p){return window.__mpWxsEvent(c,e,f,p)};");
  const added = new Set<string>();
  const add = (path: string): void => {
    if (added.has(path)) return;
    added.add(path);
    if (!files.exists(`${path}.wxml`)) {
      warn(`${path}.wxml not found`);
      return;
    }
    const warnings: ParseWarning[] = group.addTmpl(path, files.text(`${path}.wxml`)) ?? [];
    for (const { isError, code, message, path: where, startLine, startColumn } of warnings) {
      if (code === CAPITALS) continue;
      warn(
        `${where}.wxml:${startLine}:${startColumn} ${isError ? "error" : "warning"} #${code} ${message}`,
      );
    }
    for (const dependency of group.getDirectDependencies(path) as string[]) add(dependency);
    for (const script of group.getScriptDependencies(path) as string[])
      if (!files.exists(script) && !files.exists(`${script}.wxs`))
        warn(`${path}.wxml: wxs ${script} not found`);
  };
  for (const component of components) add(component);
  // <wxs src="a.wxs"> asks for "a", require("./a.wxs") in another one for "a.wxs".
  for (const file of files.list(".wxs")) {
    const name = file.replace(/\.wxs$/, "");
    group.addScript(name, files.text(file));
    group.addScript(file, `module.exports = require(${JSON.stringify(`/${name}`)})`);
  }
  const code = group.getTmplGenObjectGroups();
  group.free();
  return `(function(getRegExp, getDate){ return ${code} })(
  function(pattern, flags){ return new RegExp(pattern, flags) },
  function(){ return new (Function.prototype.bind.apply(Date, [null].concat([].slice.call(arguments))))() })`;
}
