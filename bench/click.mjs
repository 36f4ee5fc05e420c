// How much later a phone hears a click that it made itself and a program gave back: through the bridge one way and the
// other, over real sockets.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { tags } from "../tests/e2e/lib/film.mjs";
import { Phone } from "../tests/e2e/lib/phone.mjs";
import { AUDIO, RawRtmp } from "../tests/e2e/lib/rtmp.mjs";
import { Server } from "../tests/e2e/lib/server.mjs";
import { spread } from "./figures.mjs";

const SECONDS = 20;
/** Samples in a frame of AAC. */
const FRAME = 1024;
/** What comes back later belongs to the next click. */
const LATEST_MS = 700;
/** Of full scale: between silence and a click. */
const LOUD = 0.1;

/** A click a second, there and back. */
export async function clickThereAndBack() {
  const server = await Server.start({ log: "warn" });
  const dir = mkdtempSync(join(tmpdir(), "callkit-bench-"));
  const program = server.agent("answer", "--as", "echo", "--audio", "echo");
  let phone;
  try {
    const clicks = join(dir, "clicks.flv");
    const click = "aevalsrc=0.7*sin(1000*2*PI*t)*lt(mod(t\\,1)\\,0.05)*gt(t\\,0.9):s=48000";
    execFileSync("ffmpeg", [
      ...["-v", "error", "-f", "lavfi", "-i", click, "-t", String(SECONDS)],
      ...["-c:a", "aac", "-ac", "1", "-f", "flv", clicks],
    ]);
    await program.event("signed_in");
    phone = await Phone.signIn(server, "phone");
    await phone.call("echo", "audio");
    const { push_url } = await phone.live();
    const publisher = await RawRtmp.publish(server, push_url);
    const { flv_url } = await phone.playerOf("echo");
    const listening = new AbortController();
    const heard = record(flv_url, listening.signal);
    const sent = await publish(publisher, clicks);
    listening.abort();
    const back = await heard;
    const echo = join(dir, "echo.flv");
    writeFileSync(echo, back.film);
    const made = onsets(clicks).map((frame) => sent[frame]);
    const came = onsets(echo).map((frame) => back.arrived[frame]);
    const late = made
      .map((at) => came.find((then) => then > at) - at)
      .filter((ms) => ms < LATEST_MS);
    return [
      [
        "server: a click from a phone to a program and back to the phone, both ways over sockets (bar: < 200 ms)",
        spread(late, "ms"),
        "`bench/click.mjs`",
      ],
    ];
  } finally {
    program.stop();
    phone?.close();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Sends a film's sound in its own time; gives when each frame went out. */
async function publish(publisher, path) {
  const begun = performance.now();
  const sent = [];
  for (const { type, time, body } of tags(readFileSync(path))) {
    const early = begun + time - performance.now();
    if (early > 0) await new Promise((due) => setTimeout(due, early));
    publisher.message(type, time, body);
    if (isSound(type, body)) sent.push(performance.now());
  }
  publisher.close();
  return sent;
}

/** Keeps what comes until it is told to stop; gives that and when each frame of sound came. */
async function record(url, signal) {
  let film = Buffer.alloc(0);
  const arrived = [];
  try {
    const { body } = await fetch(url, { signal });
    for await (const bytes of body) {
      film = Buffer.concat([film, bytes]);
      const frames = tags(film).filter(({ type, body: content }) => isSound(type, content)).length;
      while (arrived.length < frames) arrived.push(performance.now());
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return { film, arrived };
}

/** AAC itself, not its configuration. */
function isSound(type, body) {
  return type === AUDIO && body[1] === 1;
}

/** The frames in which a click begins. */
function onsets(path) {
  const decode = ["-v", "error", "-i", path, "-vn", "-ac", "1", "-f", "f32le", "-"];
  const bytes = execFileSync("ffmpeg", decode, { maxBuffer: 1 << 30 });
  const frames = new Set();
  let quiet = 0;
  for (let at = 0; at * 4 + 4 <= bytes.length; at += 1) {
    const loud = Math.abs(bytes.readFloatLE(at * 4)) > LOUD;
    // A click is quiet for half a second before.
    if (loud && quiet > 20_000) frames.add(Math.floor(at / FRAME));
    quiet = loud ? 0 : quiet + 1;
  }
  return [...frames];
}
