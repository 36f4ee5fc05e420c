// A group call with TUICallKit on real pages.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { GroupPage, gone } from "../lib/group.mjs";
import { Server } from "../lib/server.mjs";

let server;
const pages = [];

before(async () => {
  server = await Server.start();
});

after(async () => {
  for (const page of pages) await page.close();
  await server?.stop();
});

async function open(user, hertz, options) {
  const page = await GroupPage.signIn(server, user, { hertz, ...options });
  pages.push(page);
  return page;
}

test("three pages see and hear each other, and a fourth is invited in mid-call", async () => {
  const alice = await open("alice", 440);
  const bob = await open("bob", 660);
  const carol = await open("carol", 880);
  await alice.api("groupCall", { userIDList: ["bob", "carol"], type: 2, groupID: "team" });
  await alice.tiles(["bob", "carol", "alice"]);
  await bob.press("accept");
  await carol.press("accept");
  for (const [page, others] of [
    [alice, ["bob", "carol"]],
    [bob, ["alice", "carol"]],
    [carol, ["alice", "bob"]],
  ]) {
    await page.tiles([...others, page.user]);
    for (const other of others) await page.seesTile(other);
  }
  await alice.hearsAll([660, 880]);
  await carol.hearsAll([440, 660]);

  const dave = await open("dave", 1100);
  await bob.press("invite");
  await bob.page.locator("tui-call-kit .ck-picker__field").fill("dave");
  await bob.page.keyboard.press("Enter");
  await alice.tiles(["bob", "carol", "dave", "alice"]);
  await dave.press("accept");
  for (const page of [alice, bob, carol]) await page.seesTile("dave");
  await dave.hearsAll([440, 660, 880]);

  await alice.press("hangUp");
  await bob.tiles(["carol", "dave", "bob"]);
  await bob.seesTile("carol");
  for (const page of [bob, carol]) await page.press("hangUp");
  for (const page of [alice, bob, carol, dave]) await gone(page);
});

test("a call between two grows into a group: timer, sound and pictures go on", async () => {
  const [alice, bob, carol] = pages;
  await alice.api("call", { userID: "bob", type: 2 });
  await bob.press("accept");
  await alice.seesTile("bob");
  await alice.forgetShown();
  await alice.api("inviteUser", { userIDList: ["carol"] });
  await carol.press("accept");
  await alice.tiles(["bob", "carol", "alice"]);
  for (const user of ["bob", "carol"]) await alice.seesTile(user);
  await bob.hearsAll([440, 880]);
  assert.deepEqual(await alice.everShowed(["Reconnecting", "Back online"]), []);
  for (const page of [alice, bob]) await page.press("hangUp");
  for (const page of [alice, bob, carol]) await gone(page);
});
