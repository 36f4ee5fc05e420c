import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, expect, test } from "vitest";
import { packMiniprogram } from "../../scripts/pack-miniprogram.mjs";

const program = join(import.meta.dirname, "../../../../MiniProgram");
/** npm on a busy machine. */
const NPM_MS = 120_000;
const folder = mkdtempSync(join(tmpdir(), "callkit-pack-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  "the npm package installs into an empty project, with all that a mini program needs",
  () => {
    const tarball = packMiniprogram(folder);
    const project = mkdtempSync(join(folder, "project-"));
    writeFileSync(join(project, "package.json"), '{ "name": "empty", "version": "1.0.0" }');
    execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], {
      cwd: project,
      stdio: "pipe",
    });
    const installed = join(project, "node_modules/@callkit/miniprogram");
    const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    expect(manifest.miniprogram).toBe("miniprogram_dist");
    expect(manifest.dependencies).toBeUndefined();
    for (const name of ["TUICallKit", "TUICallEngine"]) {
      const there = join(installed, "miniprogram_dist", name);
      expect(list(there)).toEqual(list(join(program, name)));
    }
  },
  NPM_MS,
);

function list(from: string): string[] {
  return readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(from, join(entry.parentPath, entry.name)))
    .sort();
}
