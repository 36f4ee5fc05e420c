// The Rust client that measures: its figures, one JSON object a line.

import { spawn } from "node:child_process";
import { basename, dirname, join } from "node:path";

import { CALLKIT } from "../tests/e2e/lib/server.mjs";

/** Built beside the server, in the same profile. */
export const CLIENT = join(dirname(CALLKIT), "callkit-bench");

/** The profile that server and client were built in. */
export const PROFILE = basename(dirname(CALLKIT)).replace("debug", "dev");

/** Runs one of its measurements; gives the figures by name. */
export async function measured(args, env = {}) {
  const child = spawn(CLIENT, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  const code = await new Promise((done) => child.once("close", done));
  if (code !== 0) throw new Error(`${CLIENT} ${args.join(" ")}: exit status ${code}`);
  const lines = said
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return Object.fromEntries(lines.map(({ figure, ...rest }) => [figure, rest]));
}

/** The server's first app, as the client's environment. */
export function appOf(server) {
  const { sdkappid, key } = server.app();
  return { CALLKIT_SDKAPPID: String(sdkappid), CALLKIT_SECRET_KEY: key };
}
