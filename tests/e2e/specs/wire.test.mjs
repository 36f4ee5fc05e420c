// What holds whatever the client: command keys across a kill, and apps that do not see each other.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";
import { anotherApp, Wire } from "../lib/wire.mjs";

test("a call that is asked for again after a kill is the same call", async () => {
  const server = await Server.start();
  try {
    const call = { type: "call", key: "k1", callees: ["bob"], media: "audio", timeout_s: 120 };
    const before = await Wire.signIn(server, "alice");
    const first = await before.command(call);
    assert.ok(first.ok?.call_id, JSON.stringify(first));

    await server.kill("SIGKILL");
    await server.launch();
    const alice = await Wire.signIn(server, "alice");
    const bob = await Wire.signIn(server, "bob");
    assert.deepEqual(
      alice.welcome.calls.map((view) => view.call_id),
      [first.ok.call_id],
    );
    const again = await alice.command(call);
    assert.equal(again.ok?.call_id, first.ok.call_id);
    assert.equal(bob.welcome.calls.length, 1, "bob rings in one call");

    await alice.command({ type: "hangup", key: "k2", call_id: first.ok.call_id });
    await bob.hears(
      ({ type, call: view }) => type === "view" && view.ended?.reason === "cancelled",
    );
    // Over and forgotten by everybody, and still the answer is the same.
    for (const wire of [alice, bob]) {
      for (const { call: view } of wire.heard.filter(({ type }) => type === "view"))
        wire.say({ type: "ack", call_id: view.call_id, version: view.version });
    }
    await until("it is forgotten", async () => {
      const metrics = await server.metrics();
      return metrics['callkit_calls{phase="ended"}'] === 0;
    });
    alice.heard.length = 0;
    assert.equal((await alice.command(call)).ok?.call_id, first.ok.call_id);
    assert.equal((await server.metrics())['callkit_calls{phase="ringing"}'], 0);
    for (const wire of [before, alice, bob]) wire.close();
  } finally {
    await server.stop();
  }
});

test("users of two apps with the same IDs never meet", async () => {
  const server = await Server.start();
  try {
    const app = anotherApp(server, "another");
    const alice = await Wire.signIn(server, "alice");
    const bob = await Wire.signIn(server, "bob");
    const stranger = await Wire.signIn(server, "bob", { app });
    await stranger.command({ type: "set_profile", key: "p1", nick: "the other bob" });

    const call = { type: "call", key: "c1", callees: ["bob"], media: "audio" };
    const { ok } = await alice.command(call);
    await bob.hears(({ type, call: view }) => type === "view" && view.you.phase === "ringing");
    const profiles = { type: "get_profiles", key: "p2", user_ids: ["bob"] };
    assert.equal((await alice.command(profiles)).ok.profiles[0].nick, "");
    for (const type of ["accept", "join", "hangup", "reject"]) {
      const reply = await stranger.command({ type, key: `s-${type}`, call_id: ok.call_id });
      if (type !== "hangup") assert.equal(reply.error?.name, "call_not_found", type);
    }
    // Nothing of it has reached the stranger, and nothing of the stranger's has changed the call.
    assert.deepEqual(
      stranger.heard.filter(({ type }) => type === "view"),
      [],
    );
    const accepted = await bob.command({ type: "accept", key: "b1", call_id: ok.call_id });
    assert.ok(accepted.ok, JSON.stringify(accepted));
    for (const wire of [alice, bob, stranger]) wire.close();
  } finally {
    await server.stop();
  }
});

test("a server that others can reach signs no tickets unless it is told to", async () => {
  const server = await Server.start({ args: ["--demo", "off"] });
  try {
    const answer = await fetch(`${server.url}/demo/ticket`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ user_id: "alice" }),
    });
    assert.equal(answer.status, 403);
    assert.match(await answer.text(), /demo/);
  } finally {
    await server.stop();
  }
});
