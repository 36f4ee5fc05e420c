// Many calls at a time: `callkit load`, on a server of its own for each number of calls.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { CALLKIT, Server } from "../tests/e2e/lib/server.mjs";
import { appOf } from "./client.mjs";

const CALLS = [10, 50, 100];
const HOW = "`bench/load.mjs`";
const run = promisify(execFile);

export async function load() {
  const rows = [];
  for (const calls of CALLS) rows.push(...(await measured(calls)));
  return rows;
}

async function measured(calls) {
  const server = await Server.start({ log: "warn" });
  try {
    const { server: cost, ...figures } = await loaded(server, calls);
    const between = ({ p50, p99 }, digits = 0) =>
      `p50 ${p50.toFixed(digits)} ms, p99 ${p99.toFixed(digits)} ms`;
    const packets = Math.round(figures.packets_per_second).toLocaleString("en");
    const what = `${calls} video calls at a time`;
    return [
      [
        `${what}: the server's processor time`,
        `${cost.us_per_packet.toFixed(1)} µs a packet (${packets} packets a second, ${cost.cores.toFixed(2)} cores)`,
        HOW,
      ],
      [
        `${what}: a packet from device to device, both devices' work included`,
        between(figures.delay_ms, 2),
        HOW,
      ],
      [
        `${what}: call → media up on both sides; → first packet on both sides`,
        `${between(figures.connected_ms)}; ${between(figures.heard_ms)}`,
        `${HOW}, 10 begun in a second`,
      ],
      [`${what}: memory of each`, `${Math.round(cost.kib_per_call)} KiB`, HOW],
    ];
  } finally {
    await server.stop();
  }
}

/** The devices come before everything else on the processor, or their own waiting would be measured. */
async function loaded(server, calls) {
  const options = ["--calls", calls, "--for", "12s", "--server", server.url, "--json"];
  const args = ["load", ...options.map(String), "--server-pid", String(server.child.pid)];
  const env = { ...process.env, ...appOf(server) };
  const { stdout } = await run("chrt", ["-r", "1", CALLKIT, ...args], { env });
  return JSON.parse(stdout);
}
