// Takes pictures of every call screen in every size and language, and contact sheets of them, into
// test/shots/ (not kept), and says what is cut, overlaps or is too small to press.
//
//   node test/gallery.mjs [--only PART] [--size 375x812] [--lang ja] [--dark]
//
// --only takes a part of a scene's name. CHROMIUM names the browser, /usr/bin/chromium if absent.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { GALLERY, openBrowser, serveGallery } from "./browser.mjs";

const root = join(import.meta.dirname, "..");
const shots = join(root, "test/shots");
const check = readFileSync(join(root, "test/gallery/check.js"), "utf8");

/** Sizes with the heights of status bar and home indicator. */
const SIZES = [
  { width: 320, height: 568, status: 0, home: 0 },
  { width: 375, height: 812, status: 44, home: 34, capsule: true },
  { width: 430, height: 932, status: 59, home: 34, capsule: true },
  { width: 1280, height: 800, status: 0, home: 0 },
];
const LANGUAGES = ["zh-CN", "en", "ja"];

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    size: { type: "string", default: "" },
    lang: { type: "string", default: "" },
    dark: { type: "boolean", default: false },
  },
});

const browser = await openBrowser();
await serveGallery(browser);

const page = await browser.newPage();
page.on("pageerror", (error) => process.stderr.write(`${page.url()}: ${error}\n`));
await page.goto(`${GALLERY}/`);
const names = (await page.evaluate(() => globalThis.SCENE_NAMES)).filter((name) =>
  name.includes(values.only),
);

let faults = 0;
for (const size of SIZES) {
  const label = `${size.width}x${size.height}`;
  if (!label.includes(values.size)) continue;
  await page.setViewportSize(size);
  for (const lang of LANGUAGES) {
    if (!lang.includes(values.lang)) continue;
    const folder = join(shots, label, lang);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const name of names) {
      const query = new URLSearchParams({
        scene: name,
        lang,
        status: String(size.status),
        home: String(size.home),
        ...(size.capsule && { capsule: "1" }),
        ...(values.dark && { dark: "1" }),
      });
      await page.goto(`${GALLERY}/?${query}`);
      // Motion and first frames: until nothing of the kit moves any more, at most a second.
      await page.waitForFunction(
        () =>
          document
            .querySelector("tui-call-kit")
            .shadowRoot.getAnimations()
            .every((animation) => animation.effect.getComputedTiming().iterations === Infinity),
        undefined,
        { timeout: 5000 },
      );
      await page.waitForFunction(() =>
        [...document.querySelector("tui-call-kit").shadowRoot.querySelectorAll("video")].every(
          (video) => !video.srcObject || video.readyState >= 2,
        ),
      );
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      await page.screenshot({ path: join(folder, `${name}.png`) });
      for (const fault of await page.evaluate(check)) {
        faults++;
        process.stdout.write(`${label} ${lang} ${name}: ${fault}\n`);
      }
    }
    await sheet(folder, size, names);
  }
}
await browser.close();
process.stdout.write(`${faults} faults\n`);
process.exitCode = faults > 0 ? 1 : 0;

/** Lays the pictures of one size and language side by side, a dozen or so on each sheet. */
async function sheet(folder, size, scenes) {
  const wide = size.width > 1000;
  const columns = wide ? 3 : 8;
  const each = wide ? 9 : 16;
  const paper = await browser.newPage();
  for (let first = 0; first < scenes.length; first += each) {
    const cells = scenes
      .slice(first, first + each)
      .map((name) => {
        const data = readFileSync(join(folder, `${name}.png`)).toString("base64");
        return `<figure><img src="data:image/png;base64,${data}"><figcaption>${name}</figcaption></figure>`;
      })
      .join("");
    const width = wide ? 520 : 240;
    await paper.setViewportSize({ width: columns * (width + 8) + 8, height: 400 });
    await paper.setContent(
      `<style>body{margin:8px 0 0 8px;background:#777;display:grid;grid-template-columns:repeat(${columns},${width}px);gap:8px;font:11px sans-serif;color:#fff}figure{margin:0}img{width:100%;display:block}</style>${cells}`,
    );
    const number = String(1 + first / each).padStart(2, "0");
    writeFileSync(join(folder, `sheet-${number}.png`), await paper.screenshot({ fullPage: true }));
  }
  await paper.close();
}
