// A bad network: cut, slow, without UDP. Everything goes through proxies of ours.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { connected } from "../lib/caller.mjs";
import { TcpProxy, UdpProxy } from "../lib/proxy.mjs";
import { freePort, Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

let server;
let udp;
let tcp;
const people = [];

before(async () => {
  server = await Server.start({ args: ["--media-tcp-port", String(await freePort())] });
  udp = await UdpProxy.start(server.mediaPort);
  tcp = await TcpProxy.start(server.port);
});

after(async () => {
  for (const person of people) await person.close();
  udp?.stop();
  tcp?.stop();
  await server?.stop();
});

/** A video call in which everything of bob's goes through the proxies. */
async function call() {
  const bob = { at: `http://127.0.0.1:${tcp.port}`, ports: [[server.mediaPort, udp.port]] };
  people.push(...(await connected(server, { bob })));
  return [...people];
}

async function hangUp(...both) {
  await both[0].do("hangup");
  await both[1].hearsOf("onCallEnd");
  for (const person of both) {
    await person.close();
    people.splice(people.indexOf(person), 1);
  }
}

test("five seconds without any network: the same call, and media flows again", async () => {
  const [alice, bob] = await call();
  await bob.hears(440);
  const before = (await bob.state()).call.callId;

  udp.cut = true;
  tcp.cut = true;
  tcp.drop();
  const cutAt = Date.now();
  await until("five seconds have passed", () => Date.now() - cutAt >= 5000);
  udp.cut = false;
  tcp.cut = false;

  await bob.hears(440);
  await alice.hears(660);
  await bob.sees(10);
  assert.equal((await bob.state()).call.callId, before);
  assert.deepEqual(
    (await alice.saidNames()).filter((name) => name === "onCallEnd"),
    [],
  );
  await hangUp(alice, bob);
});

test("a downlink of 300 kbit/s still shows more than five frames a second", async () => {
  const [alice, bob] = await call();
  await bob.sees(10);
  udp.downlink = 300_000;
  await until(
    "ten seconds have passed, or it shows enough",
    async () => {
      const first = await bob.stats();
      const at = Date.now();
      await until("a window of two seconds", () => Date.now() - at >= 2000);
      const fps = ((await bob.stats()).framesDecoded - first.framesDecoded) / 2;
      if (fps > 5) return true;
      throw new Error(`${fps} frames a second`);
    },
    10_000,
  );
  udp.downlink = 0;
  await hangUp(alice, bob);
});

test("without UDP the call runs over ICE-TCP", async () => {
  udp.cut = true;
  const [alice, bob] = await call();
  await bob.hears(440, 30_000);
  await alice.hears(660, 30_000);
  await bob.sees(10);
  assert.equal((await bob.stats()).protocol, "tcp");
  udp.cut = false;
  await hangUp(alice, bob);
});
