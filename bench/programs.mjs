// Calls between Rust programs: `callkit call` and `callkit answer`.

import { Server } from "../tests/e2e/lib/server.mjs";
import { until } from "../tests/e2e/lib/wait.mjs";
import { resident, spread } from "./figures.mjs";

const CALLS = 10;
const PAIRS = 8;

/** How long it takes until the first sound. */
export async function programs() {
  const server = await Server.start();
  try {
    const setups = [];
    for (let i = 0; i < CALLS; i += 1) {
      const bob = server.agent("answer", "--as", "bob", "--audio", "tone:660", "--after", "500ms");
      await bob.event("signed_in");
      const alice = server.agent(
        "call",
        "bob",
        "--as",
        "alice",
        "--audio",
        "tone:440",
        "--for",
        "1s",
      );
      const [, { ended }] = await Promise.all([alice.ended(), bob.ended()]);
      setups.push(ended.setup_ms);
    }
    return [
      [
        "accept → first remote audio, connected while it rang (`setup_ms` of `callkit answer`)",
        spread(setups, "ms"),
        "`bench/programs.mjs`",
      ],
    ];
  } finally {
    await server.stop();
  }
}

/** What a running call with voice and picture costs the server. */
export async function runningCalls() {
  const server = await Server.start();
  const agents = [];
  try {
    const before = await resident(server);
    for (let i = 0; i < PAIRS; i += 1) {
      const bob = server.agent("answer", "--as", `bob${i}`, "--audio", "tone:660");
      agents.push(bob);
      await bob.event("signed_in");
      agents.push(
        server.agent("call", `bob${i}`, "--as", `alice${i}`, "--audio", "tone:440", "--for", "20s"),
      );
      await bob.event("connected");
    }
    const forwarded = async () => (await server.metrics()).callkit_media_packets_forwarded_total;
    const enough = (await forwarded()) + PAIRS * 1000;
    await until("media flows", async () => (await forwarded()) > enough, 30_000);
    const each = ((await resident(server)) - before) / PAIRS;
    return [
      [
        "memory of a one-to-one call with voice and picture",
        `${Math.round(each)} KiB (${PAIRS} calls)`,
        "`bench/programs.mjs`",
      ],
    ];
  } finally {
    for (const agent of agents) agent.stop();
    await server.stop();
  }
}
