// The attributes that the engine gives a page for its tags, in ffmpeg's hands: what live-pusher would push to
// `pusher.url` is heard and seen by the others, and what live-player would play from `src` is H.264 and AAC.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Caller } from "../lib/caller.mjs";
import { engine, Mini, signedIn } from "../lib/mini.mjs";
import { Player, Pusher } from "../lib/phone.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

let server;
let mini;
let alice;
const running = [];
const people = [];

before(async () => {
  server = await Server.start();
  mini = await Mini.set(server);
  alice = await open("alice");
});

after(async () => {
  for (const program of running) program.stop();
  for (const person of people) await person.close();
  await mini?.close();
  await server?.stop();
});

/** A phone on the engine's page, whose own tags do nothing. */
async function open(user) {
  const phone = await mini.signIn(user, "engine", { phone: { media: "manual" } });
  await signedIn(phone);
  return phone;
}

const attributes = (phone) =>
  phone.page.evaluate(() => {
    const { pusher, playerList } = window.__mp.wx.$TUICallEngine;
    return JSON.parse(JSON.stringify({ pusher, playerList }));
  });

async function pushes(phone, hertz) {
  const { pusher } = await attributes(phone);
  assert.match(pusher.url, new RegExp(`^${server.rtmpUrl}/live/\\S+$`));
  assert.deepEqual([pusher.enableMic, pusher.enableCamera], [true, true]);
  running.push(new Pusher(pusher.url, { hertz }));
}

/** Plays from the only item of the phone's list, once it is such a one. */
async function plays(phone, is = () => true) {
  const item = await until("there is something to play", async () => {
    const { playerList } = await attributes(phone);
    if (playerList.length === 1 && playerList[0].src && is(playerList[0])) return playerList[0];
    throw new Error(JSON.stringify(playerList));
  });
  const player = new Player(item.src);
  running.push(player);
  return player;
}

test("a browser and the engine's two addresses: each hears and sees the other", async () => {
  const bob = await Caller.signIn(server, "bob", { hertz: 660 });
  people.push(bob);
  await engine(alice, "call", { userID: "bob", type: 2 });
  await bob.hearsOf("onCallReceived");
  await bob.do("accept");
  await pushes(alice, 440);
  await Promise.all([bob.hears(440), bob.sees(20)]);

  const rtmp = await plays(alice, ({ mode }) => mode === "RTC");
  await Promise.all([rtmp.hears(660), rtmp.sees(10)]);
  assert.match(rtmp.stderr, /Input #0, (live_)?flv, from 'rtmp:/);
  assert.match(rtmp.stderr, /Stream #0:\d.*Video: h264/);
  assert.match(rtmp.stderr, /Stream #0:\d.*Audio: aac/);
  rtmp.stop();

  // Where RTMP does not get through, the engine gives HTTP-FLV.
  await alice.page.evaluate(() =>
    window.__mp.wx.$TUICallEngine._playerStateChange({
      detail: { code: -2301 },
      currentTarget: { id: "bob_main", dataset: {} },
    }),
  );
  const flv = await plays(alice, ({ mode, src }) => mode === "live" && src.includes(".flv"));
  await Promise.all([flv.hears(660), flv.sees(10)]);
  assert.match(flv.stderr, /Video: h264[\s\S]*Audio: aac|Audio: aac[\s\S]*Video: h264/);
  flv.stop();
  await engine(alice, "hangup");
  await bob.hearsOf("onCallEnd");
});

test("two mini programs: each plays what the other pushes", async () => {
  const erin = await open("erin");
  await engine(erin, "call", { userID: "alice", type: 2 });
  await until("alice is called", async () => {
    const { call } = await alice.page.evaluate(() =>
      JSON.parse(JSON.stringify(window.__mp.wx.$TUICallEngine.state)),
    );
    return call?.phase === "ringing";
  });
  await engine(alice, "accept");
  await pushes(erin, 550);
  await pushes(alice, 330);
  const [ofErin, ofAlice] = [await plays(alice), await plays(erin)];
  await Promise.all([ofErin.hears(550), ofErin.sees(10), ofAlice.hears(330), ofAlice.sees(10)]);
  await engine(erin, "hangup");
  assert.deepEqual([...(await alice.errors()), ...(await erin.errors())], []);
});
