// The bridge between mini programs and WebRTC: alone, and in a server that carries calls.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Ffmpeg, Phone } from "../tests/e2e/lib/phone.mjs";
import { Server } from "../tests/e2e/lib/server.mjs";
import { until } from "../tests/e2e/lib/wait.mjs";
import { measured } from "./client.mjs";

const HOW = "`bench/bridge.mjs`";
/** Calls of a phone and a program at a time. */
const LEGS = 8;
/** For how long they are measured, in milliseconds. */
const SPAN = 20_000;

/** Work and delay of the bridge by itself. */
export async function bridgeAlone() {
  const { bridge_processing: work, bridge_click: click } = await measured(["bridge"]);
  const ms = (value) => `${value.toFixed(2)} ms`;
  const of = (name) => `p50 ${ms(work[`${name}_p50_ms`])}, p99 ${ms(work[`${name}_p99_ms`])}`;
  return [
    ["bridge alone: work on a frame of sound, decoded and encoded", of("voice"), HOW],
    ["bridge alone: work on a picture, last packet in → message out", of("picture"), HOW],
    [
      "bridge alone: a click is heard later by, from a phone and to a phone, 20 ms of gathering at the listener's included (bar: < 100 ms)",
      `${Math.round(click.to_room_ms)} ms and ${Math.round(click.to_player_ms)} ms (${click.clicks} clicks)`,
      HOW,
    ],
    [
      "bridge alone: two-way legs (voice and picture both ways) a core",
      `${Math.round(work.legs_per_core)}`,
      HOW,
    ],
  ];
}

/** The same in a server. */
export async function bridgeInServer() {
  const { calls, cores, before, after } = await phonesAndPrograms();
  const within = (kind, part) => `≤ ${percentile(before, after, kind, part)} ms`;
  return [
    [
      `server with ${calls} such calls: sound through the bridge, waiting included`,
      `p50 ${within("voice", 0.5)}, p99 ${within("voice", 0.99)}`,
      HOW,
    ],
    [
      `server with ${calls} such calls: a picture through the bridge, waiting included`,
      `p50 ${within("picture", 0.5)}, p99 ${within("picture", 0.99)}`,
      HOW,
    ],
    [
      "server: calls of a phone and a program a core, sockets and encryption included",
      `${Math.round(calls / cores)}`,
      HOW,
    ],
  ];
}

/**
 * Phones that call programs, over real sockets: how many calls, the server's cores, what it sends in Mbit/s, and its
 * metrics before and after.
 */
export async function phonesAndPrograms() {
  const server = await Server.start({ log: "warn" });
  const dir = mkdtempSync(join(tmpdir(), "callkit-bench-"));
  const closing = [];
  try {
    const film = join(dir, "film.flv");
    execFileSync("ffmpeg", [
      ...["-v", "error", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"],
      ...["-f", "lavfi", "-i", "testsrc2=size=360x640:rate=15", "-t", "30"],
      ...["-c:v", "libx264", "-profile:v", "baseline", "-bf", "0", "-g", "30", "-b:v", "800k"],
      ...["-preset", "veryfast", "-tune", "zerolatency", "-pix_fmt", "yuv420p"],
      ...["-c:a", "aac", "-ac", "1", "-f", "flv", film],
    ]);
    // Nothing is encoded or decoded here while it is measured, but what the programs do.
    const copy = ["-loglevel", "error", "-re", "-stream_loop", "-1", "-i", film, "-c", "copy"];
    for (let leg = 0; leg < LEGS; leg += 1) {
      const program = server.agent(
        ...["answer", "--as", `program${leg}`, "--audio", "tone:660", "--codec", "h264"],
      );
      closing.push(program);
      await program.event("signed_in");
      const phone = await Phone.signIn(server, `phone${leg}`);
      closing.push({ stop: () => phone.close() });
      await phone.call(`program${leg}`);
      const { push_url } = await phone.live();
      closing.push(new Ffmpeg([...copy, "-f", "flv", push_url]));
      const { rtmp_url } = await phone.playerOf(`program${leg}`);
      closing.push(
        new Ffmpeg(["-loglevel", "error", "-i", rtmp_url, "-c", "copy", "-f", "null", "-"]),
      );
    }
    const all = async () => {
      const { callkit_live_publishers, callkit_live_players } = await server.metrics();
      return callkit_live_publishers === LEGS && callkit_live_players === LEGS;
    };
    await until("all publish and play", all, 60_000);
    const before = [await server.metrics(), cpuSeconds(server.child.pid)];
    await new Promise((done) => setTimeout(done, SPAN));
    const after = [await server.metrics(), cpuSeconds(server.child.pid)];
    const seconds = SPAN / 1000;
    const sent = after[0].callkit_egress_bytes_total - before[0].callkit_egress_bytes_total;
    return {
      calls: LEGS,
      cores: (after[1] - before[1]) / seconds,
      mbps: (sent * 8) / 1e6 / seconds,
      before: before[0],
      after: after[0],
    };
  } finally {
    for (const one of closing.reverse()) one.stop();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Processor time of a process (proc(5)). */
function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(") ") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The bound, in milliseconds, within which this part of what came between two readings was. */
function percentile(before, after, kind, part) {
  const name = "callkit_live_processing_seconds_bucket";
  const own = Object.keys(after).filter((key) => key.startsWith(`${name}{kind="${kind}"`));
  const bounds = own.map((key) => [key.match(/le="([^"]+)"/)[1], after[key] - (before[key] ?? 0)]);
  const total = bounds.at(-1)[1];
  const [bound] = bounds.find(([, count]) => count >= total * part);
  return Number(bound) * 1000;
}
