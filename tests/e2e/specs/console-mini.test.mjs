// The mini program's quick start, copied from the console as it stands there, calls between two phones.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { firstPassword, Operator } from "../lib/console.mjs";
import { letsGo, Mini, press, sees, shows, signedIn } from "../lib/mini.mjs";
import { Server } from "../lib/server.mjs";

const PAGE = "pages/call/call";

let server;
let operator;
let mini;

before(async () => {
  server = await Server.start();
  operator = await Operator.open(server);
});

after(async () => {
  await mini?.close();
  await operator?.close();
  await server?.stop();
});

/** Copies a block by the button beside it. */
async function copied(name) {
  await operator.page.getByRole("button", { name: `Copy ${name}`, exact: true }).click();
  return operator.pasted();
}

/** Puts what was copied into the mini program, as the quick start says. */
function addPage(files) {
  return (dir) => {
    mkdirSync(join(dir, "pages/call"), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
    const file = join(dir, "app.json");
    const app = JSON.parse(readFileSync(file, "utf8"));
    app.pages.push(PAGE);
    writeFileSync(file, JSON.stringify(app));
  };
}

test("the copied page signs alice and bob in, and one calls the other", async () => {
  await operator.signIn(firstPassword(server));
  await operator.go("Quick start");
  await operator.page.getByRole("tab", { name: "Mini program" }).click();
  await operator.press("Fill in test tickets");
  await operator.reads("Filled in");
  await operator.audit("quick start, mini program");
  const files = {};
  for (const name of ["json", "wxml", "js"].map((kind) => `${PAGE}.${kind}`)) {
    files[name] = await copied(name);
  }
  files["TUICallEngine/server.js"] = await copied("TUICallEngine/server.js");

  mini = await Mini.set(server, { address: "nowhere", change: addPage(files) });
  const phone = async (user) => {
    const opened = await mini.phone();
    await opened.open(`/${PAGE}?user=${user}`);
    await signedIn(opened);
    return opened;
  };
  const bob = await phone("bob");
  const alice = await phone("alice");
  await alice.tapText("Call bob");
  await shows(bob, "邀请你视频通话");
  await press(bob, "接听");
  await Promise.all([sees(alice), sees(bob)]);
  await press(bob, "挂断");
  await Promise.all([letsGo(alice), letsGo(bob)]);
  assert.deepEqual(await alice.errors(), []);
  operator.isWell();
});
