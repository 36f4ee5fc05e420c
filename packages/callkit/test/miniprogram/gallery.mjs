// Takes pictures of every call screen of the mini program in every size and language, and contact sheets of them,
// into test/shots/miniprogram/ (not kept), and says what is cut, overlaps, is too small to press or lies under the capsule.
//
//   node test/miniprogram/gallery.mjs [--only PART] [--profile notch] [--lang ja] [--bar]
//
// --bar puts WeChat's own navigation bar over the page. CHROMIUM names the browser.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launch, openBrowser, serve } from "@callkit/miniprogram-host";
import { galleryProgram, painter } from "./gallery/program.mjs";
import { SCENE_NAMES } from "./gallery/scene-names.mjs";

const PROFILES = ["small", "notch", "large", "android"];
const LANGUAGES = ["zh-CN", "en", "ja"];

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    profile: { type: "string", default: "" },
    lang: { type: "string", default: "" },
    bar: { type: "boolean", default: false },
  },
});

const shots = join(import.meta.dirname, "../shots/miniprogram");
const check = readFileSync(join(import.meta.dirname, "gallery/check.js"), "utf8");
const folder = await galleryProgram();
if (values.bar)
  writeFileSync(join(folder, "app.json"), JSON.stringify({ pages: ["pages/gallery/gallery"] }));
const program = await serve(folder);
const browser = await openBrowser();
const paint = await painter();
const names = SCENE_NAMES.filter((name) => name.includes(values.only));

let faults = 0;
for (const profile of PROFILES.filter((name) => name.includes(values.profile))) {
  for (const lang of LANGUAGES.filter((name) => name.includes(values.lang))) {
    const to = join(shots, profile, lang);
    rmSync(to, { recursive: true, force: true });
    mkdirSync(to, { recursive: true });
    const phone = await launch({
      program,
      browser,
      profile,
      lang,
      phone: {
        media: "manual",
        permissions: { "scope.camera": true, "scope.record": true },
      },
    });
    for (const name of names) {
      await phone.open();
      await phone.page.evaluate(paint);
      await phone.page.evaluate(
        (scene) => globalThis.__mp.page().play(scene, globalThis.avatar()),
        name,
      );
      await phone.page.waitForTimeout(320);
      await phone.page.evaluate(() => globalThis.paint());
      await phone.page.waitForTimeout(30);
      await phone.screenshot(join(to, `${name}.png`));
      const errors = await phone.errors();
      for (const fault of [...errors, ...(await phone.page.evaluate(check))]) {
        faults++;
        process.stdout.write(`${profile} ${lang} ${name}: ${fault}\n`);
      }
    }
    await sheet(to, names);
    await phone.close();
  }
}
await browser.close();
await program.close();
process.stdout.write(`${faults} faults\n`);
process.exitCode = faults > 0 ? 1 : 0;

/** Lays the pictures of one size and language side by side. */
async function sheet(to, scenes) {
  const page = await browser.browser.newPage();
  const each = 16;
  for (let first = 0; first < scenes.length; first += each) {
    const cells = scenes
      .slice(first, first + each)
      .map((name) => {
        const data = readFileSync(join(to, `${name}.png`)).toString("base64");
        return `<figure><img src="data:image/png;base64,${data}"><figcaption>${name}</figcaption></figure>`;
      })
      .join("");
    await page.setViewportSize({ width: 8 * 248 + 8, height: 400 });
    await page.setContent(
      `<style>body{margin:8px 0 0 8px;background:#777;display:grid;grid-template-columns:repeat(8,240px);gap:8px;font:11px sans-serif;color:#fff}figure{margin:0}img{width:100%;display:block}</style>${cells}`,
    );
    const number = String(1 + first / each).padStart(2, "0");
    writeFileSync(join(to, `sheet-${number}.png`), await page.screenshot({ fullPage: true }));
  }
  await page.close();
}
