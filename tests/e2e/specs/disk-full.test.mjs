// A full disk: nothing new is begun and it is said why, what runs can be ended, and with room all goes on.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { firstPassword, Operator } from "../lib/console.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";
import { Wire } from "../lib/wire.mjs";

let disk;
let server;
let operator;
let alice;
let bob;
let call;

before(async () => {
  disk = mkdtempSync(join(tmpdir(), "callkit-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", disk]);
  server = await Server.start({ dataDir: join(disk, "data") });
  operator = await Operator.open(server);
  await operator.signIn(firstPassword(server));
  alice = await Wire.signIn(server, "alice");
  bob = await Wire.signIn(server, "bob");
  const reply = await alice.command({ type: "call", key: "a1", callees: ["bob"], media: "audio" });
  call = reply.ok.call_id;
  await bob.hears(({ type, call: view }) => type === "view" && view.call_id === call);
  assert.ok((await bob.command({ type: "accept", key: "b1", call_id: call })).ok);
});

after(async () => {
  await operator?.close();
  await server?.stop();
  execFileSync("umount", ["-l", disk]);
  rmSync(disk, { recursive: true, force: true });
});

/** Writes until nothing more fits. */
function fill() {
  const file = openSync(join(disk, "filler"), "a");
  try {
    for (const size of [65_536, 4096])
      for (let written = size; written === size; ) written = writeSync(file, Buffer.alloc(size));
  } catch (error) {
    assert.equal(error.code, "ENOSPC");
  } finally {
    closeSync(file);
  }
}

test("no call is begun, and whoever tries is told why", async () => {
  fill();
  const carol = await Wire.signIn(server, "carol");
  let number = 0;
  // What the database has of free pages is used up first.
  const refused = await until("a call is refused", async () => {
    number += 1;
    const { ok, error } = await carol.command({
      ...{ type: "call", key: `c${number}`, callees: ["dave"], media: "audio" },
    });
    if (error) return error;
    await carol.command({ type: "hangup", key: `h${number}`, call_id: ok.call_id });
    throw new Error(`${number} calls`);
  });
  assert.equal(refused.code, 4501);
  assert.equal(refused.name, "store_unavailable");
  await until("it is not ready", async () => (await fetch(`${server.url}/readyz`)).status === 503);
});

test("the console shows what there is, and says why it cannot change it", async () => {
  await operator.press("New app");
  await operator.page.locator("dialog input").first().fill("Another");
  await operator.page.locator("dialog form").getByRole("button", { name: "New app" }).click();
  await operator.reads("Look whether the disk is full");
  await operator.page.locator("dialog").getByRole("button", { name: "Cancel" }).click();
  await operator.go("Live");
  await operator.reads("alice");
});

test("hanging up works, and both are told", async () => {
  assert.ok((await alice.command({ type: "hangup", key: "a2", call_id: call })).ok);
  await bob.hears(({ type, call: view }) => type === "view" && view.ended?.reason === "hangup");
});

test("with room again calls are begun, and the record of the one that ended is there", async () => {
  rmSync(join(disk, "filler"));
  await until("it is ready", async () => (await fetch(`${server.url}/readyz`)).ok);
  // What ended meanwhile is written first; until then its members are in it.
  let number = 2;
  await until("alice calls again", async () => {
    number += 1;
    const again = { type: "call", key: `a${number}`, callees: ["bob"], media: "audio" };
    const { ok, error } = await alice.command(again);
    if (error) throw new Error(error.name);
    return ok;
  });
  await operator.go("Call records");
  await operator.page
    .getByRole("row", { name: /Hung up/ })
    .first()
    .waitFor();
});
