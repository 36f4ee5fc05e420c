// Bundles the examples that need it into dist/, beside those that do not.

import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const root = import.meta.dirname;
const dist = join(root, "dist");

rmSync(dist, { recursive: true, force: true });
for (const name of ["html", "vue", "react"]) {
  mkdirSync(join(dist, name), { recursive: true });
  cpSync(join(root, name, "index.html"), join(dist, name, "index.html"));
}
await build({
  absWorkingDir: root,
  entryPoints: { "vue/main": "vue/main.js", "react/main": "react/main.jsx" },
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  outdir: dist,
  jsx: "automatic",
  // The kit from its source, so that packages may be built in any order; an app of your own needs no such line.
  conditions: ["source"],
  // Templates are compiled in the browser here.
  alias: { vue: "vue/dist/vue.esm-bundler.js" },
  define: {
    "process.env.NODE_ENV": '"production"',
    __VUE_OPTIONS_API__: "false",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
  },
  logLevel: "warning",
});
