// The console as a new user meets it: from an empty directory to a first call, its record, its timeline, and another key.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { Person } from "../lib/browser.mjs";
import { firstPassword, Operator } from "../lib/console.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

/** The name of the app: to be seen as it is written, and to do nothing. */
const NAME = 'Shop <img src=x onerror="window.hacked=1">';

let server;
let operator;
let site;
/** What the user's own website serves. */
let page = "";
let people;
let app;

before(async () => {
  server = await Server.start();
  operator = await Operator.open(server);
  site = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(page);
  });
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
});

after(async () => {
  await people?.close();
  await operator?.close();
  site?.close();
  await server?.stop();
});

const kit = (tab) => tab.locator("tui-call-kit");
const tap = (tab, id) => kit(tab).locator(`[data-button=${id}]`).click();

/** Shows the controls, which hide by themselves. */
async function stir(tab) {
  await tab.bringToFront();
  await until("the controls are shown", async () => {
    await tab.mouse.move(40 + 100 * Math.random(), 200);
    return kit(tab).locator("[data-button=hangUp]").isVisible();
  });
}

/** alice calls bob, and he accepts. */
async function call(alice, bob) {
  await alice.getByRole("button", { name: "Call bob" }).click();
  await tap(bob, "accept");
  for (const tab of [alice, bob])
    await kit(tab)
      .getByText(/^0?\d:\d\d$|^\d\d:\d\d$/)
      .first()
      .waitFor();
}

test("signs in with the password of the first start, and with no other", async () => {
  await operator.page.goto(`${server.url}/console/`);
  await operator.audit("sign-in");
  await operator.page.getByLabel("Console password").fill("not the password");
  await operator.press("Sign in");
  await operator.reads("That is not the password");
  await operator.signIn(firstPassword(server));
  await operator.audit("apps");
});

test("creates an app and shows its pair", async () => {
  await operator.press("New app");
  await operator.page.getByLabel("Name").fill(NAME);
  await operator.page.locator("dialog form").getByRole("button", { name: "New app" }).click();
  await operator.reads("SecretKey");
  const shown = await operator.page.locator("dialog .secret code").allTextContents();
  app = Number(shown[0]);
  assert.match(shown[1], /^[0-9a-f]{64}$/);
  await operator.press("Go to the quick start");
  await operator.heading("Quick start");
  assert.ok((await operator.page.locator(".app-switch").first().textContent()).includes(NAME));
  assert.equal(await operator.page.evaluate(() => window.hacked), undefined);
});

test("the copied quick start makes a call", async () => {
  await operator.press("Fill in test tickets");
  await operator.reads("Filled in");
  await operator.page.getByRole("button", { name: "Copy call.html" }).click();
  page = await operator.pasted();
  assert.ok(page.includes(`SDKAppID: ${app}`));

  people = await Person.open({ hertz: 660 });
  const alice = people.page;
  const bob = await people.context.newPage();
  const at = (user) => `http://127.0.0.1:${site.address().port}/?user=${user}`;
  await bob.goto(at("bob"));
  await bob.getByRole("button", { name: "Call alice" }).waitFor();
  await alice.goto(at("alice"));
  await call(alice, bob);
  people.alice = alice;
  people.bob = bob;
});

test("the call is seen live, with figures of both members", async () => {
  await operator.go("Live");
  const { page: seen } = operator;
  await operator.reads("alice → bob");
  const rows = seen.locator(".table--grouped tbody tr:not(.group)");
  await until("both members have figures", async () => {
    const texts = await rows.allTextContents();
    return texts.length === 2 && texts.every((text) => /[1-9]\d* kbit\/s/.test(text));
  });
  await operator.audit("live");
  await seen.getByRole("tab", { name: /Users online/ }).click();
  const users = seen.getByRole("tabpanel");
  await users.locator(".device__sdk").first().waitFor();
  assert.match(await users.locator(".device__sdk").first().textContent(), /\/\d+\.\d+/);
  assert.deepEqual(await users.locator(".cell-link").allTextContents(), ["alice", "bob"]);
  await seen.getByRole("searchbox").fill("bo");
  await until(
    "the server finds one",
    async () => (await users.locator(".cell-link").count()) === 1,
  );
});

