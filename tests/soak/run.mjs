#!/usr/bin/env node
// `make soak`: calls for minutes on end, watching that nothing grows. MINUTES=60 makes it longer.
//
// Two phones talk all the time, and so do a phone and a program, over the bridge; two programs call each other by WebRTC
// in turns, and two more phones call and hang up without a pause. Memory is sampled; what is left open at the end is counted.

import { recordedLags } from "../e2e/lib/lipsync.mjs";
import { Phone } from "../e2e/lib/phone.mjs";
import { Server } from "../e2e/lib/server.mjs";
import { until } from "../e2e/lib/wait.mjs";

const MINUTES = Number(process.env.MINUTES ?? 10);
/** Memory is compared between the second and the last third: the first one fills pools and caches. */
const MOST_GROWTH = 1.05;

const server = await Server.start({ log: "callkit=info,warn" });
const deadline = Date.now() + MINUTES * 60_000;
const samples = [];
const counts = { phoneCalls: 0, programCalls: 0 };

async function whileThereIsTime(work) {
  while (Date.now() < deadline) await work();
}

/** What the server holds now. */
async function sample() {
  const metrics = await server.metrics();
  samples.push(metrics.process_resident_memory_bytes);
  const megabytes = (metrics.process_resident_memory_bytes / 1e6).toFixed(1);
  const fds = metrics.process_open_fds;
  console.log(
    `${new Date().toISOString()} ${megabytes} MB, ${fds} descriptors, ${JSON.stringify(counts)}`,
  );
  await new Promise((later) => setTimeout(later, 10_000));
}

async function talk() {
  const [alice, bob] = [await Phone.signIn(server, "alice"), await Phone.signIn(server, "bob")];
  await alice.call("bob");
  await bob.accept();
  await alice.push({ claps: true });
  await bob.push({ claps: true, rate: 44_100, channels: 2 });
  const ways = [await bob.playerOf("alice"), await alice.playerOf("bob")];
  const seconds = MINUTES * 60 - 10;
  const lags = await Promise.all(ways.map(({ flv_url }) => recordedLags(flv_url, seconds)));
  await alice.hangUp();
  alice.close();
  bob.close();
  return lags.map((way) => Math.max(...way.map(Math.abs)));
}

/** A phone and a program: whatever either sends is repacked, and made anew, on its way to the other. */
async function talkOverTheBridge() {
  const program = server.agent(
    ...["answer", "--as", "heidi", "--codec", "h264", "--audio", "tone:660"],
  );
  await program.event("signed_in");
  const grace = await Phone.signIn(server, "grace");
  await grace.call("heidi");
  await grace.push({ hertz: 440 });
  await whileThereIsTime(async () => {
    const player = await grace.play("heidi");
    await Promise.all([player.hears(660), player.sees(30)]);
    player.stop();
    await player.exited;
  });
  await grace.hangUp();
  grace.close();
  const { ended } = await program.ended();
  const { frames_received, frames_broken } = ended.video;
  if (Math.abs(ended.audio.tone_hz - 440) > 10) throw new Error("the program heard no tone");
  // Fifteen a second are sent, where the machine is not too busy to make them.
  if (frames_received < MINUTES * 60 * 5) throw new Error(`${frames_received} pictures came`);
  console.log(`over the bridge: ${frames_received} pictures, ${frames_broken} of them broken`);
}

async function phonesInTurns() {
  const [carol, dave] = [await Phone.signIn(server, "carol"), await Phone.signIn(server, "dave")];
  await whileThereIsTime(async () => {
    carol.callId = undefined;
    dave.callId = undefined;
    carol.wire.heard.length = 0;
    dave.wire.heard.length = 0;
    await carol.call("dave");
    await dave.accept();
    const pusher = await carol.push({ hertz: 330 });
    const player = await dave.play("carol");
    await player.hears(330);
    await carol.hangUp();
    await Promise.all([pusher.exited, player.exited]);
    counts.phoneCalls += 1;
  });
  carol.close();
  dave.close();
}

async function programsInTurns() {
  await whileThereIsTime(async () => {
    const bob = server.agent("answer", "--as", "frank", "--audio", "tone:660");
    await bob.event("signed_in");
    const erin = server.agent("call", "frank", "--as", "erin", "--type", "video", "--for", "10s");
    const [a] = await Promise.all([erin.ended(), bob.ended()]);
    if (a.code !== 0) throw new Error(erin.stderr);
    counts.programCalls += 1;
  });
}

function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

try {
  const [lags] = await Promise.all([
    talk(),
    talkOverTheBridge(),
    phonesInTurns(),
    programsInTurns(),
    whileThereIsTime(sample),
  ]);
  const third = Math.floor(samples.length / 3);
  const growth = mean(samples.slice(-third)) / mean(samples.slice(third, 2 * third));
  await until("nothing is left open", async () => {
    const metrics = await server.metrics();
    const left = ["callkit_live_publishers", "callkit_live_players", "callkit_media_legs"];
    return left.every((name) => metrics[name] === 0);
  });
  console.log(`memory: ${growth.toFixed(3)} times that of the third before`);
  console.log(`sound and picture: at most ${lags.map((lag) => Math.round(lag * 1000))} ms apart`);
  if (growth > MOST_GROWTH) throw new Error("memory grows");
  if (Math.max(...lags) > 0.08) throw new Error("sound and picture drift apart");
} catch (error) {
  console.error(server.log.slice(-3000));
  throw error;
} finally {
  await server.stop();
}
