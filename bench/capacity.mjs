// What each kind of call costs a server, and so how many of them two cores carry: the table of docs/capacity.md.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { CALLKIT, Server } from "../tests/e2e/lib/server.mjs";
import { phonesAndPrograms } from "./bridge.mjs";
import { appOf } from "./client.mjs";

/** How many at a time: so many that a core has something to do, so few that the devices, on the same cores, keep up. */
const KINDS = [
  { what: "voice, two people", calls: 100, members: 2, media: "audio" },
  { what: "video, two people", calls: 50, members: 2, media: "video" },
  { what: "voice, group of 9, all speak", calls: 4, members: 9, media: "audio" },
  { what: "video, group of 4, all pictures whole", calls: 6, members: 4, media: "video" },
  { what: "video, group of 9, all pictures whole", calls: 1, members: 9, media: "video" },
];
/** What the one media worker of two cores may be busy: higher promises more, and loses packets at every peak. */
const BUSY = 0.8;
/** Over how many readings, two a second, a rate is taken. */
const WINDOW = 10;
const run = promisify(execFile);

export async function capacity() {
  const rows = [];
  for (const kind of KINDS) rows.push(await measured(kind));
  const { calls, cores, mbps } = await phonesAndPrograms();
  rows.push(row("mini program and program, video", calls, cores, mbps, "", "bench/run capacity"));
  return rows;
}

async function measured({ what, calls, members, media }) {
  const server = await Server.start({ log: "warn" });
  try {
    const options = { calls, members, media, for: "15s" };
    const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const args = ["load", ...given, "--server", server.url];
    const watched = ["--json", "--server-pid", String(server.child.pid)];
    const sent = [];
    const read = async () => sent.push((await server.metrics()).callkit_egress_bytes_total);
    const reading = setInterval(() => read().catch(() => {}), 500);
    const env = { ...process.env, ...appOf(server) };
    const { stdout } = await run(CALLKIT, [...args, ...watched], { env }).finally(() =>
      clearInterval(reading),
    );
    const { server: cost, delay_ms: delay } = JSON.parse(stdout);
    const rates = sent.slice(WINDOW).map((bytes, at) => (bytes - sent[at]) / (WINDOW / 2));
    const mbps = (Math.max(...rates) * 8) / 1e6;
    const command = `callkit load ${given.join(" ")}`;
    return row(what, calls, cost.cores, mbps, `${delay.p99.toFixed(0)} ms`, command);
  } finally {
    await server.stop();
  }
}

function row(what, calls, cores, mbps, delay, command) {
  const carried = Math.floor((BUSY * calls) / cores);
  const each = [(mbps / calls).toFixed(2), `${((1000 * cores) / calls).toFixed(1)}`];
  return [what, ...each, `${carried}`, `${calls}`, delay, `\`${command}\``];
}
