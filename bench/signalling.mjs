// Signing in, staying signed in, ringing: no media.

import { Server } from "../tests/e2e/lib/server.mjs";
import { Wire } from "../tests/e2e/lib/wire.mjs";
import { resident } from "./figures.mjs";

const USERS = 1000;
const AT_ONCE = 50;
// Fewer than one user may make in a row (`limit_calls_per_user`).
const CALLS = 100;

/** Signs in many users and sees what each costs. */
export async function idleUsers() {
  const server = await Server.start({ log: "warn" });
  const wires = [];
  try {
    const warm = await Promise.all(
      Array.from({ length: 20 }, (_, i) => Wire.signIn(server, `w${i}`)),
    );
    const before = await resident(server);
    const started = performance.now();
    for (let i = 0; i < USERS; i += AT_ONCE) {
      const batch = Array.from({ length: AT_ONCE }, (_, j) => Wire.signIn(server, `user${i + j}`));
      wires.push(...(await Promise.all(batch)));
    }
    const seconds = (performance.now() - started) / 1000;
    const each = ((await resident(server)) - before) / USERS;
    for (const wire of warm) wire.close();
    return [
      [
        "memory of an idle signed-in user",
        `${each.toFixed(1)} KiB (${USERS} users)`,
        "`bench/signalling.mjs`",
      ],
      [
        "sign-ins a second, ticket included",
        `${Math.round(USERS / seconds)}`,
        "50 at once, one Node client",
      ],
    ];
  } finally {
    for (const wire of wires) wire.close();
    await server.stop();
  }
}

/** Call, ring, accept, hang up, one after the other. */
export async function ringing() {
  const server = await Server.start({ log: "warn" });
  const [alice, bob] = [await Wire.signIn(server, "alice"), await Wire.signIn(server, "bob")];
  try {
    const started = performance.now();
    for (let i = 0; i < CALLS; i += 1) {
      alice.heard.length = 0;
      bob.heard.length = 0;
      const key = `k${i}`;
      const call = { type: "call", key, callees: ["bob"], media: "audio" };
      const { ok } = await alice.commandNow(call);
      await bob.hearsNow((m) => m.type === "view" && m.call.call_id === ok.call_id);
      await bob.commandNow({ type: "accept", key: `a${i}`, call_id: ok.call_id });
      await alice.commandNow({ type: "hangup", key: `h${i}`, call_id: ok.call_id });
      const over = (m) => m.type === "view" && m.call.ended;
      for (const wire of [alice, bob]) {
        const { call: view } = await wire.hearsNow(over);
        wire.say({ type: "ack", call_id: view.call_id, version: view.version });
      }
    }
    const ms = (performance.now() - started) / CALLS;
    return [
      [
        "call, ring, accept, hang up, each written to disk before it is told",
        `${ms.toFixed(1)} ms a call, one after the other`,
        "`bench/signalling.mjs`",
      ],
    ];
  } finally {
    alice.close();
    bob.close();
    await server.stop();
  }
}
