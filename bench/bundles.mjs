// How much a page loads.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const sdk = join(dirname(fileURLToPath(import.meta.url)), "../packages/callkit/dist/site/sdk");

export function bundles() {
  return ["tuicall-engine.mjs", "tuicallkit.mjs"].map((file) => {
    const bytes = readFileSync(join(sdk, file));
    const kb = (count) => `${(count / 1024).toFixed(1)} KB`;
    return [
      `\`${file}\``,
      `${kb(bytes.length)}, gzip ${kb(gzipSync(bytes).length)}`,
      "`bench/bundles.mjs`",
    ];
  });
}
