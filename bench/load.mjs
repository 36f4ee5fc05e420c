// Many calls at a time: `callkit load`, on a server of its own for each number of calls.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { CALLKIT, Server } from "../tests/e2e/lib/server.mjs";
import { appOf } from "./client.mjs";

/** More than fifty with pictures, and the devices are in each other's way on two processors. */
const LOADS = [
  { calls: 10, media: "video" },
  { calls: 50, media: "video" },
  { calls: 100, media: "audio" },
];
const HOW = "`bench/load.mjs`";
const run = promisify(execFile);

export async function load() {
  const rows = [];
  for (const one of LOADS) rows.push(...(await measured(one)));
  return rows;
}

async function measured({ calls, media }) {
  const server = await Server.start({ log: "warn" });
  try {
    const { server: cost, ...figures } = await loaded(server, calls, media);
    const between = ({ p50, p99 }, digits = 0) =>
      `p50 ${p50.toFixed(digits)} ms, p99 ${p99.toFixed(digits)} ms`;
    const packets = Math.round(figures.packets_per_second).toLocaleString("en");
    const what = `${calls} ${media} calls at a time`;
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

async function loaded(server, calls, media) {
  const options = ["--calls", calls, "--media", media, "--for", "12s", "--server", server.url];
  const args = ["load", ...options.map(String), "--json", "--server-pid", String(server.child.pid)];
  const env = { ...process.env, ...appOf(server) };
  const { stdout } = await run(CALLKIT, args, { env });
  return JSON.parse(stdout);
}
