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
    await native.event("online");
    await alice.do("call", { userID: "bob", type: 2 });
    await bob.hearsOf("onCallReceived");
    await native.event("received");
    // The caller's camera is on and its media reaches the server: it is dropped at the gate.
    await until(
      "media is held back",
      async () => sum(await server.metrics(), "callkit_media_dropped_by_gate_total") > 50,
    );
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
