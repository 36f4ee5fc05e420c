// Builds what the server serves:
//
//   dist/site/      /console/
//   dist/public/    / : the connection test for somebody who has a link

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { snippets } from "./snippets.mjs";

/** Script and style of the console, gzipped. Raising it is a decision. */
const BUDGET_KIB = 90;

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
const site = join(dist, "site");
const test = join(dist, "public/connection-test");

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  target: ["es2022"],
  legalComments: "none",
  logLevel: "warning",
  loader: { ".woff2": "file" },
  assetNames: "[name]",
  plugins: [snippets],
};

rmSync(dist, { recursive: true, force: true });
for (const folder of [site, test]) mkdirSync(folder, { recursive: true });

await Promise.all([
  build({
    ...common,
    entryPoints: { console: "src/main.ts" },
    format: "esm",
    outdir: site,
  }),
  build({
    ...common,
    entryPoints: { theme: "src/shell/first-paint.ts" },
    format: "iife",
    outdir: site,
  }),
  build({ ...common, entryPoints: { console: "src/styles/console.css" }, outdir: site }),
  build({ ...common, entryPoints: { test: "src/probe/page.ts" }, format: "esm", outdir: test }),
  build({ ...common, entryPoints: { test: "src/styles/console.css" }, outdir: test }),
]);
cpSync(join(root, "pages/index.html"), join(site, "index.html"));
cpSync(join(root, "pages/connection-test.html"), join(test, "index.html"));
for (const folder of [site, test]) cpSync(join(root, "pages/icon.svg"), join(folder, "icon.svg"));

const bytes = readdirSync(site)
  .filter((name) => /\.(js|css)$/.test(name))
  .map((name) => gzipSync(readFileSync(join(site, name)), { level: 9 }).length)
  .reduce((sum, size) => sum + size);
process.stdout.write(
  `console: ${(bytes / 1024).toFixed(1)} KiB gzipped (budget ${BUDGET_KIB} KiB)\n`,
);
if (bytes > BUDGET_KIB * 1024) process.exitCode = 1;
