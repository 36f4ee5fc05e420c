// What should not be published or played: each is turned away with a reason, and a call that goes on
// beside it notices nothing.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { after, before, test } from "node:test";

import { Phone, Player, Pusher } from "../lib/phone.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";
import { Wire } from "../lib/wire.mjs";

let server;
let alice;
let bob;
let heardByBob;
const closing = [];

before(async () => {
  server = await Server.start();
  alice = kept(await Phone.signIn(server, "alice"));
  bob = kept(await Phone.signIn(server, "bob"));
  await alice.call("bob");
  await bob.accept();
  await alice.push({ hertz: 440 });
  heardByBob = await bob.play("alice");
  await goesOn();
});

after(async () => {
  for (const one of closing.reverse()) one.close?.() ?? one.stop?.();
  await server?.stop();
});

function kept(one) {
  closing.push(one);
  return one;
}

/** The call beside it: sound and picture go on. */
async function goesOn() {
  await heardByBob.hears(440);
  await heardByBob.sees(5);
}

/** Waits until the server's log says so. */
function logged(what) {
  return until(`the log says: ${what}`, () => {
    if (server.log.includes(what)) return true;
    throw new Error(server.log.slice(-600));
  });
}

/** Another address of the same server. */
function withKey(url, key) {
  return url.replace(/[^/]+?(\.flv)?$/, `${key}$1`);
}

async function refused(pusher, why) {
  kept(pusher);
  await pusher.exited;
  assert.notEqual(pusher.child.exitCode, 0);
  await logged(why);
}

test("a key that is none opens nothing, in either direction", async () => {
  const { push_url } = await alice.live();
  const { rtmp_url, flv_url } = await bob.playerOf("alice");
  const key = randomBytes(16).toString("base64url");
  await refused(new Pusher(withKey(push_url, key)), "this address opens nothing");
  const player = kept(new Player(withKey(rtmp_url, key)));
  await player.exited;
  assert.match(player.stderr, /this address opens nothing/);
  const answer = await fetch(withKey(flv_url, key));
  assert.equal(answer.status, 404);
  assert.match(await answer.text(), /this address opens nothing/);
  for (const bad of ["", "..%2f", "a".repeat(5000)]) {
    const { status } = await fetch(`${server.url}/live/${bad}.flv`);
    assert.ok(status >= 400 && status < 500, `${bad.slice(0, 10)}: ${status}`);
  }
  await goesOn();
});

test("an address is for one direction and one device at a time", async () => {
  const { push_url } = await bob.live();
  const { rtmp_url, flv_url } = await bob.playerOf("alice");
  await refused(new Pusher(rtmp_url), "this address is for the other direction");
  const wrongWay = kept(new Player(push_url));
  await wrongWay.exited;
  assert.match(wrongWay.stderr, /this address is for the other direction/);
  // The other publisher, and the other player, do not take it away from the first.
  await refused(new Pusher((await alice.live()).push_url), "this address is in use");
  assert.equal((await fetch(flv_url)).status, 409);
  await goesOn();
});

test("an address is over with its call", async () => {
  const carol = kept(await Phone.signIn(server, "carol"));
  const dave = kept(await Phone.signIn(server, "dave"));
  await carol.call("dave");
  await dave.accept();
  const pusher = await carol.push({ hertz: 330 });
  const player = await dave.play("carol");
  await player.hears(330);
  const { push_url } = await carol.live();
  const { flv_url } = await dave.playerOf("carol");
  await carol.hangUp();
  await Promise.all([pusher.exited, player.exited]);
  await refused(new Pusher(push_url), "this address opens nothing");
  assert.equal((await fetch(flv_url)).status, 404);
  await goesOn();
});

test("a call's addresses are its members' alone", async () => {
  const mallory = kept(await Wire.signIn(server, "mallory", { platform: "wx" }));
  const join = { type: "join", key: "m1", call_id: alice.callId };
  const reply = await mallory.command(join);
  assert.ok(reply.error, JSON.stringify(reply));
  assert.ok(!JSON.stringify(mallory.heard).includes("/live/"));
  // And nobody finds one in the log.
  const key = (await alice.live()).push_url.split("/").at(-1);
  assert.ok(!server.log.includes(key));
});

