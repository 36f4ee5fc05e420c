// What a phone does to a mini program in mid-call: background, a telephone call; and calls that come in while a page
// without the component is open.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

import { launch } from "@callkit/miniprogram-host";

import { Caller } from "../lib/caller.mjs";
import { hears, idle, letsGo, MINI_PROGRAM, Mini, press, shows, signedIn } from "../lib/mini.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

let server;
let mini;
let alice;
let bob;

before(async () => {
  server = await Server.start();
  mini = await Mini.set(server);
  alice = await mini.signIn("alice", "audioCall", { hertz: 440 });
  bob = await Caller.signIn(server, "bob", { hertz: 660 });
  await signedIn(alice);
});

after(async () => {
  await bob?.close();
  await mini?.close();
  await server?.stop();
});

async function talk() {
  await bob.forget();
  await bob.do("call", { userID: "alice", type: 1 });
  await press(alice, "接听");
  await Promise.all([hears(alice, 660), bob.hears(440)]);
}

/** Waits until the other side sees alice's connection like this. */
function seen(connection) {
  return until(`alice is ${connection}`, async () => {
    const { call } = await bob.state();
    const member = call?.members.find(({ userId }) => userId === "alice");
    if (member?.connection === connection) return true;
    throw new Error(JSON.stringify(call));
  });
}

test("a telephone call mutes the microphone and gives it back", async () => {
  await talk();
  const told = (on) => bob.saidThat("onUserAudioAvailable", (p) => p.isAudioAvailable === on);
  await bob.forget();
  await alice.interruptAudio();
  await told(false);
  await bob.hears(0);
  await alice.endAudioInterruption();
  await told(true);
  await bob.hears(440);

  // What the user himself had muted stays so.
  await press(alice, "麦克风已开");
  await shows(alice, "麦克风已关");
  await bob.hears(0);
  await alice.interruptAudio();
  await alice.endAudioInterruption();
  await shows(alice, "麦克风已关");
  await press(alice, "挂断");
  await idle(alice);
});

test("frozen in the background the member is away, and resumes when the phone shows it again", async () => {
  await talk();
  const since = (await bob.state()).call.connectedAt;
  await alice.hide();
  await alice.freeze();
  await seen("reconnecting");
  await alice.show();
  await seen("connected");
  await Promise.all([hears(alice, 660), bob.hears(440)]);
  // The same conversation, whose timer goes on; a device's clock is only measured anew.
  const { connectedAt } = (await bob.state()).call;
  assert.ok(Math.abs(connectedAt - since) < 1_000, `${connectedAt} was ${since}`);
  await shows(alice, "麦克风已开");
  await press(alice, "挂断");
  await bob.hearsOf("onCallEnd");
  await letsGo(alice);
  await idle(alice);
  assert.deepEqual(await alice.errors(), []);
});

test("who stays away for longer than half a minute is out, and finds the call ended", async () => {
  await talk();
  await alice.hide();
  await alice.freeze();
  await bob.hearsOf("onCallEnd", 60_000);
  await alice.show();
  await until("it is idle", async () => {
    const { callStatus } = await alice.data("#TUICallKit-component");
    return callStatus === "idle";
  });
  await letsGo(alice);
});

test("CallManager brings a call to the page that has the component, and back after it", async () => {
  const answer = await fetch(`${server.url}/demo/ticket`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user_id: "carol" }),
  });
  const { sdkappid: sdkAppID, user_sig: userSig } = await answer.json();
  const account = JSON.stringify({ sdkAppID, userID: "carol", userSig });
  const dir = mkdtempSync(join(tmpdir(), "callkit-manager-"));
  const files = {
    "app.json": '{ "pages": ["pages/home/home", "pages/call/call"] }',
    "app.js": `const { CallManager } = require("./TUICallEngine/CallManager");
      App({ onLaunch() {
        new CallManager().init(Object.assign({ globalCallPagePath: "pages/call/call" }, ${account}));
      } });`,
    "pages/home/home.json": "{}",
    "pages/home/home.wxml": "<view>at home</view>",
    "pages/home/home.js": "Page({});",
    "pages/call/call.json":
      '{ "usingComponents": { "TUICallKit": "../../TUICallKit/TUICallKit" } }',
    "pages/call/call.wxml": '<TUICallKit id="TUICallKit-component"></TUICallKit>',
    "pages/call/call.js": `Page({
      onReady() { this.selectComponent("#TUICallKit-component").init(); },
      onUnload() { this.selectComponent("#TUICallKit-component").destroyed(); },
    });`,
    "TUICallEngine/server.js": `module.exports = "${server.url}";`,
  };
  for (const name of ["TUICallKit", "TUICallEngine"])
    cpSync(join(MINI_PROGRAM, name), join(dir, name), { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
  const carol = await launch({ program: dir, phone: { mediaServer: server.url } });
  try {
    for (const how of ["first", "second"]) {
      await signedIn(carol);
      await shows(carol, "at home");
      await bob.forget();
      await bob.do("call", { userID: "carol", type: 1 });
      await shows(carol, "邀请你语音通话");
      assert.ok((await carol.stack()).at(-1).includes("pages/call/call"), how);
      await press(carol, "接听");
      await hears(carol, 660);
      await bob.do("hangup");
      await shows(carol, "对方已挂断");
      await until("it is back home", async () => (await carol.stack()).length === 1);
      await letsGo(carol);
    }
    assert.deepEqual(await carol.errors(), []);
  } finally {
    await carol.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
