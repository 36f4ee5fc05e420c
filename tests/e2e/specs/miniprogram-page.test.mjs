// The call page comes and goes: what is opened is closed, once and at once.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Caller } from "../lib/caller.mjs";
import { dial, idle, letsGo, Mini, press, shows, signedIn } from "../lib/mini.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

/** Camera and microphone are free this soon after `destroyed()`, ms. */
const FREE_WITHIN = 500;

let server;
let mini;
let bob;

before(async () => {
  server = await Server.start();
  mini = await Mini.set(server);
  bob = await Caller.signIn(server, "bob", { hertz: 660 });
});

after(async () => {
  await bob?.close();
  await mini?.close();
  await server?.stop();
});

test("opening and leaving the call page twenty times leaves one connection and nothing else", async () => {
  const frank = await mini.signIn("frank", "videoCall");
  await signedIn(frank);
  const { callkit_devices: devices } = await server.metrics();
  await frank.page.evaluate(async () => {
    const { wx } = window.__mp;
    const opened = () => window.__mp.stack().length > 1;
    const until = async (holds) => {
      while (!holds()) await new Promise((later) => setTimeout(later, 10));
    };
    for (let i = 0; i < 20; i += 1) {
      wx.navigateTo({ url: "/pages/audioCall/audioCall" });
      await until(opened);
      // Half of them are left before the login is done.
      if (i % 2 === 0) await until(() => wx.$TUICallEngine?.state?.session === "signedIn");
      wx.navigateBack();
      await until(() => !opened());
    }
  });
  await until("one connection is left", async () => {
    const open = (await frank.sockets()).filter(({ readyState }) => readyState < 2);
    if (open.length <= 1) return true;
    throw new Error(JSON.stringify(open));
  });
  await until("the server sees no more devices than before", async () => {
    const { callkit_devices: now } = await server.metrics();
    if (now <= devices) return true;
    throw new Error(`${now} devices, ${devices} before`);
  });
  assert.deepEqual(await frank.liveTracks(), []);
  assert.deepEqual(await frank.errors(), []);

  // And the next call is told of once.
  await frank.open("/pages/videoCall/videoCall");
  await signedIn(frank);
  await frank.page.evaluate(() => {
    window.invited = 0;
    window.__mp.wx.$TUICallEngine.on("INVITED", () => {
      window.invited += 1;
    });
  });
  await bob.do("call", { userID: "frank", type: 1 });
  await shows(frank, "邀请你语音通话");
  await bob.do("hangup");
  await idle(frank);
  assert.equal(await frank.page.evaluate(() => window.invited), 1);
});

/** Calls `destroyed()` and gives how long the last device stayed open, ms. */
function destroyAndTime(phone) {
  return phone.page.evaluate(async () => {
    const kit = window.__mp.page().selectComponent("#TUICallKit-component");
    const from = performance.now();
    kit.destroyed();
    while (window.__mp.tracks().length > 0 && performance.now() - from < 10_000)
      await new Promise((later) => setTimeout(later, 5));
    return performance.now() - from;
  });
}

test("destroyed() in any state frees camera and microphone, and init() goes on from there", async () => {
  const gina = await mini.signIn("gina", "videoCall");
  await signedIn(gina);
  const states = {
    async calling() {
      await dial(gina, "bob");
      await bob.hearsOf("onCallReceived");
      await devices("video");
    },
    async called() {
      await bob.do("call", { userID: "gina", type: 2 });
      await shows(gina, "邀请你视频通话");
    },
    async connected() {
      await bob.do("call", { userID: "gina", type: 2 });
      await press(gina, "接听");
      await devices("audio", "video");
    },
  };
  const devices = (...kinds) =>
    until(`it has ${kinds} open`, async () => {
      const open = (await gina.liveTracks()).map(({ kind }) => kind);
      if (kinds.every((kind) => open.includes(kind))) return true;
      throw new Error(open.join());
    });
  for (const [state, enter] of Object.entries(states)) {
    await bob.forget();
    await enter();
    const ms = await destroyAndTime(gina);
    assert.ok(ms <= FREE_WITHIN, `${state}: free after ${ms} ms`);
    await letsGo(gina);
    await until("the other side is told", async () => {
      const names = await bob.saidNames();
      return names.includes("onCallEnd") || names.includes("onCallNotConnected");
    });
    await gina.page.evaluate(() => {
      const kit = window.__mp.page().selectComponent("#TUICallKit-component");
      // Twice, and both are done.
      return Promise.all([kit.init(), kit.init()]);
    });
    await signedIn(gina);
  }
  await idle(gina);
  const open = (await gina.sockets()).filter(({ readyState }) => readyState < 2);
  assert.equal(open.length, 1);
  assert.deepEqual(await gina.errors(), []);
});
