import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { main } from "../src/cli.ts";
import { openBrowser, type PhoneBrowser } from "../src/index.ts";
import { FEATURES } from "./support/features.ts";

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};

let browser: PhoneBrowser;
let out: string;
const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? "", "http://localhost");
  const path = pathname.replace("/some/folder/", "") || "index.html";
  const content = await readFile(join(out, path)).catch(() => undefined);
  response
    .writeHead(content ? 200 : 404, {
      "content-type": TYPES[extname(path)] ?? "",
      // What a careful server says: no script that is not a file.
      "content-security-policy":
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
    })
    .end(content);
});
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "callkit-mini-"));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await new Promise((done) => {
    server.close(done);
    server.closeAllConnections();
  });
  await rm(out, { recursive: true });
});

test("two_phones_run_side_by_side_from_static_files_in_any_folder", async () => {
  expect(await main(["build", FEATURES, "--out", out, "--lang", "en"])).toBe(0);
  const { page } = await browser.newTab();
  await page.setViewportSize({ width: 1280, height: 900 });
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/some/folder/?profile=android`);
  const phones = await Promise.all(
    ["left", "right"].map(async (name) => {
      const frame = page.frame(name);
      if (!frame) throw new Error(`no phone ${name}`);
      await frame.waitForFunction(() => window.__mp?.ready);
      return frame;
    }),
  );
  const seen = await Promise.all(
    phones.map((frame, index) =>
      frame.evaluate((index) => {
        const { wx, errors } = window.__mp;
        wx.setStorageSync("who", index);
        const { screenWidth, language, platform } = wx.getSystemInfoSync();
        return { screenWidth, language, platform, errors };
      }, index),
    ),
  );
  for (const phone of seen)
    expect(phone).toEqual({ screenWidth: 360, language: "en", platform: "android", errors: [] });
  // Each has a storage of its own.
  const kept = phones.map((frame) => frame.evaluate(() => window.__mp.wx.getStorageSync("who")));
  expect(await Promise.all(kept)).toEqual([0, 1]);
});

test("the_files_are_few_and_small", async () => {
  const files = await readdir(out, { recursive: true });
  expect(files.filter((file) => /\.(wxml|wxss|wxs)$/.test(file))).toEqual([]);
  const runtime = await readFile(join(out, "runtime.js"));
  expect(gzipSync(runtime).length).toBeLessThan(220_000);
  expect((await stat(join(out, "mp/ring.wav"))).size).toBeGreaterThan(0);
});

test("a_command_that_cannot_be_understood_ends_with_2", async () => {
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  expect(await main(["build", FEATURES])).toBe(2);
  expect(await main(["serve", FEATURES, "--listen", "nowhere"])).toBe(2);
  expect(await main(["serve", FEATURES, "--strict"])).toBe(2);
  expect(await main(["run", FEATURES])).toBe(2);
  expect(await main(["build", join(out, "nothing"), "--out", out])).toBe(1);
  expect(said.mock.lastCall?.[0]).toMatch(/^no app.json in /);
  said.mockRestore();
});
