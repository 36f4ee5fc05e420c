import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, read, rowsOf } from "./markdown.ts";

/** How far a figure may be from what is: whoever plans with it does not mind, and not every change makes it false. */
const TOLERANCE = 0.15;

test.each(["zh", "en"])(
  "the page on sub-packages in %s tells how large the folders are",
  (language) => {
    const rows = rowsOf(read(`docs/${language}/subpackage.md`), "sizes");
    const folders = ["TUICallKit", "TUICallEngine"].map((name) => bytesIn(`MiniProgram/${name}`));
    const real = [...folders, folders.reduce((sum, bytes) => sum + bytes, 0)];
    for (const [at, bytes] of real.entries()) {
      const [, told = "", short = ""] = rows[at] ?? [];
      const exact = Number(told.replaceAll(",", ""));
      expect(Math.abs(exact - bytes) / bytes).toBeLessThan(TOLERANCE);
      expect(short).toBe(`${Math.round(exact / 1000)} KB`);
    }
  },
);

function bytesIn(folder: string): number {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".d.ts"))
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
