// A server of your own beside callkit: it knows who is asking, and signs his ticket.
//
//   SDKAPPID=… SECRETKEY=… CALLKIT=http://127.0.0.1:8080 PORT=3000 node server.mjs

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

import { userSig } from "./usersig.mjs";

const { SDKAPPID, SECRETKEY, CALLKIT = "http://127.0.0.1:8080", PORT = "3000" } = process.env;
if (!SDKAPPID || !SECRETKEY) {
  process.stderr.write("SDKAPPID and SECRETKEY are missing: callkit app list --show-secret\n");
  process.exit(2);
}

const pages = join(import.meta.dirname, "../dist");
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8" };

/**
 * Your own sign-in belongs here: a session, a token. This example believes what the page says, which is why
 * nobody but this machine can reach it.
 */
function whoIsAsking(url) {
  const user = url.searchParams.get("user") ?? "";
  return /^[A-Za-z0-9_-]{1,32}$/.test(user) ? user : undefined;
}

async function answer(request, response) {
  const url = new URL(request.url, "http://localhost");
  if (request.method === "POST" && url.pathname === "/ticket") {
    const userId = whoIsAsking(url);
    if (!userId) return response.writeHead(401).end();
    const now = Math.floor(Date.now() / 1000);
    const sig = userSig({
      sdkAppId: Number(SDKAPPID),
      secretKey: SECRETKEY,
      userId,
      expire: 86_400,
      now,
    });
    response.writeHead(200, { "content-type": "application/json" });
    const ticket = { SDKAppID: Number(SDKAPPID), userID: userId, userSig: sig, server: CALLKIT };
    return response.end(JSON.stringify(ticket));
  }
  const path = url.pathname.endsWith("/") ? `${url.pathname}index.html` : url.pathname;
  const file = join(pages, normalize(path));
  if (!file.startsWith(pages)) return response.writeHead(404).end();
  try {
    const bytes = await readFile(file);
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    return response.end(
      extname(file) === ".html" ? bytes.toString().replaceAll("{{CALLKIT}}", CALLKIT) : bytes,
    );
  } catch {
    return response.writeHead(404).end();
  }
}

createServer((request, response) => {
  answer(request, response).catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    response.writeHead(500).end();
  });
}).listen(Number(PORT), "127.0.0.1", function () {
  process.stdout.write(`http://127.0.0.1:${this.address().port}/html/?user=alice\n`);
});
