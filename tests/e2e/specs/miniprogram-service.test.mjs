// TUICallKitAPI in a mini program, as code for the vendor's later versions uses it: one place for all calls, and a
// component on the page that nobody asks for by its ID.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { hears, letsGo, Mini, press, sees, shows } from "../lib/mini.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const PAGE = `
const { TUICallKitAPI } = require("../../TUICallKit/TUICallService/index");
const { genTestUserSig } = require("../../debug/GenerateTestUserSig");

Page({
  data: { log: [] },
  onLoad() {
    const note = (line) => this.setData({ log: [...this.data.log, line] });
    TUICallKitAPI.enableFloatWindow(true);
    TUICallKitAPI.setCallback({
      beforeCalling: (how) => note(how),
      statusChanged: ({ newStatus }) => note(newStatus),
      afterCalling: () => note("over"),
    });
    TUICallKitAPI.init({ userID: "alice", ...genTestUserSig("alice") }).then(() => note("ready"));
  },
  call() {
    TUICallKitAPI.calls({ userIDList: ["bob"], type: 2 });
  },
});
`;

let server;
let mini;
let bob;

before(async () => {
  server = await Server.start();
  mini = await Mini.set(server, {
    change(dir) {
      writePage(dir, "service", PAGE, '<button bindtap="call">Call Bob</button>');
      writePage(dir, "second", "Page({});", "<view>The second page</view>");
      const app = join(dir, "app.json");
      const json = JSON.parse(readFileSync(app, "utf8"));
      const pages = ["pages/service/service", "pages/second/second"];
      writeFileSync(app, JSON.stringify({ ...json, pages }));
    },
  });
  bob = server.agent("answer", "--as", "bob", "--audio", "tone:610");
  await bob.event("signed_in");
});

after(async () => {
  bob?.stop();
  await mini?.close();
  await server?.stop();
});

/** A page that has the component below what it has of its own. */
function writePage(dir, name, script, markup) {
  const folder = join(dir, "pages", name);
  mkdirSync(folder);
  const usingComponents = { TUICallKit: "/TUICallKit/TUICallKit" };
  writeFileSync(join(folder, `${name}.js`), script);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ usingComponents }));
  writeFileSync(join(folder, `${name}.wxss`), "");
  writeFileSync(join(folder, `${name}.wxml`), `${markup}<TUICallKit></TUICallKit>`);
}

test("it signs in, calls, is told how it stands, and the page's component shows it", async () => {
  const phone = await mini.phone({ hertz: 440 });
  const log = async () => (await phone.page.evaluate(() => window.__mp.page().data.log)).join();
  const told = (lines) =>
    until(`the page is told ${lines}`, async () => {
      const now = await log();
      if (now === lines) return true;
      throw new Error(now);
    });
  await told("ready");
  await phone.tapText("Call Bob");
  await Promise.all([sees(phone), hears(phone, 610)]);
  await told("ready,call,dialing-c2c,calling-c2c-video");

  // The small window goes along to another page, and the call with it.
  await phone.page.getByRole("button", { name: "最小化" }).click();
  const small = phone.page.locator(".mp-top").getByRole("button", { name: "返回通话" });
  await small.waitFor();
  await phone.page.evaluate(() => window.__mp.wx.navigateTo({ url: "/pages/second/second" }));
  await shows(phone, "The second page");
  await small.waitFor();
  await Promise.all([sees(phone), hears(phone, 610)]);
  await small.click();
  await press(phone, "挂断");
  await shows(phone, "通话结束");
  await letsGo(phone);
  await phone.page.evaluate(() => window.__mp.wx.navigateBack());
  await shows(phone, "Call Bob");
  await told("ready,call,dialing-c2c,calling-c2c-video,idle,over");
  const { code, ended } = await bob.ended();
  assert.equal(code, 0, bob.stderr);
  assert.ok(Math.abs(ended.audio.tone_hz - 440) < 10, `${ended.audio.tone_hz} Hz`);
  await letsGo(phone);
  assert.deepEqual(await phone.errors(), []);
});
