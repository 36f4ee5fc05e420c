// Prints how large the built engine is, minified and compressed, and fails above the budget.
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** KB of minified and gzipped JavaScript. Raising it is a decision: it is what every visitor downloads. */
const BUDGET = 24;

const root = join(import.meta.dirname, "..");
const { outputFiles } = await build({
  entryPoints: [join(root, "src/index.ts")],
  bundle: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  write: false,
});
const [output] = outputFiles;
const packed = gzipSync(output.contents, { level: 9 }).length / 1024;
console.log(
  `tuicall-engine.mjs: ${(output.contents.length / 1024).toFixed(1)} KB minified, ${packed.toFixed(1)} KB gzipped (budget ${BUDGET} KB)`,
);
if (packed > BUDGET) process.exit(1);
