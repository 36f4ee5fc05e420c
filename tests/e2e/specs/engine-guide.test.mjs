// The page on TUICallEngine begins with a call page: its blocks, put together, call for real.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";

import { Caller } from "../lib/caller.mjs";
import { hears, letsGo, Mini, sees } from "../lib/mini.mjs";
import { Server } from "../lib/server.mjs";

const PAGE = readFileSync(resolve(import.meta.dirname, "../../../docs/zh/engine.md"), "utf8");
const [SCRIPT, WXML, HANDLERS] = [...PAGE.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)].map(
  ([, code]) => code,
);
const [, IMPORT, START] = /^(import .*\n)([\s\S]*)$/.exec(SCRIPT);

/** A page of its own: what is between the blocks is a page's frame, and whose ticket it is. */
function addPage(dir) {
  const folder = join(dir, "pages/guide");
  mkdirSync(folder, { recursive: true });
  const file = join(dir, "app.json");
  const app = JSON.parse(readFileSync(file, "utf8"));
  app.pages.unshift("pages/guide/guide");
  writeFileSync(file, JSON.stringify(app));
  writeFileSync(join(folder, "guide.json"), "{}");
  writeFileSync(join(folder, "guide.wxml"), WXML);
  writeFileSync(
    join(folder, "guide.js"),
    `${IMPORT}
     import { genTestUserSig } from "../../debug/GenerateTestUserSig";
     const { sdkAppID, userSig } = genTestUserSig("alice");
     let engine;
     Page({
       data: { pusher: {}, playerList: [] },
       onLoad() {
         ${START.replace("const engine", "engine").replace("1400000001", "sdkAppID")}
       },
       ${HANDLERS}
     });`,
  );
}

let server;
let mini;
let bob;

before(async () => {
  server = await Server.start();
  mini = await Mini.set(server, { change: addPage });
  bob = await Caller.signIn(server, "bob", { hertz: 660 });
});

after(async () => {
  await bob?.close();
  await mini?.close();
  await server?.stop();
});

test("the engine's first example is a whole call by video", async () => {
  const alice = await mini.phone({ hertz: 440 });
  await bob.hearsOf("onCallReceived");
  await bob.do("accept");
  await Promise.all([hears(alice, 660), sees(alice), bob.hears(440), bob.sees(10)]);
  await bob.do("hangup");
  await letsGo(alice);
  assert.deepEqual(await alice.errors(), []);
});
