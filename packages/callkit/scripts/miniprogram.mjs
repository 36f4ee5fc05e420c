// Makes what is generated in MiniProgram/TUICallKit from the sources here:
//
//   core/call-screens.js   the call screens' logic and texts, for WeChat's JavaScript (CommonJS, ES2017)
//   assets/icons.wxss      our drawings, as backgrounds
//
//   node scripts/miniprogram.mjs
//
// The files are committed, since what is copied out of MiniProgram must need no build step; a test builds them
// anew and compares. The sounds have a script of their own, sounds.mjs: it needs ffmpeg.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
export const component = join(root, "../../MiniProgram/TUICallKit");

const BANNER = "/* Generated from packages/callkit/src: npm run miniprogram -w packages/callkit */";
/** On the white disc of a switch that is on. */
const DARK = "#191919";
/** A call that goes on, in the small window. */
const GREEN = "#07c160";

/** The generated files: their names in the component's folder and what is in them. */
export async function generated() {
  return {
    "core/call-screens.js": await screens(),
    "assets/icons.wxss": await icons(),
  };
}

async function screens() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["src/miniprogram/index.ts"],
    bundle: true,
    minify: true,
    format: "cjs",
    platform: "neutral",
    target: ["es2017"],
    charset: "utf8",
    legalComments: "none",
    banner: { js: BANNER },
    logLevel: "warning",
    write: false,
  });
  return outputFiles[0].text;
}

async function icons() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: {
      contents: 'export { icon } from "./src/web/icons.ts";',
      resolveDir: root,
    },
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
  });
  const source = Buffer.from(outputFiles[0].contents).toString("base64");
  const { icon } = await import(`data:text/javascript;base64,${source}`);
  const rules = [
    ...[
      "microphone",
      "microphoneOff",
      "speaker",
      "speakerOff",
      "camera",
      "cameraOff",
      "flip",
      "voice",
      "phone",
      "hangUp",
      "invite",
      "minimise",
    ].map((name) => rule(`.ck-icon--${name}`, icon(name), "#fff")),
    ...["microphone", "speaker", "camera"].map((name) =>
      rule(`.ck-icon--on.ck-icon--${name}`, icon(name), DARK),
    ),
    rule(".ck-icon--accept", icon("phone"), GREEN),
  ];
  return `${BANNER}\n${rules.join("\n")}\n`;
}

function rule(selector, template, colour) {
  const svg = markup(template)
    .replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace(/\s+aria-hidden="true" focusable="false"/, "")
    .replaceAll("currentColor", colour)
    .replace(/>\s+</g, "><");
  const data = Buffer.from(svg).toString("base64");
  return `${selector}{background-image:url("data:image/svg+xml;base64,${data}")}`;
}

/** A template of lit's as text. */
function markup({ strings, values }) {
  return strings.reduce((text, part, i) => {
    const value = values[i - 1];
    return text + (typeof value === "object" ? markup(value) : value) + part;
  });
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, text] of Object.entries(await generated())) {
    const file = join(component, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`${name}: ${(Buffer.byteLength(text) / 1024).toFixed(1)} KiB\n`);
  }
}
