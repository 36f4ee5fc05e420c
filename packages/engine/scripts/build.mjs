// Builds dist/: an ES module, a script for a <script> tag (global TUICallEngine), and the types.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
rmSync(dist, { recursive: true, force: true });

const common = {
  bundle: true,
  target: ["es2022"],
  sourcemap: true,
  legalComments: "none",
  // A script of a <script> tag has no import.meta; it asks document.currentScript.
  logOverride: { "empty-import-meta": "silent" },
};
await build({
  ...common,
  entryPoints: [join(root, "src/index.ts")],
  format: "esm",
  outfile: join(dist, "tuicall-engine.mjs"),
});
await build({
  ...common,
  entryPoints: [join(root, "src/script.ts")],
  format: "iife",
  outfile: join(dist, "tuicall-engine.js"),
});

const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
execFileSync(
  process.execPath,
  [join(typescript, "bin/tsc"), "-p", join(root, "tsconfig.types.json")],
  { stdio: "inherit" },
);
for (const name of readdirSync(dist, { recursive: true })) {
  if (!name.endsWith(".d.ts")) continue;
  const file = join(dist, name);
  const text = readFileSync(file, "utf8");
  // Beside a .d.ts lies what a user resolves as .js.
  writeFileSync(file, text.replace(/(from\s+"\.[^"]*)\.ts"/g, '$1.js"'));
}
