// Mini programs call each other and `callkit` programs, on real media.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { dial, hears, idle, letsGo, Mini, press, sees, shows } from "../lib/mini.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

let server;
let mini;
let alice;
const agents = [];

before(async () => {
  server = await Server.start();
  mini = await Mini.set(server);
  alice = await mini.signIn("alice", "videoCall", { hertz: 440 });
});

after(async () => {
  for (const agent of agents) agent.stop();
  await mini?.close();
  await server?.stop();
});

function agent(...args) {
  const started = server.agent(...args);
  agents.push(started);
  return started;
}

test("two mini programs call each other by video", async () => {
  const erin = await mini.signIn("erin", "videoCall", { hertz: 550, profile: "android" });
  await dial(alice, "erin");
  await shows(erin, "邀请你视频通话");
  await press(erin, "接听");
  await Promise.all([hears(alice, 550), hears(erin, 440), sees(alice), sees(erin)]);
  await press(erin, "挂断");
  await shows(alice, "对方已挂断");
  await Promise.all([letsGo(alice), letsGo(erin)]);
  await idle(alice);
  await erin.close();
});

test("a program calls a mini program by video, and sees and hears it", async () => {
  const dave = agent("call", "alice", "--as", "dave", "--for", "6s", "--audio", "tone:330");
  await press(alice, "接听");
  await Promise.all([hears(alice, 330), sees(alice)]);
  const { code, ended } = await dave.ended();
  assert.equal(code, 0, dave.stderr);
  assert.ok(ended.video.frames_received > 20, `${ended.video.frames_received} frames`);
  assert.ok(Math.abs(ended.audio.tone_hz - 440) < 10, `${ended.audio.tone_hz} Hz`);
  await letsGo(alice);
  await idle(alice);
});

test("a call is made small, goes on while the page is used, and ends there", async () => {
  const frank = agent("answer", "--as", "frank", "--audio", "tone:610");
  await frank.event("signed_in");
  await dial(alice, "frank");
  await hears(alice, 610);
  await alice.page.getByRole("button", { name: "最小化" }).click();
  const small = alice.page.getByRole("button", { name: "返回通话" });
  await until("it is 90 × 160", async () => {
    const { width, height } = await alice.page.locator(".mp-top [class*=ck-screen]").boundingBox();
    if (width === 90 && height === 160) return true;
    throw new Error(`${width} × ${height}`);
  });
  await alice.fill(".search__input", "grace");
  await Promise.all([sees(alice, 20), hears(alice, 610)]);
  assert.deepEqual((await alice.liveTracks()).map(({ kind }) => kind).sort(), ["audio", "video"]);

  await small.click();
  await shows(alice, "挂断");
  await Promise.all([sees(alice, 20), hears(alice, 610)]);
  await alice.page.getByRole("button", { name: "最小化" }).click();
  await small.waitFor();
  frank.child.kill("SIGTERM");
  await until("the small window says how it ended", async () =>
    (await small.textContent()).includes("对方已挂断"),
  );
  await letsGo(alice);
  await idle(alice);
});

test("a mini program calls a program by voice, and no camera is opened for it", async () => {
  const carol = agent("answer", "--as", "carol", "--audio", "tone:520");
  await carol.event("signed_in");
  await alice.open("/pages/audioCall/audioCall");
  await dial(alice, "carol");
  await hears(alice, 520);
  assert.deepEqual(
    (await alice.liveTracks()).map(({ kind }) => kind),
    ["audio"],
  );
  await press(alice, "挂断");
  const { code, ended } = await carol.ended();
  assert.equal(code, 0, carol.stderr);
  assert.ok(Math.abs(ended.audio.tone_hz - 440) < 10, `${ended.audio.tone_hz} Hz`);
  await letsGo(alice);
  assert.deepEqual(await alice.errors(), []);
});
