// Clients stay on phones and pages for long after a server was upgraded: what clients of each release said is played
// against this server, which must understand it and answer so that they understand.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { Server } from "../lib/server.mjs";
import { replay } from "../lib/transcript.mjs";

const FOLDER = fileURLToPath(new URL("../fixtures/clients/", import.meta.url));

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".jsonl"))) {
  test(`the clients of ${file} are understood`, async () => {
    const text = readFileSync(join(FOLDER, file), "utf8");
    const server = await Server.start();
    try {
      await replay(server, text.trim().split("\n").map(JSON.parse));
    } finally {
      await server.stop();
    }
  });
}
