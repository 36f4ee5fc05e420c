// What should not be published or played: each is turned away with a reason, and a call that goes on
// beside it notices nothing.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { after, before, test } from "node:test";

import { Phone, Player, Pusher } from "../lib/phone.mjs";
import { AUDIO, handshake, RawRtmp, VIDEO } from "../lib/rtmp.mjs";
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

for (const [what, type, body, why] of [
  ["pictures in H.265", VIDEO, [0x1c, 1, 0, 0, 0, 0], "video must be H.264, not H.265"],
  ["pictures by a four-letter name", VIDEO, [0x90, ...Buffer.from("hvc1"), 0], "not hvc1"],
  ["sound in HE-AAC", AUDIO, [0xaf, 0, 0x2b, 0x11, 0x88, 0], "must be AAC-LC, not HE-AAC"],
  ["sound of six channels", AUDIO, [0xaf, 0, 0x11, 0xb0], "one or two channels"],
]) {
  test(`${what}: refused with the reason`, async () => {
    const user = what.replace(/[^a-z0-9]/gi, "-");
    const mike = kept(await Phone.signIn(server, `m-${user}`.slice(0, 32)));
    const nina = kept(await Phone.signIn(server, `n-${user}`.slice(0, 32)));
    await mike.call(nina.user);
    await nina.accept();
    const raw = kept(await RawRtmp.publish(server, (await mike.live()).push_url));
    raw.message(type, 0, Buffer.from(body));
    await raw.over();
    await logged(why);
    await mike.hangUp();
    await goesOn();
  });
}

test("who stops in the middle of a picture is replaced by its next connection", async () => {
  const olga = kept(await Phone.signIn(server, "olga"));
  const paul = kept(await Phone.signIn(server, "paul"));
  await olga.call("paul");
  await paul.accept();
  const raw = kept(await RawRtmp.publish(server, (await olga.live()).push_url));
  raw.message(VIDEO, 0, Buffer.alloc(5000, 0x17), 700);
  // The socket stays open and nothing more comes, as of a phone that has lost its network.
  const player = await paul.play("olga");
  await until("another one publishes", async () => {
    const pusher = await olga.push({ hertz: 520 });
    const turnedAway = pusher.exited.then(() => false);
    return Promise.race([turnedAway, player.hears(520)]);
  });
  await logged("the device connected again");
  // This one took its frame rate from the black that it was shown before there was a picture.
  player.stop();
  const later = await paul.play("olga", "rtmp_url");
  await later.hears(520);
  await later.sees(5);
  await olga.hangUp();
  await goesOn();
});

test("messages that are too long, cut, or mixed up end their own connection alone", async () => {
  const quinn = kept(await Phone.signIn(server, "quinn"));
  const rosa = kept(await Phone.signIn(server, "rosa"));
  await quinn.call("rosa");
  await rosa.accept();
  const { push_url } = await quinn.live();
  const publisher = () =>
    until("the address is free", () => RawRtmp.publish(server, push_url).then(kept));
  // One that announces more than any picture has: refused before it comes.
  const long = await publisher();
  long.send(Buffer.from([6, 0, 0, 0, 0xff, 0xff, 0xff, VIDEO, 1, 0, 0, 0]));
  await long.over();
  await logged("at most 4194304 are taken");
  // A chunk that continues nothing.
  const mixed = await publisher();
  mixed.send(Buffer.from([0xc9, 1, 2, 3]));
  await mixed.over();
  await logged("refers to a header that never came");
  // A message begun anew before the first is whole.
  const torn = await publisher();
  const firstChunk = 12 + 128;
  torn.message(VIDEO, 0, Buffer.alloc(5000), firstChunk);
  torn.message(VIDEO, 0, Buffer.alloc(5000), firstChunk);
  await torn.over();
  await logged("a malformed interrupted message");
  // One that goes away in the middle.
  const cut = await publisher();
  cut.message(VIDEO, 0, Buffer.alloc(5000), 200);
  cut.close();
  await quinn.push({ hertz: 660 });
  const player = await rosa.play("quinn");
  await player.hears(660);
  await quinn.hangUp();
  await goesOn();
});

test("a handshake that drips is over in its time", async () => {
  const raw = kept(await RawRtmp.connect(server));
  const bytes = handshake();
  let at = 0;
  const drip = setInterval(() => {
    raw.send(bytes.subarray(at, at + 1));
    at += 1;
  }, 200);
  await raw.over(15_000).finally(() => clearInterval(drip));
  assert.ok(at < 100, `${at} bytes`);
  await logged("nothing was published or played within 5 s");
  await goesOn();
});

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
  await logged("not RTMP: the connection begins with");
  // Who says nothing at all is closed too, however many they are.
  const silent = [];
  // Not all at once: what the system itself turns away never reaches the server.
  for (let batch = 0; batch < 20; batch += 1)
    silent.push(...(await Promise.all(Array.from({ length: 100 }, () => open()))));
  await goesOn();
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
  // A call is made and answered while they are there.
  const sam = kept(await Phone.signIn(server, "sam"));
  const tina = kept(await Phone.signIn(server, "tina"));
  await sam.call("tina");
  await tina.accept();
  await sam.hangUp();
  await Promise.all(silent.map(ended));
  const closed = async () => (await server.metrics()).callkit_sockets < 50;
  await until("their sockets are closed", closed);
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
