import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const root = join(here, "../../..");
const kit = join(root, "../../MiniProgram/TUICallKit");

/** A mini program that plays the scenes, in a folder of its own. The component in it is the real one. */
export async function galleryProgram() {
  const folder = mkdtempSync(join(tmpdir(), "callkit-gallery-"));
  cpSync(join(here, "app"), folder, { recursive: true });
  cpSync(kit, join(folder, "TUICallKit"), { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: {
      play: "test/miniprogram/gallery/play.ts",
      "TUICallEngine/tuicall-engine-wx": "test/miniprogram/gallery/fake-engine.ts",
    },
    bundle: true,
    format: "cjs",
    target: ["es2017"],
    outdir: folder,
  });
  return folder;
}

/** What the pictures are painted with, for `page.evaluate`. */
export async function painter() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["test/miniprogram/gallery/paint.ts"],
    bundle: true,
    format: "iife",
    write: false,
  });
  return outputFiles[0].text;
}
