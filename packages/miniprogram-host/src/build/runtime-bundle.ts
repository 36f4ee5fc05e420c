/** The host's own part that runs in the browser, bundled. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

export type Mode = "development" | "production";

export interface RuntimeBundle {
  readonly js: string;
  readonly css: string;
}

const require = createRequire(import.meta.url);
/** Found by name: this file lies in `src/` for the tests and in `dist/` for everybody else. */
const PACKAGE = dirname(require.resolve("@callkit/miniprogram-host/package.json"));

const bundles = new Map<Mode, Promise<RuntimeBundle>>();

/** Built once in a process. `development` has the framework's checks and warnings. */
export function runtimeBundle(mode: Mode): Promise<RuntimeBundle> {
  let bundle = bundles.get(mode);
  if (!bundle) {
    bundle = bundleRuntime(mode);
    bundles.set(mode, bundle);
  }
  return bundle;
}

/** Packages of others in the bundle. */
const BUNDLED = ["glass-easel", "glass-easel-miniprogram-adapter", "mpegts.js"];

/** Their licences, for whoever passes the bundle on. */
export function runtimeLicences(): string {
  return BUNDLED.map((name) => {
    const folder = dirname(require.resolve(`${name}/package.json`));
    return `${name}\n\n${readFileSync(join(folder, "LICENSE"), "utf8")}`;
  }).join("\n\n");
}

async function bundleRuntime(mode: Mode): Promise<RuntimeBundle> {
  const framework = dirname(require.resolve("glass-easel"));
  const { outputFiles } = await build({
    entryPoints: [join(PACKAGE, "src/runtime/main.ts")],
    bundle: true,
    format: "iife",
    target: "es2022",
    write: false,
    charset: "utf8",
    sourcemap: mode === "development" ? "inline" : false,
    minify: mode === "production",
    legalComments: "none",
    define: { "process.env.NODE_ENV": JSON.stringify(mode) },
    alias:
      mode === "development" ? { "glass-easel": join(framework, "glass_easel.dev.all.es.js") } : {},
  });
  const css = readFileSync(join(PACKAGE, "src/runtime/base.css"), "utf8");
  return { js: outputFiles[0]?.text ?? "", css };
}
