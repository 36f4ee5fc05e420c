// Builds the engine for mini programs: MiniProgram/TUICallEngine/tuicall-engine-wx.js, all of it in one file, and
// CallManager.js beside it.
//
// Both are committed, since what is copied out of MiniProgram must need no build step; a test builds them anew and
// compares. `server.js`, which holds the address, stays a file of its own.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
export const folder = join(root, "../../MiniProgram/TUICallEngine");

/** Bytes of the engine, minified. The guide promises 60 KB, by whichever way somebody counts. */
export const BUDGET = 60_000;

const BANNER =
  "/* callkit: generated from packages/engine/src/wx by npm run miniprogram -w packages/engine */";

/** The built files by name. */
export async function wxFiles() {
  const [engine, manager] = await Promise.all([
    bundle("src/wx/bundle.ts", ["./server.js"]),
    bundle("src/wx/call-manager.ts", ["./tuicall-engine-wx"]),
  ]);
  return { "tuicall-engine-wx.js": engine, "CallManager.js": manager };
}

async function bundle(entry, external) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "cjs",
    platform: "neutral",
    // What runs on the phones that WeChat supports (iOS 13.4, Chromium 80), whether or not its tools convert it further.
    target: ["es2020"],
    charset: "utf8",
    legalComments: "none",
    banner: { js: BANNER },
    logLevel: "warning",
    // WeChat's own `module`.
    logOverride: { "commonjs-variable-in-esm": "silent" },
    write: false,
    external,
    plugins: [prepare(), { name: "beside", setup: beside }],
    mangleProps: PRIVATE,
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  });
  return outputFiles[0].text;
}

/** CallManager uses the engine that lies beside it and does not bring its own. */
function beside({ onResolve }) {
  onResolve({ filter: /^\.\/index\.ts$/ }, ({ importer }) =>
    importer.endsWith("call-manager.ts") ? { path: "./tuicall-engine-wx", external: true } : null,
  );
}

/** Members that only the engine's own parts see, and that are named often: these are shortened, too. */
const INTERNAL =
  "accepting busy cameraLost cancel changed clock closed emit events failed follow forbidden heldBack interrupted " +
  "kind loginWithin makeMedia networkBack open opened outlets phone player pushing qualities reconcile recovering " +
  "serverNow setTimeout soundBack soundTaken stuck switchedAt toLocal updated view";
const PRIVATE = new RegExp(`^(_p_.*|${INTERNAL.replaceAll(" ", "|")})$`);

/**
 * Makes the sources smaller in two ways that esbuild does not know of.
 *
 * A `#name` becomes a property with a short name that nobody outside can mean: where phones lack private names each
 * would become a WeakMap, which is slow and makes the file a quarter larger. Files number theirs alike, since no object
 * is of two classes, but for one: a base class has names of its own. And a name in a table of numbers becomes the number.
 */
function prepare() {
  return {
    name: "callkit",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => ({
        contents: shortened(readFileSync(path, "utf8")),
        loader: "ts",
      }));
    },
  };
}

function shortened(text) {
  const named = Object.entries(NUMBERS).reduce(
    (all, [table, numbers]) =>
      all.replace(new RegExp(`\\b${table}\\.(\\w+)`, "g"), (name, key) => numbers[key] ?? name),
    text,
  );
  const base = /\babstract class\b/.test(text) ? "base_" : "";
  const known = [];
  // In these sources nothing but a private name begins with #.
  return named.replace(/#([A-Za-z]\w*)/g, (name) => {
    if (!known.includes(name)) known.push(name);
    return `_p_${base}${known.indexOf(name)}`;
  });
}

/** Tables of numbers, and where they stand. */
const NUMBERS = Object.fromEntries(
  [
    ["ERROR_CODES", "core/protocol.ts"],
    ["ErrorCodes", "core/errors.ts"],
    ["ERROR_CODE", "wx/codes.ts"],
    ["PUSHER_STATE", "wx/tags.ts"],
    ["PUSHER_ERROR", "wx/tags.ts"],
    ["PLAYER_STATE", "wx/tags.ts"],
  ].map(([table, file]) => {
    const text = readFileSync(join(root, "src", file), "utf8");
    const [, body] = new RegExp(`const ${table}\\b[^{]*\\{([^}]*)\\}`).exec(text);
    const entries = [...body.matchAll(/^\s*(\w+): (-?\d+),$/gm)];
    return [table, Object.fromEntries(entries.map(([, key, number]) => [key, number]))];
  }),
);

if (import.meta.filename === process.argv[1]) {
  for (const [name, text] of Object.entries(await wxFiles())) {
    writeFileSync(join(folder, name), text);
    console.log(`${name}: ${Buffer.byteLength(text)} bytes`);
  }
}
