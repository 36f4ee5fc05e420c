// Builds the kit, and the site that the server serves from its root:
//
//   dist/tuicallkit.mjs        for bundlers; the engine stays a dependency. Its types are in dist/types/
//   dist/react.mjs             the React component, beside it
//   dist/tuicallkit.js         for a script tag, the engine in it: window.TUICallKit
//   dist/site/index.html       /
//   dist/site/demo/            /demo/
//   dist/site/guides/          /guides/: docs/ as pages
//   dist/site/sdk/             /sdk/: kit and engine as modules beside each other, and for script tags
//   dist/site/sdk/npm/         /sdk/npm/: both as npm packages

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { writeGuides } from "./guides.mjs";
import { pack } from "./pack.mjs";

/** Kit and engine together, gzipped: what a page loads for calls. Raising it is a decision. */
const BUDGET_KIB = 80;

const root = join(import.meta.dirname, "..");
const engine = join(root, "../engine/src");
const dist = join(root, "dist");
const site = join(dist, "site");

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  target: ["es2022"],
  // The engine from its source: packages may be built in any order.
  conditions: ["source"],
  legalComments: "none",
  logLevel: "warning",
  // A classic script has no import.meta; the engine asks document.currentScript there.
  logOverride: { "empty-import-meta": "silent" },
};

/** Leaves modules out of a bundle and says where they will be found. */
const elsewhere = (modules) => ({
  name: "elsewhere",
  setup(setup) {
    setup.onResolve({ filter: /^@callkit\// }, ({ path }) =>
      modules[path] ? { path: modules[path], external: true } : undefined,
    );
  },
});

/** Takes one module of ours from where another bundle has it. */
const beside = (module, path) => ({
  name: "beside",
  setup(setup) {
    setup.onResolve({ filter: /tui-call-kit\.ts$/ }, (asked) =>
      asked.path === module ? { path, external: true } : undefined,
    );
  },
});

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(site, "demo"), { recursive: true });

const kit = "src/index.ts";
await Promise.all([
  build({
    ...common,
    entryPoints: [kit],
    format: "esm",
    outfile: join(dist, "tuicallkit.mjs"),
    external: ["@callkit/engine"],
  }),
  build({
    ...common,
    entryPoints: ["src/react.ts"],
    format: "esm",
    outfile: join(dist, "react.mjs"),
    external: ["@callkit/engine", "react"],
    // The element is defined by the kit itself, once.
    plugins: [beside("./web/tui-call-kit.ts", "./tuicallkit.mjs")],
  }),
  build({
    ...common,
    entryPoints: [kit],
    format: "iife",
    globalName: "TUICallKit",
    outfile: join(dist, "tuicallkit.js"),
  }),
  build({
    ...common,
    entryPoints: [kit],
    format: "esm",
    outfile: join(site, "sdk/tuicallkit.mjs"),
    plugins: [elsewhere({ "@callkit/engine": "./tuicall-engine.mjs" })],
  }),
  build({
    ...common,
    entryPoints: [join(engine, "index.ts")],
    format: "esm",
    outfile: join(site, "sdk/tuicall-engine.mjs"),
  }),
  build({
    ...common,
    entryPoints: [join(engine, "script.ts")],
    format: "iife",
    outfile: join(site, "sdk/tuicall-engine.js"),
  }),
  build({
    ...common,
    entryPoints: { "demo/demo": "pages/demo/main.ts", home: "pages/home/main.ts" },
    format: "esm",
    outdir: site,
    plugins: [
      elsewhere({
        "@callkit/engine": "/sdk/tuicall-engine.mjs",
        "@callkit/callkit": "/sdk/tuicallkit.mjs",
      }),
    ],
  }),
  build({
    ...common,
    entryPoints: {
      "demo/demo": "pages/demo/demo.css",
      guides: "pages/guides/guides.css",
      home: "pages/home/home.css",
    },
    outdir: site,
  }),
]);
cpSync(join(dist, "tuicallkit.js"), join(site, "sdk/tuicallkit.js"));
cpSync(join(root, "pages/index.html"), join(site, "index.html"));
cpSync(join(root, "pages/demo/index.html"), join(site, "demo/index.html"));
writeGuides(join(site, "guides"));

emitTypes();
pack();

const bytes = ["tuicall-engine.mjs", "tuicallkit.mjs"]
  .map((name) => gzipSync(readFileSync(join(site, "sdk", name)), { level: 9 }).length)
  .reduce((sum, size) => sum + size);
process.stdout.write(
  `kit and engine: ${(bytes / 1024).toFixed(1)} KiB gzipped (budget ${BUDGET_KIB} KiB)\n`,
);
if (bytes > BUDGET_KIB * 1024) process.exitCode = 1;

function emitTypes() {
  const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
  execFileSync(process.execPath, [join(typescript, "bin/tsc"), "-p", "tsconfig.types.json"], {
    cwd: root,
    stdio: "inherit",
  });
  const types = join(dist, "types");
  for (const name of readdirSync(types, { recursive: true })) {
    if (!name.endsWith(".d.ts")) continue;
    const file = join(types, name);
    // Beside a .d.ts lies what a user resolves as .js.
    const text = readFileSync(file, "utf8").replace(/(from\s+"\.[^"]*)\.ts"/g, '$1.js"');
    writeFileSync(file, text);
  }
}
