// `callkit call` and `callkit answer`: with each other, and with a browser.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Caller } from "../lib/caller.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

let server;
const people = [];
const agents = [];

before(async () => {
  server = await Server.start();
});

after(async () => {
  for (const agent of agents) agent.stop();
  for (const person of people) await person.close();
  await server?.stop();
});

function agent(...args) {
  const started = server.agent(...args);
  agents.push(started);
  return started;
}

/** Both hear the other's tone, and frames arrive. */
function assertMedia(ended, hertz) {
  assert.equal(ended.reason, "hangup");
  assert.ok(ended.audio.packets_received > 50, `audio packets: ${ended.audio.packets_received}`);
  assert.ok(ended.video.frames_received > 20, `video frames: ${ended.video.frames_received}`);
  assert.ok(Math.abs(ended.audio.tone_hz - hertz) < 10, `tone: ${ended.audio.tone_hz}`);
  assert.ok(ended.setup_ms > 0);
}

for (const codec of ["h264", "vp8"]) {
  test(`two programs call each other by video in ${codec}`, async () => {
    const bob = agent("answer", "--as", "bob", "--audio", "tone:660", "--codec", codec);
    await bob.event("signed_in");
    const alice = agent(
      ...["call", "bob", "--as", "alice", "--type", "video", "--for", "4s"],
      ...["--audio", "tone:440", "--codec", codec],
    );
    const [a, b] = await Promise.all([alice.ended(), bob.ended()]);
    assert.equal(a.code, 0, alice.stderr);
    assert.equal(b.code, 0, bob.stderr);
    assertMedia(a.ended, 660);
    assertMedia(b.ended, 440);
  });
}

test("a program that echoes lets its caller hear himself", async () => {
  const bob = agent("answer", "--as", "bob", "--audio", "echo", "--video", "none");
  await bob.event("signed_in");
  const alice = agent("call", "bob", "--as", "alice", "--for", "4s", "--audio", "tone:440");
  const [{ ended }] = await Promise.all([alice.ended(), bob.ended()]);
  assert.ok(Math.abs(ended.audio.tone_hz - 440) < 10, `tone: ${ended.audio.tone_hz}`);
});

test("a program calls a browser", async () => {
  const bob = await Caller.signIn(server, "bob", { hertz: 660 });
  people.push(bob);
  const alice = agent(
    "call",
    "bob",
    "--as",
    "alice",
    "--type",
    "video",
    "--for",
    "8s",
    "--audio",
    "tone:440",
  );
  await bob.hearsOf("onCallReceived");
  await bob.do("accept");
  await bob.hears(440);
  await bob.sees(20);
  const { code, ended } = await alice.ended();
  assert.equal(code, 0, alice.stderr);
  assertMedia(ended, 660);
  await bob.hearsOf("onCallEnd");
});

test("a browser calls a program", async () => {
  const [bob] = people;
  await bob.forget();
  const carol = agent("answer", "--as", "carol", "--audio", "tone:520");
  await carol.event("signed_in");
  await bob.do("call", { userID: "carol", type: 2 });
  await bob.hearsOf("onCallBegin");
  await bob.hears(520);
  await bob.sees(20);
  // The browser's own echo and noise processing bends a pure tone for the first seconds.
  await until("bob has spoken", async () => (await bob.stats()).audioSent > 350);
  await bob.do("hangup");
  const { code, ended } = await carol.ended();
  assert.equal(code, 0, carol.stderr);
  assertMedia(ended, 660);
});
