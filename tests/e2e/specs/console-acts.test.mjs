// What the operator does to others and to himself: ends a call, signs a device out, changes what an app's calls may do, ends
// sessions, changes the password.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { firstPassword, Operator } from "../lib/console.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";
import { Wire } from "../lib/wire.mjs";

const NEW_PASSWORD = "correct horse battery";
const KICKED_OUT = 4011;
/** Less than the three heartbeats after which the server takes a device for gone. */
const PING_MS = 5000;

let server;
let operator;
/** Of the same operator, on another machine. */
let elsewhere;
const devices = [];

before(async () => {
  server = await Server.start();
  operator = await Operator.open(server);
  await operator.signIn(firstPassword(server));
});

after(async () => {
  for (const each of devices) each.close();
  await elsewhere?.close();
  await operator?.close();
  await server?.stop();
});

/** A device, which stays however long the pages take. */
async function device(user, options) {
  const wire = await Wire.signIn(server, user, options);
  const pings = setInterval(() => wire.say({ type: "ping", sent: 0 }), PING_MS);
  wire.socket.once("close", () => clearInterval(pings));
  devices.push(wire);
  return wire;
}

/** Answers the question that the console asks first. */
const sure = (name) => operator.page.locator("dialog").getByRole("button", { name }).click();

test("a call that the operator ends is over for both, and they are told why", async () => {
  const bob = server.agent("answer", "--as", "bob", "--audio", "tone:660");
  await bob.event("signed_in");
  const alice = server.agent("call", "bob", "--as", "alice", "--audio", "tone:440");
  await alice.event("connected");
  await operator.go("Live");
  await operator.reads("alice → bob");
  await operator.press("End the call");
  await operator.audit("end a call");
  await sure("End the call");
  for (const agent of [alice, bob]) {
    const { ended } = await agent.ended();
    assert.equal(ended.reason, "server");
  }
  await operator.reads("No calls now");
  await operator.go("Call records");
  await operator.reads("alice → bob");
  const [record] = await operator.page.locator("tbody tr").allTextContents();
  assert.match(record, /Ended by the server/);
});

test("a device that the operator signs out is gone at once", async () => {
  const bob = await device("bob");
  await operator.go("Live");
  await operator.page.getByRole("tab", { name: /Users online/ }).click();
  await operator.press("Sign out: bob, Native");
  await sure("Sign out");
  await until("bob's connection is closed", () => bob.closed === KICKED_OUT);
  await operator.reads("Nobody is online");
});

test("what an app's calls may do is changed, and holds at once", async () => {
  const { page } = operator;
  const first = await device("carol", { device: "one" });
  await device("carol", { device: "two" });
  await until("one device gives way to the other", () => first.closed === KICKED_OUT);

  await operator.go("Settings and keys");
  await page.getByLabel("Several devices on one platform").selectOption("Yes");
  await page.getByLabel("Ring time").fill("0");
  await operator.press("Save");
  await operator.reads("Enter a whole number from 1 to 600");
  await page.getByLabel("Ring time").fill("1");
  await operator.press("Save");
  await operator.reads("Saved");

  const third = await device("carol", { device: "three" });
  const fourth = await device("carol", { device: "four" });
  await operator.go("Live");
  await page.getByRole("tab", { name: /Users online/ }).click();
  await until("three devices are seen", async () => (await page.locator(".device").count()) === 3);
  assert.equal(third.closed, undefined);

  // It rings for the second that was set, and no longer.
  const call = { type: "call", key: "k1", callees: ["nobody"], media: "audio" };
  const { ok } = await fourth.command(call);
  const over = ({ type, call: view }) =>
    type === "view" && view.call_id === ok.call_id && view.ended;
  const { call: view } = await fourth.hears(over);
  assert.equal(view.ended.reason, "offline");

  await operator.go("Settings and keys");
  assert.equal(await page.getByLabel("Ring time").inputValue(), "1");
  await page.getByLabel("Most calls at once").fill("0");
  await operator.press("Save");
  await until("no call is taken any more", async () => {
    const key = `k${Math.random()}`.replace(".", "");
    const reply = await fourth.command({ ...call, key });
    return reply.error !== undefined;
  });
});

test("a withdrawn key cuts off whoever signed in with it, and nobody else", async () => {
  const { page } = operator;
  const erin = await device("erin");
  await operator.press("Rotate the key");
  await page.locator("dialog form").getByRole("button", { name: "Rotate the key" }).click();
  await operator.reads("Key 2 is in use");
  await page.locator("dialog .button--primary").click();
  const frank = await device("frank");
  assert.equal(erin.closed, undefined, "the old key has its overlap");
  const row = page.getByRole("row", { name: /Key 1/ });
  await row.getByRole("button", { name: "Withdraw now" }).click();
  await sure("Withdraw now");
  await operator.reads("Key 1 is withdrawn");
  await until("erin is cut off", () => erin.closed !== undefined);
  assert.equal(frank.closed, undefined);
});

test("a disabled app cuts its users off, and takes them back when it is enabled", async () => {
  const { page } = operator;
  const dave = await device("dave");
  await operator.press("Disable the app");
  await sure("Disable the app");
  await until("dave is cut off", () => dave.closed !== undefined);
  await operator.press("Enable again");
  await page.getByRole("button", { name: "Disable the app" }).waitFor();
  await device("dave");
});

test("another session is seen, and ended where it is open", async () => {
  elsewhere = await Operator.open(server);
  await elsewhere.signIn(firstPassword(server));
  await elsewhere.go("Live");
  await operator.go("Sign-in and password");
  const rows = operator.page.locator("tbody tr");
  assert.equal(await rows.count(), 2);
  await operator.press(/^End$/);
  await operator.audit("end a session");
  await sure("End");
  await until("it is no longer listed", async () => (await rows.count()) === 1);
  await elsewhere.page.getByLabel("Console password").waitFor();
});

test("the password is changed, and every other session ends", async () => {
  await elsewhere.signIn(firstPassword(server));
  const { page } = operator;
  const change = async (current, password, repeated = password) => {
    await page.getByLabel("Current password").fill(current);
    await page.getByLabel("New password").fill(password);
    await page.getByLabel("Once more").fill(repeated);
    await operator.press("Change the password");
  };
  await change(firstPassword(server), NEW_PASSWORD, "something else");
  await operator.reads("The two are not the same");
  await change("not the password", NEW_PASSWORD);
  await operator.reads("That is not the password");
  await change(firstPassword(server), NEW_PASSWORD);
  await operator.reads("The password is changed");

  await elsewhere.page.reload();
  await elsewhere.page.getByLabel("Console password").fill(firstPassword(server));
  await elsewhere.press("Sign in");
  await elsewhere.reads("That is not the password");
  await elsewhere.signIn(NEW_PASSWORD);
  // Who changed it is still signed in.
  await page.reload();
  await operator.heading("Sign-in and password");
  operator.isWell();
});