test("rotating the key cuts nobody off, and the new key signs", async () => {
  const { page: seen } = operator;
  await operator.go("Settings and keys");
  await operator.press("Rotate the key");
  await operator.reads("stays good until your backend");
  await operator.page
    .locator("dialog form")
    .getByRole("button", { name: "Rotate the key" })
    .click();
  await operator.reads("Key 2 is in use");
  const key = await seen.locator("dialog .secret code").textContent();
  await operator.page.locator("dialog .button--primary").click();
  await operator.reads("Good until");

  const ticket = server
    .callkit("usersig", "sign", "--sdkappid", String(app), "--secret-key", key, "--userid", "carol")
    .trim();
  await operator.go("Ticket tool");
  await seen.getByRole("tab", { name: "Inspect" }).click();
  await seen.getByLabel("Ticket", { exact: true }).fill(ticket);
  await operator.press("Inspect the ticket");
  await operator.reads("Good: it signs the user in");
  assert.match(await seen.locator(".facts").textContent(), /Key 2/);
  await operator.audit("ticket tool");

  const [old] = /alice: "([^"]+)"/.exec(page)?.slice(1) ?? [];
  await seen.getByLabel("Ticket", { exact: true }).fill(old);
  await operator.press("Inspect the ticket");
  await until("the old key still signs", async () =>
    /Key 1/.test(await seen.locator(".facts").textContent()),
  );
  await operator.reads("Good: it signs the user in");

  for (const tab of [people.alice, people.bob]) {
    await stir(tab);
  }
  await people.sees(5);
});

test("the call's record and timeline say what happened", async () => {
  await stir(people.alice);
  await tap(people.alice, "microphone");
  await stir(people.bob);
  await tap(people.bob, "hangUp");
  const { page: seen } = operator;
  await operator.go("Call records");
  await operator.page.reload();
  await operator.heading("Call records");
  await seen.getByRole("link", { name: "alice → bob" }).click();
  await operator.reads("What happened");
  const said = await seen.locator(".timeline__text").allTextContents();
  const order = [
    "alice made a video call",
    "alice called bob",
    "A device of bob rang",
    "bob accepted",
    "alice turned the microphone off",
    "The call ended: Hung up (bob)",
  ];
  const places = order.map((text) => said.findIndex((each) => each.includes(text)));
  assert.ok(!places.includes(-1), `the timeline has it all: ${said.join(" | ")}`);
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  );
  await seen.locator(".timeline__entry button").nth(places[4]).click();
  await seen.locator(".moment").waitFor();
  await operator.audit("call");
});

test("the records leave as a table, and what is kept about a person can be removed", async () => {
  const { page: seen } = operator;
  await operator.go("Call records");
  const download = seen.waitForEvent("download");
  await seen.getByRole("link", { name: "Export CSV" }).click();
  const stream = await (await download).createReadStream();
  let csv = "";
  for await (const chunk of stream) csv += chunk;
  assert.match(csv, /alice bob/);

  await operator.go("Users");
  const listed = seen.locator("tbody .cell-link");
  await listed.nth(1).waitFor();
  assert.deepEqual(await listed.allTextContents(), ["alice", "bob"]);
  await seen.getByRole("searchbox").fill("BO");
  await until("the server finds one", async () => (await listed.count()) === 1);
  await listed.click();
  await operator.heading("bob");
  await operator.audit("user");
  await operator.press("Delete this user");
  await seen.locator("dialog").getByRole("button", { name: "Delete this user" }).click();
  await operator.reads(/records now say deleted-/);
});

test("every page of the server is there, works by keyboard, and is left by signing out", async () => {
  const { page: seen } = operator;
  for (const name of [
    "WeChat domains",
    "Connection test",
    "Installation",
    "Sign-in and password",
    "Apps",
  ]) {
    await operator.go(name);
  }
  await seen.reload();
  await operator.heading("Apps");
  await seen.keyboard.press("Tab");
  await seen.keyboard.press("Enter");
  await seen.getByLabel("Name").waitFor();
  await seen.keyboard.press("Escape");
  await seen.locator("dialog.dialog").waitFor({ state: "detached" });
  await seen.locator(".skip").focus();
  await seen.keyboard.press("Enter");
  assert.equal(await seen.evaluate(() => document.activeElement.id), "main");
  await operator.press("Sign out");
  await seen.getByLabel("Console password").waitFor();
  const after = await fetch(`${server.url}/console/api/apps`);
  assert.equal(after.status, 401);
  operator.isWell();
});
