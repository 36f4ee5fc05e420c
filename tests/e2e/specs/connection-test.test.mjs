// The connection test: in the console, by link without a password, and on a network that lets no UDP through.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Person } from "../lib/browser.mjs";
import { firstPassword, Operator } from "../lib/console.mjs";
import { freePort, Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

let server;
let operator;
let link;

before(async () => {
  server = await Server.start({ args: ["--media-tcp-port", String(await freePort())] });
  operator = await Operator.open(server);
  await operator.signIn(firstPassword(server));
});

after(async () => {
  await operator?.close();
  await server?.stop();
});

/** Runs the test on a page and gives each check's state. */
async function states(page) {
  await page.getByRole("button", { name: "Start the test" }).click();
  await page.getByRole("button", { name: "Test again" }).waitFor({ timeout: 90_000 });
  const rows = await page.locator(".probe__row").all();
  const pairs = await Promise.all(
    rows.map(async (row) => [
      await row.getAttribute("data-check"),
      await row.getAttribute("data-state"),
    ]),
  );
  return Object.fromEntries(pairs);
}

const GOOD = {
  signalling: "good",
  udp: "good",
  tcp: "good",
  flv: "good",
  microphone: "good",
  camera: "good",
};

test("finds everything well where it is", async () => {
  await operator.go("Connection test");
  assert.deepEqual(await states(operator.page), GOOD);
  await operator.reads("Calls work from here");
  await operator.audit("connection test, done");
  await operator.press("Make a link");
  link = await operator.page.locator(".share code").textContent();
  operator.isWell();
});

test("leaves nothing behind: no call, nobody online", async () => {
  await until("nobody is online", async () => {
    const { calls_connected, calls_ringing, users_online } = await operator.page.evaluate(
      async () => (await fetch("/console/api/overview")).json(),
    );
    return calls_connected + calls_ringing + users_online === 0;
  });
});

test("a link lets somebody else test, and does not stay in his history", async () => {
  const guest = await Person.open({ hertz: 660 });
  try {
    await guest.page.goto(link);
    await guest.page.getByRole("heading", { name: "Connection test" }).waitFor();
    assert.equal(await guest.page.evaluate(() => location.hash), "");
    assert.deepEqual(await states(guest.page), GOOD);
    const asked = await guest.page.evaluate(async () => (await fetch("/console/api/apps")).status);
    assert.equal(asked, 401, "the link opens nothing of the console");
    assert.deepEqual(guest.errors, []);
  } finally {
    await guest.close();
  }
});

test("without UDP it says so, how to mend it, and that calls go by TCP", async () => {
  const dead = await freePort();
  const guest = await Person.open({ hertz: 660, ports: [[server.mediaPort, dead]] });
  try {
    await guest.page.goto(link);
    const found = await states(guest.page);
    assert.equal(found.udp, "bad");
    assert.equal(found.tcp, "good");
    const text = await guest.page.locator("[data-check=udp]").textContent();
    assert.match(text, /--media-address/);
    await guest.page.getByText("by TCP only").waitFor();
  } finally {
    await guest.close();
  }
});

test("without a link, or with half of one, it says what is missing", async () => {
  for (const address of [`${server.url}/connection-test/`, link.slice(0, -40)]) {
    await operator.page.goto("about:blank");
    await operator.page.goto(address);
    await operator.page.getByText("incomplete or has expired").waitFor();
  }
});
