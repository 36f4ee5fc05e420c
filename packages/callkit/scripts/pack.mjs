// Packs what the server hands out as npm packages into dist/site/sdk/npm/: the engine and the kit, by name and version.
//
//   npm install https://calls.example.com/sdk/npm/callkit-engine-VERSION.tgz https://…/callkit-callkit-VERSION.tgz

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const engine = join(root, "../engine");

/** Gives the tarballs' paths, the engine's first. */
export function pack(folder = join(root, "dist/site/sdk/npm")) {
  mkdirSync(folder, { recursive: true });
  // Packages are built in any order; this one needs what the other makes.
  if (!existsSync(join(engine, "dist/index.d.ts")))
    execFileSync(process.execPath, [join(engine, "scripts/build.mjs")], { stdio: "inherit" });
  return [engine, root].map((from) => {
    const [packed] = JSON.parse(
      execFileSync("npm", ["pack", "--json", "--silent", "--pack-destination", folder], {
        cwd: from,
        encoding: "utf8",
      }),
    );
    return join(folder, packed.filename);
  });
}
