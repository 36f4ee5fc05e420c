/** The script files, each wrapped as WeChat wraps them: what a phone hides is undefined here, too. */

import { build, transform } from "esbuild";
import type { NpmPackage, ProgramFiles } from "./files.ts";
import type { Warn } from "./warnings.ts";

/** What each file is given. The timers are the host's own: they stop while the mini program is frozen. */
export const INJECTED = [
  "require",
  "module",
  "exports",
  "wx",
  "App",
  "Page",
  "Component",
  "Behavior",
  "getApp",
  "getCurrentPages",
  "requirePlugin",
  "globalThis",
  "global",
  "setTimeout",
  "clearTimeout",
  "setInterval",
  "clearInterval",
] as const;

/** What a browser has and WeChat has not. */
const HIDDEN = [
  "window",
  "document",
  "frames",
  "self",
  "location",
  "navigator",
  "localStorage",
  "sessionStorage",
  "indexedDB",
  "history",
  "caches",
  "screen",
  "alert",
  "confirm",
  "prompt",
  "fetch",
  "XMLHttpRequest",
  "WebSocket",
  "Worker",
  "RTCPeerConnection",
  "MediaRecorder",
  "Image",
  "Audio",
  "parent",
  "top",
  "postMessage",
];

const TARGET = "es2021";
const PARAMETERS = [...INJECTED, ...HIDDEN].join(",");
/** Configuration of tools that lies beside the mini program's own files. */
const NOT_APP_CODE = /(^|\/)(project\.|\.eslintrc|gulpfile|webpack\.)/;

/** Calls of `__mpDefine(path, function)`, one for each file. */
export async function compileScripts(files: ProgramFiles, warn: Warn): Promise<string[]> {
  const typescript = files
    .list(".ts")
    .filter((file) => !file.endsWith(".d.ts") && !files.exists(file.replace(/ts$/, "js")));
  const sources = [...files.list(".js"), ...typescript].filter((file) => !NOT_APP_CODE.test(file));
  const definitions = await Promise.all([
    ...sources.map((file) => compileFile(files, file, warn)),
    ...files.npm.filter(({ dist }) => !dist).map((npm) => bundlePackage(files, npm, warn)),
  ]);
  return definitions.filter((definition) => definition !== "").sort();
}

async function compileFile(files: ProgramFiles, file: string, warn: Warn): Promise<string> {
  const path = file.replace(/\.ts$/, ".js");
  try {
    const { code } = await transform(files.text(file), {
      format: "cjs",
      loader: file.endsWith(".ts") ? "ts" : "js",
      target: TARGET,
      sourcefile: file,
      charset: "utf8",
      logLevel: "silent",
    });
    return define(path, code);
  } catch (error) {
    const message = `${path} does not compile: ${(error as Error).message}`;
    warn(message);
    return define(path, `throw new Error(${JSON.stringify(message)})`);
  }
}

/** What "build npm" of WeChat's tools does with a package that was not made for mini programs. */
async function bundlePackage(files: ProgramFiles, npm: NpmPackage, warn: Warn): Promise<string> {
  const path = `miniprogram_npm/${npm.name}/index.js`;
  if (files.exists(path)) return "";
  try {
    const { outputFiles } = await build({
      entryPoints: [npm.dir],
      bundle: true,
      format: "cjs",
      platform: "browser",
      target: TARGET,
      write: false,
      logLevel: "silent",
    });
    return define(path, outputFiles[0]?.text ?? "");
  } catch (error) {
    warn(`npm package ${npm.name}: ${(error as Error).message}`);
    return "";
  }
}

/** The inner function gives `this` of a module: undefined, as in WeChat. */
function define(path: string, code: string): string {
  return `__mpDefine(${JSON.stringify(path)}, function(${PARAMETERS}){"use strict";(function(){${code}\n}).call(undefined)});`;
}
