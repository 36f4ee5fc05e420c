// Before the accept nothing is forwarded, and after a hundred calls nothing is left.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Caller } from "../lib/caller.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const sum = (metrics, name) =>
  Object.entries(metrics)
    .filter(([key]) => key === name || key.startsWith(`${name}{`))
    .reduce((total, [, value]) => total + value, 0);

test("with three devices ringing no packet is forwarded before the accept", async () => {
  const server = await Server.start();
  const alice = await Caller.signIn(server, "alice", { hertz: 440 });
  const bob = await Caller.signIn(server, "bob", { hertz: 660 });
  const native = server.agent("answer", "--as", "bob", "--ring-only");
  try {
    await native.event("signed_in");
    await alice.do("call", { userID: "bob", type: 2 });
    await bob.hearsOf("onCallReceived");
    await native.event("received");
    // The caller's microphone and camera are on and reach the server, which keeps them to itself.
    const arrived = async () => sum(await server.metrics(), "callkit_media_packets_in_total");
    await until("media arrives", async () => (await arrived()) > 100);
    const ringing = await server.metrics();
    assert.equal(sum(ringing, "callkit_media_packets_forwarded_total"), 0);
    await bob.do("accept");
    await bob.hears(440);
    assert.ok(sum(await server.metrics(), "callkit_media_packets_forwarded_total") > 0);
    await alice.do("hangup");
  } finally {
    native.stop();
    await alice.close();
    await bob.close();
    await server.stop();
  }
});

test("after a hundred calls everything is back where it was", async () => {
  const server = await Server.start();
  const alice = await Caller.signIn(server, "alice", { hertz: 440 });
  const bob = await Caller.signIn(server, "bob", { hertz: 660 });
  try {
    const count = async () => {
      const metrics = await server.metrics();
      const page = (person) =>
        person.page.evaluate(() => ({
          listeners: window.engine.listenerCount,
          connections: window.__connections.filter((c) => c.connectionState !== "closed").length,
        }));
      return {
        calls: sum(metrics, "callkit_calls"),
        commits: sum(metrics, "callkit_commits"),
        timers: sum(metrics, "callkit_call_timers"),
        rooms: sum(metrics, "callkit_media_rooms"),
        legs: sum(metrics, "callkit_media_legs"),
        mediaTimers: sum(metrics, "callkit_media_timers"),
        websockets: sum(metrics, "callkit_connections"),
        alice: await page(alice),
        bob: await page(bob),
      };
    };
    // Sockets and tasks beyond the two WebSockets are those of HTTP connections that the browsers
    // keep for a while: they go, and must not come again.
    const most = async () => {
      const metrics = await server.metrics();
      return [sum(metrics, "callkit_tasks"), sum(metrics, "process_open_fds")];
    };
    const before = await count();
    const [tasks, files] = await most();
    for (let round = 0; round < 100; round += 1) {
      await alice.forget();
      await bob.forget();
      await alice.do("call", { userID: "bob", type: 1 });
      await bob.hearsOf("onCallReceived");
      // A third is accepted, a third declined, a third called off.
      if (round % 3 === 0) {
        await bob.do("accept");
        await alice.hearsOf("onCallBegin");
        await alice.do("hangup");
        await bob.hearsOf("onCallEnd");
      } else if (round % 3 === 1) {
        await bob.do("reject");
        await alice.hearsOf("onCallNotConnected");
      } else {
        await alice.do("hangup");
        await bob.hearsOf("onCallNotConnected");
      }
    }
    await until("everything is back where it was", async () => {
      const now = await count();
      assert.deepEqual(now, before);
      const [tasksNow, filesNow] = await most();
      return tasksNow <= tasks && filesNow <= files;
    });
    assert.deepEqual(alice.errors, []);
    assert.deepEqual(bob.errors, []);
  } finally {
    await alice.close();
    await bob.close();
    await server.stop();
  }
});
