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
import { capacity } from "./capacity.mjs";
import { clickThereAndBack } from "./click.mjs";
import { PROFILE } from "./client.mjs";
import { consolePages } from "./console.mjs";
import { load } from "./load.mjs";
import { programs } from "./programs.mjs";
import { screens } from "./screens.mjs";
import { signalling } from "./signalling.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const MEASUREMENTS = [
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
  screens,
];
/** Where the figures go: which measurements a page has, and what its columns are called. */
const PAGES = [
  { page: "docs/performance.md", of: MEASUREMENTS, head: ["what", "figure", "how"] },
  {
    page: "docs/capacity.md",
    of: [capacity],
    head: [
      "call",
      "sent out by the server for it, Mbit/s",
      "the server's processor for it, thousandths of a core",
      "carried by two cores",
      "measured with so many at a time",
      "device to device, p99",
      "command",
    ],
  },
];

// One measurement by its name, to look at without writing it down: bench/run signalling
const [only] = process.argv.slice(2);

for (const { page, of, head } of PAGES) {
  const rows = [];
  for (const measure of of) {
    if (only && measure.name !== only) continue;
    for (const row of await measure()) {
      console.log(row.join(" | "));
      rows.push(row);
    }
  }
  if (!only) write(join(root, page), [head, head.map(() => "---"), ...rows]);
}

/** Puts a table between the marks of a page, with the machine and the commit that it comes from. */
function write(page, rows) {
  const said = execFileSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: root,
    encoding: "utf8",
  });
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} × ${cpus()[0].model}`;
  const table = [
    "<!-- figures -->",
    `Commit ${said.trim()}, ${date}, ${machine}, everything on one machine, profile \`${PROFILE}\`.`,
    "",
    ...rows.map((row) => `| ${row.join(" | ")} |`),
    "<!-- /figures -->",
  ];
  const marks = /<!-- figures -->[\s\S]*<!-- \/figures -->/;
  const text = readFileSync(page, "utf8");
  writeFileSync(
    page,
    text.replace(marks, () => table.join("\n")),
  );
}
