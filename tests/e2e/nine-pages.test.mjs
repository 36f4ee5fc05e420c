// A full call of nine pages, each with a camera of 160 by 90: what each of them shows, side by side, in shots/. By hand,
// on a quiet machine (npm run nine-pages -w tests/e2e): two cores that also do something else are too slow for it.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Person } from "./lib/browser.mjs";
import { GroupPage } from "./lib/group.mjs";
import { Server } from "./lib/server.mjs";
import { contactSheet } from "./lib/sheet.mjs";
import { until } from "./lib/wait.mjs";

const USERS = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan"];
/** Of nine pages that decode eight pictures each, on a machine with two cores. */
const PATIENCE = 120_000;
const WHOLE = { timeout: 420_000 };
const SCREEN = { width: 240, height: 320 };
/** A tab that lies behind another one is a person's whole screen here. */
const ALL_SEEN = [
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
  "--disable-background-timer-throttling",
];

/** Runs before any script of a page: a small camera, so that two cores can do what nine machines would. */
function smallCamera() {
  const native = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const video = { width: 160, height: 90, frameRate: 3 };
  navigator.mediaDevices.getUserMedia = (wanted) =>
    native({ ...wanted, ...(wanted.video && { video }) });
}

let server;
let browser;
const pages = [];

before(async () => {
  server = await Server.start();
  // One browser for all: they need pictures of each other here, not voices that can be told apart.
  browser = await Person.open({ hertz: 440, viewport: SCREEN, args: ALL_SEEN });
  await browser.context.addInitScript(smallCamera);
  for (const user of USERS) pages.push(await GroupPage.inTab(browser, server, user));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test("nine pages see nine pictures each", WHOLE, async () => {
  const [alice, ...others] = pages;
  const userIDList = others.map(({ user }) => user);
  await alice.api("groupCall", { userIDList, type: 2, groupID: "everybody", timeout: 120 });
  await Promise.all(others.map((page) => page.press("accept", PATIENCE)));

  const shots = join(import.meta.dirname, "shots");
  mkdirSync(shots, { recursive: true });
  for (const page of pages) {
    const rest = USERS.filter((user) => user !== page.user);
    await page.tiles([...rest, page.user], PATIENCE);
    await page.page.bringToFront();
    for (const user of rest) await page.seesTile(user, 2, PATIENCE);
    await until(`${page.user} has a picture of each`, async () => {
      const { png, spreads } = await contactSheet(page.page, USERS);
      writeFileSync(join(shots, `nine-pages-${page.user}.png`), png);
      if (Object.values(spreads).every((spread) => spread > 10)) return true;
      throw new Error(JSON.stringify(spreads));
    });
  }
  assert.deepEqual(browser.errors, []);
});