for (const [what, options, why] of [
  ["pictures in another order", { video: ["-c:v", "libx264", "-bf", "2"] }, "B-frames"],
  ["sound that is no AAC", { audio: ["-c:a", "libmp3lame", "-ar", "44100"] }, "AAC"],
  ["pictures that are no H.264", { video: ["-c:v", "flv1"] }, "H.264"],
]) {
  test(`${what}: refused with the reason`, async () => {
    const erin = kept(await Phone.signIn(server, `erin-${why.slice(0, 1)}`));
    const frank = kept(await Phone.signIn(server, `frank-${why.slice(0, 1)}`));
    await erin.call(frank.user);
    await frank.accept();
    const pusher = await erin.push(options);
    await pusher.exited;
    await logged(why);
    // The call is not over: the phone may push as it should.
    await erin.push({ hertz: 880 });
    const player = await frank.play(erin.user);
    await player.hears(880);
    await player.sees(5);
    await erin.hangUp();
    await goesOn();
  });
}

test("pictures without sound are played with silence", async () => {
  const grace = kept(await Phone.signIn(server, "grace"));
  const heidi = kept(await Phone.signIn(server, "heidi"));
  await grace.call("heidi");
  await heidi.accept();
  await grace.push({ audio: ["-an"] });
  const player = await heidi.play("grace");
  await player.sees(20);
  await player.hears(0);
  await grace.hangUp();
});

test("garbage, halves and floods do no harm", async () => {
  const sockets = [];
  const open = (bytes) =>
    new Promise((done, failed) => {
      const socket = connect(server.rtmpPort, "127.0.0.1");
      sockets.push(socket);
      socket.on("error", () => done(socket));
      socket.once("connect", () => {
        if (bytes) socket.write(bytes);
        done(socket);
      });
      setTimeout(() => failed(new Error("no connection")), 20_000).unref();
    });
  const ended = (socket) =>
    socket.destroyed ||
    socket.readableEnded ||
    new Promise((done) => {
      socket.resume();
      socket.once("close", done);
    });
  // Rubbish is closed.
  const rubbish = await Promise.all([
    open(randomBytes(100_000)),
    open("GET / HTTP/1.1\r\nhost: x\r\n\r\n"),
    open(
      Buffer.concat([Buffer.from([3]), randomBytes(1536), randomBytes(1536), randomBytes(9000)]),
    ),
  ]);
  await Promise.all(rubbish.map(ended));
  // Who says nothing at all is closed too, however many they are.
  const silent = [];
  // Not all at once: what the system itself turns away never reaches the server.
  for (let batch = 0; batch < 15; batch += 1)
    silent.push(...(await Promise.all(Array.from({ length: 100 }, () => open()))));
  await goesOn();
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
  await Promise.all(silent.map(ended));
  await goesOn();
  for (const socket of sockets) socket.destroy();
});

test("a player that reads nothing is let go, and grows no queue", async () => {
  const ivan = kept(await Phone.signIn(server, "ivan"));
  const judy = kept(await Phone.signIn(server, "judy"));
  await ivan.call("judy");
  await judy.accept();
  await ivan.push({ hertz: 330, size: "1280x720" });
  const { flv_url } = await judy.playerOf("ivan");
  const { pathname } = new URL(flv_url);
  const before = (await server.metrics()).process_resident_memory_bytes;
  const idle = (await server.metrics()).callkit_live_players;
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => {});
  socket.pause();
  socket.write(`GET ${pathname} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
  await until("it plays", async () => (await server.metrics()).callkit_live_players > idle);
  await until(
    "it is let go",
    async () => (await server.metrics()).callkit_live_players === idle,
    90_000,
  );
  const after = (await server.metrics()).process_resident_memory_bytes;
  assert.ok(after - before < 30_000_000, `${after - before} bytes more`);
  socket.destroy();
  // The same phone plays again.
  const player = await judy.play("ivan");
  await player.hears(330);
  await ivan.hangUp();
  await goesOn();
});
