// The guide's page on sub-packages, done as it says: its blocks are the files of this mini program.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";

import { Caller } from "../lib/caller.mjs";
import { hears, letsGo, Mini, sees } from "../lib/mini.mjs";
import { Server } from "../lib/server.mjs";

const ROOT = resolve(import.meta.dirname, "../../..");
const PAGE = readFileSync(join(ROOT, "docs/zh/subpackage.md"), "utf8");
const [, APP, CALL, OPEN, ON_LOAD] = [...PAGE.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(
  ([, code]) => code,
);
const WXML = readFileSync(join(ROOT, "tests/e2e/fixtures/guide/step5.wxml.txt"), "utf8");

/** Two folders into a sub-package, a first page that opens the call page, and nothing else. */
function intoSubPackage(dir) {
  for (const folder of ["pages", "components", "locale"])
    rmSync(join(dir, folder), { recursive: true });
  for (const folder of ["TUICallKit", "TUICallEngine", "debug"]) {
    mkdirSync(join(dir, "packageCall"), { recursive: true });
    renameSync(join(dir, folder), join(dir, "packageCall", folder));
  }
  const write = (path, text) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  write("app.json", APP);
  write("app.js", "App({});");
  write("app.wxss", "");
  write("pages/index/index.json", "{}");
  write("pages/index/index.wxml", '<view bindtap="open">打给 bob</view>');
  write("pages/index/index.js", `Page({ open() { ${OPEN} } });`);
  write("packageCall/pages/call/call.json", CALL);
  write("packageCall/pages/call/call.wxml", WXML.replace(/^\/\/.*\n/, ""));
  write(
    "packageCall/pages/call/call.js",
    `const { genTestUserSig } = require("../../debug/GenerateTestUserSig");
     const userID = "alice";
     Page({
       data: { config: { ...genTestUserSig(userID), userID } },
       ${ON_LOAD}
     });`,
  );
}

let server;
let mini;
let bob;

before(async () => {
  server = await Server.start();
  mini = await Mini.set(server, { change: intoSubPackage });
  bob = await Caller.signIn(server, "bob", { hertz: 660 });
});

after(async () => {
  await bob?.close();
  await mini?.close();
  await server?.stop();
});

test("from a page of the main package the call page in a sub-package calls", async () => {
  const alice = await mini.phone({ hertz: 440 });
  await alice.tapText("打给 bob");
  await bob.hearsOf("onCallReceived");
  await bob.do("accept");
  await Promise.all([hears(alice, 660), sees(alice), bob.hears(440)]);
  assert.deepEqual(await alice.errors(), []);
  await alice.tapText("挂断");
  await bob.hearsOf("onCallEnd");
  await letsGo(alice);
});
