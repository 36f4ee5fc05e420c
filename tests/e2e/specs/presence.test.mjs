// Who rings where: offline, several devices, glare, refresh.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Caller, connected } from "../lib/caller.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

let server;
let people = [];
const agents = [];

before(async () => {
  server = await Server.start();
});

after(async () => {
  for (const agent of agents) agent.stop();
  for (const person of people) await person.close();
  await server?.stop();
});

async function signIn(user, hertz) {
  const person = await Caller.signIn(server, user, { hertz });
  people.push(person);
  return person;
}

test("somebody who comes online while it rings, rings", async () => {
  const alice = await signIn("alice", 440);
  await alice.do("call", { userID: "bob", type: 1, timeout: 60 });
  const bob = await signIn("bob", 660);
  await bob.hearsOf("onCallReceived");
  await bob.do("accept");
  await alice.hearsOf("onCallBegin");
  await bob.hears(440);
  await alice.do("hangup");
  await bob.hearsOf("onCallEnd");
});

test("a browser and a program of the same user ring; one takes the call and the other stops", async () => {
  const [alice, bob] = people;
  const native = server.agent("answer", "--as", "bob", "--ring-only");
  agents.push(native);
  await native.event("signed_in");
  await alice.forget();
  await bob.forget();
  await alice.do("call", { userID: "bob", type: 1 });
  await native.event("received");
  await bob.hearsOf("onCallReceived");
  await bob.do("accept");
  const { ended } = await native.ended();
  assert.equal(ended.reason, "answered_elsewhere");
  await bob.hears(440);
  await bob.do("hangup");
  await alice.hearsOf("onCallEnd");
});

test("two who call each other at the same moment are connected", async () => {
  const [alice, bob] = people;
  await alice.forget();
  await bob.forget();
  await Promise.all([
    alice.do("call", { userID: "bob", type: 1 }),
    bob.do("call", { userID: "alice", type: 1 }),
  ]);
  await alice.hearsOf("onCallBegin");
  await bob.hearsOf("onCallBegin");
  assert.equal((await alice.state()).call.callId, (await bob.state()).call.callId);
  await alice.hears(660);
  await bob.hears(440);
  await alice.do("hangup");
  await bob.hearsOf("onCallEnd");
  for (const person of people) await person.close();
  people = [];
});

test("a page that is loaded anew comes back into the same call, with media", async () => {
  people.push(...(await connected(server)));
  const [alice, bob] = people;
  await alice.hears(660);
  const callId = (await bob.state()).call.callId;
  await bob.page.reload();
  await bob.signInAgain();
  await until("bob is in the call", async () => (await bob.state()).call?.callId === callId);
  await bob.hears(440);
  await alice.hears(660);
  await bob.sees(10);
  await alice.sees(10);
  assert.deepEqual(
    (await alice.saidNames()).filter((name) => name === "onCallEnd"),
    [],
  );
  await bob.do("hangup");
  await alice.hearsOf("onCallEnd");
});
