import { readFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const root = join(import.meta.dirname, "..");

/** Where the gallery is served inside the browser; nothing listens there. */
export const GALLERY = "http://localhost:1";

/** A headless browser with an empty profile and a microphone and a camera that are not there. */
export async function openBrowser() {
  const profile = await mkdtemp(join(tmpdir(), "callkit-shots-"));
  return chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: false,
    args: [
      "--headless=new",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // Pages that a test puts in the place of a loopback address are not taken for loopback.
      "--disable-features=LocalNetworkAccessChecks",
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      "--autoplay-policy=no-user-gesture-required",
      "--hide-scrollbars",
    ],
  });
}

/** Lets the browser find the gallery at `GALLERY`. */
export async function serveGallery(browser) {
  const bundle = await build({
    absWorkingDir: root,
    entryPoints: ["test/gallery/main.ts"],
    bundle: true,
    format: "esm",
    target: ["es2022"],
    write: false,
  });
  const page = readFileSync(join(root, "pages/gallery.html"), "utf8");
  await browser.route(`${GALLERY}/**`, (route) =>
    route.request().url().endsWith("gallery.js")
      ? route.fulfill({ contentType: "text/javascript", body: bundle.outputFiles[0].text })
      : route.fulfill({ contentType: "text/html", body: page }),
  );
}
