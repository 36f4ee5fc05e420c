// Calls between Rust programs: `callkit call` and `callkit answer`.

import { Server } from "../tests/e2e/lib/server.mjs";
import { spread } from "./figures.mjs";

const CALLS = 10;

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
