// Builds dist/index.mjs, the library, and dist/cli.mjs behind callkit-mini.mjs. The part that runs in the browser is bundled when a program
// is built, because a development build of it differs. dist/site is MiniProgram/ on two phones, which the server serves as its demo.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
rmSync(dist, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ["src/index.ts", "src/cli.ts"],
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: ["node20"],
  sourcemap: true,
  logLevel: "warning",
});

const { writeStatic } = await import(join(dist, "index.mjs"));
const { warnings } = await writeStatic(join(root, "../../MiniProgram"), join(dist, "site"), {
  overlays: [{ prefix: "", dir: join(root, "demo"), how: "over" }],
});
for (const warning of warnings) console.warn(warning);
