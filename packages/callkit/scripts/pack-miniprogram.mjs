// Makes the npm package of the two folders that a mini program needs: WeChat's developer tools take
// `miniprogram_dist` out of it ("build npm").
//
//   node scripts/pack-miniprogram.mjs [FOLDER]   writes miniprogram/ and callkit-miniprogram-VERSION.tgz there; dist/ if absent

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const program = join(root, "../../MiniProgram");
const FOLDERS = ["TUICallKit", "TUICallEngine"];

/** Writes the package into `folder` and packs it there; gives the tarball's path. */
export function packMiniprogram(folder = join(root, "dist")) {
  const { version, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const to = join(folder, "miniprogram");
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const name of FOLDERS) {
    const from = join(program, name);
    if (!existsSync(from)) throw new Error(`${from} is missing; npm run build -w packages/engine`);
    cpSync(from, join(to, "miniprogram_dist", name), { recursive: true });
  }
  cpSync(join(program, "README.md"), join(to, "README.md"));
  writeFileSync(
    join(to, "package.json"),
    `${JSON.stringify(
      {
        name: "@callkit/miniprogram",
        version,
        description:
          "TUICallKit and TUICallEngine for WeChat mini programs, for your own callkit server",
        license,
        miniprogram: "miniprogram_dist",
        main: "miniprogram_dist/TUICallEngine/tuicall-engine-wx.js",
        files: ["miniprogram_dist"],
      },
      null,
      2,
    )}\n`,
  );
  const [packed] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--silent", "--pack-destination", folder], {
      cwd: to,
      encoding: "utf8",
    }),
  );
  return join(folder, packed.filename);
}

if (process.argv[1] === import.meta.filename)
  process.stdout.write(`${packMiniprogram(process.argv[2])}\n`);
