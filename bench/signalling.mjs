// Signing in, staying signed in, ringing: no media.

import { Server } from "../tests/e2e/lib/server.mjs";
import { appOf, measured } from "./client.mjs";

const HOW = "`bench/signalling.mjs`";

export async function signalling() {
  const server = await Server.start({ log: "warn" });
  try {
    const where = ["--server", `127.0.0.1:${server.port}`, "--pid", String(server.child.pid)];
    const figures = await measured(["signalling", ...where], appOf(server));
    const { idle_user, sign_ins, answered, calls } = figures;
    const ms = (value) => `${value.toFixed(1)} ms`;
    const rate = (value) => Math.round(value).toLocaleString("en");
    return [
      [
        "memory of an idle signed-in user",
        `${idle_user.kib.toFixed(1)} KiB (${rate(idle_user.users)} users)`,
        HOW,
      ],
      [
        "sign-ins a second: ticket, connection, WebSocket, hello, welcome",
        `${rate(sign_ins.per_second)}; ${Math.round(sign_ins.server_us)} µs of the server's processor time each`,
        `${HOW}, 64 at once`,
      ],
      [
        "call → answered, written to disk before it is told",
        `p50 ${ms(answered.p50_ms)}, p99 ${ms(answered.p99_ms)} (${answered.calls}, one after the other)`,
        HOW,
      ],
      [
        "call, ring, accept, hang up: calls a second",
        `${rate(calls.per_second)}; ${Math.round(calls.server_us)} µs of the server's processor time each`,
        `${HOW}, ${calls.pairs} at once`,
      ],
    ];
  } finally {
    await server.stop();
  }
}
