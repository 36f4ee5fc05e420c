// What of a group's pictures is sent to whom: what is seen, as large as it is seen.

import { after, before, test } from "node:test";

import { GroupPage } from "../lib/group.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

/** How long bytes are counted, s: long enough that no single key frame decides. */
const WINDOW_S = 4;
/** So many times the bytes: a camera that is not there compresses well, and a machine with two cores sends few pictures. */
const CLEARLY = 1.5;

let server;
const pages = [];

before(async () => {
  server = await Server.start();
  for (const [user, hertz] of Object.entries({ alice: 440, bob: 660, carol: 880 }))
    pages.push(await GroupPage.signIn(server, user, { hertz }));
  const [alice, bob, carol] = pages;
  await alice.api("groupCall", { userIDList: ["bob", "carol"], type: 2, groupID: "team" });
  await bob.press("accept");
  await carol.press("accept");
  for (const user of ["bob", "carol"]) await alice.seesTile(user, 5, 60_000);
});

after(async () => {
  for (const page of pages) await page.close();
  await server?.stop();
});

/** Waits until this member's picture comes in such a width. */
function comes(page, user, fits) {
  return until(
    `${user}'s picture fits`,
    async () => {
      const { width } = (await page.seats())[user];
      if (fits(width)) return true;
      throw new Error(`${width} wide`);
    },
    60_000,
  );
}

test("a small tile gets the small picture, a big one a larger one", async () => {
  const [alice] = pages;
  await comes(alice, "carol", (width) => width > 0 && width <= 320);
  await alice.page.locator('tui-call-kit [data-tile="carol"]').click();
  await comes(alice, "carol", (width) => width > 320);
  await alice.page.locator('tui-call-kit [data-tile="carol"]').click();
  await comes(alice, "carol", (width) => width > 0 && width <= 320);
});

/** Waits until over a while the picture of `small` cost clearly fewer bytes a second than that of `big`. */
function costs(page, small, big) {
  let from;
  let seen = "";
  return until(
    `${small}'s small tile costs clearly less than ${big}'s big one`,
    async () => {
      const seats = await page.seats();
      const at = performance.now();
      from ??= { at, seats };
      const seconds = (at - from.at) / 1000;
      if (seconds < WINDOW_S) throw new Error(seen);
      const rate = (user) => (seats[user].bytes - from.seats[user].bytes) / seconds;
      const [less, more] = [rate(small), rate(big)];
      from = { at, seats };
      seen = `${Math.round(less)} and ${Math.round(more)} bytes a second`;
      if (less > 0 && less * CLEARLY < more) return true;
      throw new Error(seen);
    },
    60_000,
  );
}

test("a small tile costs fewer bytes a second than a big one, whosever it is", async () => {
  const [alice] = pages;
  for (const [big, small] of [
    ["carol", "bob"],
    ["bob", "carol"],
  ]) {
    const tile = alice.page.locator(`tui-call-kit [data-tile="${big}"]`);
    await tile.click();
    await comes(alice, big, (width) => width > 320);
    await comes(alice, small, (width) => width > 0 && width <= 320);
    await costs(alice, small, big);
    await tile.click();
    await comes(alice, big, (width) => width > 0 && width <= 320);
  }
});

test("who is not seen is not sent, and is heard all the same", async () => {
  const [alice] = pages;
  await alice.page.locator('tui-call-kit [data-tile="carol"]').click();
  await alice.api("enableFloatWindow", true);
  // The small window shows carol alone.
  await alice.api("toggleMinimize");
  await until(
    "only carol's picture is sent",
    async () => {
      const before = await alice.seats();
      await alice.seesTile("carol", 10, 60_000);
      const now = await alice.seats();
      const grown = ["bob", "carol"].filter((user) => now[user].bytes > before[user].bytes);
      if (grown.join() === "carol") return true;
      throw new Error(`those of ${grown.join(", ")}`);
    },
    60_000,
  );
  await alice.hearsAll([660, 880]);
  await alice.api("toggleMinimize");
  for (const user of ["bob", "carol"]) await alice.seesTile(user, 5, 60_000);
});

test("lips and voice are within 80 ms of each other", async () => {
  const [, bob] = pages;
  for (const user of ["alice", "carol"]) {
    await until(
      `${user}'s lips and voice belong together`,
      async () => {
        const { playsAudio, playsVideo } = (await bob.seats())[user];
        const apart = Math.abs(playsAudio - playsVideo);
        if (apart <= 80) return true;
        throw new Error(`${apart} ms apart`);
      },
      60_000,
    );
  }
});
