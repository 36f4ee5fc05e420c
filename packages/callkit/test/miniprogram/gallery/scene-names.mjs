import { join } from "node:path";
import { build } from "esbuild";

const { outputFiles } = await build({
  absWorkingDir: join(import.meta.dirname, "../../.."),
  entryPoints: ["test/miniprogram/gallery/play.ts"],
  bundle: true,
  format: "esm",
  write: false,
});
const source = Buffer.from(outputFiles[0].contents).toString("base64");

/** The scenes that a mini program has. */
export const { SCENE_NAMES } = await import(`data:text/javascript;base64,${source}`);
