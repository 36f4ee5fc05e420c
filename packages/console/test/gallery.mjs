// Takes pictures of every page of the built console, with a server that only pretends, into test/shots/ (not kept), and
// says what is cut, too wide, or what axe finds wrong. `npm run build` first.
//
//   node test/gallery.mjs [--only PART] [--size 375x812] [--lang en] [--theme dark]
//
// --only takes a part of a scene's name. CHROMIUM names the browser, /usr/bin/chromium if absent.

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { SCENES } from "./gallery/scenes.mjs";

const root = join(import.meta.dirname, "..");
const shots = join(root, "test/shots");
const SIZES = [
  { width: 375, height: 812 },
  { width: 1280, height: 800 },
];
const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    size: { type: "string", default: "" },
    lang: { type: "string", default: "" },
    theme: { type: "string", default: "" },
  },
});
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const { serve } = await bundled("test/fake/serve.ts");
const { url, fake, close } = await serve(join(root, "dist"));
const profile = mkdtempSync(join(tmpdir(), "callkit-shots-"));
const browser = await chromium.launchPersistentContext(join(profile, "browser"), {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: false,
  timezoneId: "Asia/Shanghai",
  // So that axe may be put into a page that allows no script of others.
  bypassCSP: false,
  args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"],
});

let faults = 0;
const fault = (where, what) => {
  faults += 1;
  process.stdout.write(`${where}: ${what}\n`);
};
for (const size of SIZES) {
  if (!`${size.width}x${size.height}`.includes(values.size)) continue;
  for (const lang of ["zh-CN", "en"]) {
    if (!lang.includes(values.lang)) continue;
    for (const theme of ["light", "dark"]) {
      if (!theme.includes(values.theme)) continue;
      const folder = join(shots, `${size.width}`, `${lang}-${theme}`);
      if (values.only === "") rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      for (const scene of SCENES) {
        if (scene.name.includes(values.only)) await picture(scene, { size, lang, theme, folder });
      }
    }
  }
}
await browser.close();
close();
rmSync(profile, { recursive: true, force: true });
process.stdout.write(`${faults} faults\n`);
process.exitCode = faults > 0 ? 1 : 0;

async function picture(scene, { size, lang, theme, folder }) {
  const where = `${scene.name} ${size.width} ${lang} ${theme}`;
  const page = await browser.newPage();
  page.on("pageerror", (error) => fault(where, error));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("status of 4")) {
      fault(where, message.text());
    }
  });
  await page.setViewportSize(size);
  // The page for somebody outside follows the system.
  await page.emulateMedia({ colorScheme: theme });
  await page.addInitScript(
    ([language, chosen]) => {
      localStorage.setItem("callkit-console-language", language);
      localStorage.setItem("callkit-console-theme", chosen);
    },
    [lang, theme],
  );
  fake.signedIn = scene.signedIn ?? true;
  fake.empty = scene.empty ?? false;
  fake.wrong = 0;
  if (scene.apps === "none") fake.apps = [];
  await page.goto(url + (scene.at.startsWith("/") ? scene.at : `/console/${scene.at}`));
  await page
    .locator(scene.awaited ?? "h1")
    .first()
    .waitFor();
  await page.evaluate(() => document.fonts.ready);
  await scene.act?.(page, size);
  await page.waitForFunction(() => !document.querySelector(".skeleton"));
  await page.waitForFunction(() =>
    document.getAnimations().every((each) => {
      const { iterations } = each.effect.getComputedTiming();
      return iterations === Infinity || each.playState === "finished";
    }),
  );
  await page.screenshot({
    path: join(folder, `${scene.name}.png`),
    fullPage: scene.whole ?? !scene.act,
  });
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (wide > 0) fault(where, `${wide} px too wide`);
  for (const found of await audit(page)) fault(where, found);
  await page.close();
  if (scene.apps === "none") {
    const { FakeServer } = await bundled("test/fake/server.ts");
    fake.apps = new FakeServer().apps;
  }
}

async function audit(page) {
  // By the debugger's door, which a page's policy does not close.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, {
      resultTypes: ["violations"],
    });
    return violations.map(
      ({ id, impact, nodes }) =>
        `axe ${impact} ${id}: ${nodes
          .slice(0, 3)
          .map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`)
          .join(" | ")}`,
    );
  });
}

async function bundled(entry) {
  const folder = mkdtempSync(join(tmpdir(), "callkit-fake-"));
  const outfile = join(folder, "bundle.mjs");
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    logLevel: "warning",
  });
  const loaded = await import(pathToFileURL(outfile).href);
  rmSync(folder, { recursive: true, force: true });
  return loaded;
}
