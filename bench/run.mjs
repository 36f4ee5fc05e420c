// Every measurement in turn, each on a server of its own. Quiet machine, please: the figures are of
// the server and of whatever else runs.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bridgeAlone, bridgeInServer } from "./bridge.mjs";
import { acceptToMedia, comeback } from "./browsers.mjs";
import { bundles } from "./bundles.mjs";
import { clickThereAndBack } from "./click.mjs";
import { PROFILE } from "./client.mjs";
import { consolePages } from "./console.mjs";
import { load } from "./load.mjs";
import { programs } from "./programs.mjs";
import { signalling } from "./signalling.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const page = join(root, "docs/performance.md");

// One measurement by its name, to look at without writing it down: bench/run signalling
const [only] = process.argv.slice(2);

const rows = [];
for (const measure of [
  bundles,
  signalling,
  consolePages,
  bridgeAlone,
  bridgeInServer,
  clickThereAndBack,
  programs,
  load,
  acceptToMedia,
  comeback,
]) {
  if (only && measure.name !== only) continue;
  for (const row of await measure()) {
    console.log(row.join(" | "));
    rows.push(`| ${row.join(" | ")} |`);
  }
}

if (only) process.exit();

const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], {
  cwd: root,
  encoding: "utf8",
});
const machine = `${cpus().length} × ${cpus()[0].model}`;
const table = [
  "<!-- figures -->",
  `Commit ${commit.trim()}, ${new Date().toISOString().slice(0, 10)}, ${machine}, everything on one machine, profile \`${PROFILE}\`.`,
  "",
  "| what | figure | how |",
  "| --- | --- | --- |",
  ...rows,
  "<!-- /figures -->",
];
const text = readFileSync(page, "utf8");
writeFileSync(
  page,
  text.replace(/<!-- figures -->[\s\S]*<!-- \/figures -->/, () => table.join("\n")),
);
