// Mini programs' media: what is pushed by RTMP is heard and seen by everybody, and what everybody
// sends is played by RTMP and HTTP-FLV.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Caller } from "../lib/caller.mjs";
import { Phone } from "../lib/phone.mjs";
import { Server } from "../lib/server.mjs";

let server;
const closing = [];

before(async () => {
  server = await Server.start();
});

after(async () => {
  if (process.env.SHOW_LOG) console.log(server.log);
  for (const one of closing.reverse()) await one.close();
  await server?.stop();
});

function kept(one) {
  closing.push(one);
  return one;
}

test("a phone calls a browser: each hears and sees the other", async () => {
  const bob = kept(await Caller.signIn(server, "bob", { hertz: 660 }));
  const alice = kept(await Phone.signIn(server, "alice"));
  await alice.call("bob");
  await bob.hearsOf("onCallReceived");
  await bob.do("accept");
  await alice.push({ hertz: 440 });
  await bob.hears(440);
  await bob.sees(20);
  for (const how of ["flv_url", "rtmp_url"]) {
    const player = await alice.play("bob", how);
    await player.hears(660);
    await player.sees(10);
    // An address carries one player at a time.
    player.stop();
  }
  await alice.hangUp();
  await bob.hearsOf("onCallEnd");
});

test("a browser calls a phone, and two phones call each other", async () => {
  const carol = kept(await Phone.signIn(server, "carol"));
  const dave = kept(await Phone.signIn(server, "dave"));
  await carol.call("dave");
  await dave.accept();
  await carol.push({ hertz: 330 });
  await dave.push({ hertz: 880, rate: 44_100, channels: 2 });
  const ofDave = await carol.play("dave");
  const ofCarol = await dave.play("carol", "rtmp_url");
  await Promise.all([ofDave.hears(880), ofCarol.hears(330)]);
  await Promise.all([ofDave.sees(15), ofCarol.sees(15)]);
  assert.equal(ofCarol.size, "360x640");
  await carol.hangUp();
  await dave.sees(({ ended }) => ended?.reason === "hangup");
});

test("what changes on a phone in mid-call is seen by the other side, which goes on", async () => {
  const erin = kept(await Phone.signIn(server, "erin"));
  const frank = kept(await Caller.signIn(server, "frank", { hertz: 520 }));
  await erin.call("frank");
  await frank.hearsOf("onCallReceived");
  await frank.do("accept");
  let pusher = await erin.push({ hertz: 440 });
  const player = await erin.play("frank");
  await Promise.all([frank.hears(440), player.hears(520)]);
  await frank.sees(10);

  // Camera and microphone, off and on again.
  const { callId: call_id } = erin;
  const told = (name, on) => {
    const field = `is${name}Available`;
    return frank.saidThat(`onUser${name}Available`, (p) => p.userID === "erin" && p[field] === on);
  };
  await frank.forget();
  await erin.do("microphone", { call_id, on: false });
  await told("Audio", false);
  await frank.hears(0);
  await erin.do("camera", { call_id, on: false });
  await told("Video", false);
  await frank.forget();
  await erin.do("camera", { call_id, on: true });
  await erin.do("microphone", { call_id, on: true });
  await told("Video", true);
  await frank.hears(440);
  await frank.sees(10);

  // The browser's: its phone is shown black and hears silence, and then the picture again.
  await frank.do("closeMicrophone");
  await player.hears(0);
  await frank.do("closeCamera");
  await frank.do("openCamera");
  await frank.do("openMicrophone");
  await player.hears(520);
  await player.sees(10);

  // Gone for two seconds, and back on the same address with a picture of another size.
  pusher.stop();
  await pusher.exited;
  await new Promise((later) => setTimeout(later, 2_000));
  pusher = await erin.push({ hertz: 660, size: "480x272" });
  await frank.hears(660);
  await frank.sees(10);
  assert.deepEqual(await frank.pictureSize(), { width: 480, height: 272 });
  await player.hears(520);

  // To voice: sound goes on and the pictures end.
  await erin.do("switch_media", { call_id, media: "audio" });
  await frank.saidThat("onCallMediaTypeChanged", () => true);
  await frank.hears(660);
  await player.hears(520);
  await erin.hangUp();
});

for (const [speaks, listens, hertz] of [
  ["heidi", "ivan", 440],
  ["lara", "kim", 880],
]) {
  test(`of three, ${speaks} is heard by a phone and a program, and the program by both phones`, async () => {
    const programUser = `program-of-${speaks}`;
    const program = server.agent("answer", "--as", programUser, "--audio", "tone:660");
    kept({ close: () => program.stop() });
    await program.event("signed_in");
    // Who speaks calls in the first round, and is called in the second.
    const [caller, callee] = [speaks, listens].sort();
    const phones = {
      [caller]: kept(await Phone.signIn(server, caller)),
      [callee]: kept(await Phone.signIn(server, callee)),
    };
    await phones[caller].call([callee, programUser]);
    await phones[callee].accept();
    await phones[caller].sees(({ members }) => members.every(({ phase }) => phase === "joined"));
    // Each has an address for every other member, and pushes to one for all of them.
    for (const phone of Object.values(phones)) {
      const { players } = await phone.live();
      const others = players.map(({ user_id }) => user_id).sort();
      assert.deepEqual(
        others,
        [...Object.keys(phones), programUser].filter((u) => u !== phone.user).sort(),
      );
    }
    await phones[speaks].push({ hertz });
    await phones[listens].push({ audio: ["-an"] });
    const ofSpeaker = await phones[listens].play(speaks);
    const ofListener = await phones[speaks].play(listens);
    const ofProgram = [
      await phones[speaks].play(programUser),
      await phones[listens].play(programUser, "rtmp_url"),
    ];
    await ofSpeaker.hears(hertz);
    await ofListener.hears(0);
    for (const player of ofProgram) await player.hears(660);
    for (const player of [ofSpeaker, ofListener, ...ofProgram]) await player.sees(5);
    // Who leaves takes nobody with him.
    await phones[listens].hangUp();
    const [stays] = ofProgram;
    await stays.hears(660);
    await stays.sees(5);
    await phones[speaks].hangUp();
    const { ended } = await program.ended();
    assert.ok(Math.abs(ended.audio.tone_hz - hertz) < 10, JSON.stringify(ended));
    assert.ok(ended.video.frames_received > 10, JSON.stringify(ended));
  });
}
