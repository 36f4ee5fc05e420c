// Going live as docs/en/deploy.md says: behind real nginx and real Caddy with TLS, on the printed firewall table alone.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { certificateFor } from "../lib/authority.mjs";
import { caddy, nginx } from "../lib/front.mjs";
import { remove, twoMachines } from "../lib/namespace.mjs";
import { CALLKIT } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const NAME = "calls.callkit.test";
const OUTSIDE = fileURLToPath(new URL("../lib/outside.mjs", import.meta.url));

let dir;
let machines;
let certificate;
let config;
let front;
let log = "";
const running = [];

before(async () => {
  dir = mkdtempSync(join(tmpdir(), "callkit-deploy-"));
  certificate = certificateFor(dir, [NAME]);
  machines = twoMachines();
  const { server, outside } = machines;
  for (const at of [server, outside]) at.names({ [NAME]: server.address });
  // As in the guide, with the address and the name of this test.
  config = [
    ...["--data-dir", join(dir, "data"), "--listen", "127.0.0.1:8080"],
    ...["--admin-listen", "127.0.0.1:9000", "--public-url", `https://${NAME}`],
    ...["--trusted-proxy", "127.0.0.1/32", "--media-address", server.address],
    ...["--media-tcp-port", "8443", "--media-workers", "1", "--rtmp-listen", "0.0.0.0:1935"],
  ];
  const callkit = server.spawn(CALLKIT, ["serve", ...config, "--demo", "on"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [callkit.stdout, callkit.stderr])
    stream.on("data", (chunk) => {
      log += chunk;
    });
  running.push(() => callkit.kill("SIGKILL"));
  await until("the server runs", () => log.includes("First screen"));
});

after(async () => {
  await front?.stop();
  for (const stop of running) stop();
  machines?.end();
  if (dir) remove(dir);
});

/** Puts a proxy before the server and waits until a page comes through it. */
async function put(proxy) {
  await front?.stop();
  const { server } = machines;
  const page = () => server.run("curl", "-sS", "--cacert", certificate.root, `https://${NAME}/`);
  front = await proxy(dir, {
    name: NAME,
    certificate,
    inside: server.inside,
    ready: () => page().includes("<html"),
  });
}

/** Runs a program in a namespace; gives how it ended and what it printed. */
async function run(at, ...command) {
  const child = at.spawn("env", [`NODE_EXTRA_CA_CERTS=${certificate.root}`, ...command]);
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      printed += chunk;
    });
  const code = await new Promise((done) => child.once("close", done));
  return { code, printed };
}

/** Both kinds of call, from the other machine. */
async function assertCalls() {
  const args = [`https://${NAME}`, ...certificate.chromium];
  const calls = await run(machines.outside, process.execPath, OUTSIDE, ...args);
  assert.equal(calls.code, 0, `${calls.printed}\n${log.slice(-3000)}\n${front.log}`);
}

test("behind nginx, with nothing open but the printed table, both kinds of call go through", async () => {
  const { server, outside } = machines;
  const printed = execFileSync(CALLKIT, ["doctor", "--ports", "--json", ...config], {
    encoding: "utf8",
  });
  const table = printed.trim().split("\n").map(JSON.parse);
  const open = table.filter(({ audience }) => audience === "everybody");
  assert.deepEqual(
    open.map(({ protocol, first }) => `${protocol} ${first}`),
    ["tcp 443", "udp 8443", "tcp 8443", "tcp 1935"],
  );
  server.firewall(open);
  await put(nginx);
  await assertCalls();
  for (const port of [80, 8080, 9000]) {
    const url = `http://${server.address}:${port}/healthz`;
    assert.notEqual((await run(outside, "curl", "-sS", "-m", "2", url)).code, 0, `${port} is open`);
  }
});

test("plain http is sent on to https, and nobody becomes the operator by saying so", () => {
  const { server, outside } = machines;
  const head = server.run("curl", "-sS", "-I", `http://${NAME}/demo/`);
  assert.match(head, new RegExp(`^location: https://${NAME}/demo/`, "im"));
  const status = ["-o", "/dev/null", "-w", "%{http_code}"];
  const claim = ["-H", "X-Forwarded-For: 127.0.0.1", "-H", "X-Real-IP: 127.0.0.1"];
  for (const path of ["/metrics", "/console/"]) {
    const url = `https://${NAME}${path}`;
    const answer = outside.run(
      "curl",
      "-sS",
      "--cacert",
      certificate.root,
      ...claim,
      ...status,
      url,
    );
    assert.equal(answer, "404", path);
  }
});

test("doctor finds no fault in it, and finds the one port that is closed", async () => {
  const { server } = machines;
  const doctor = () => run(server, CALLKIT, "doctor", ...config, "--trust", certificate.root);
  const well = await doctor();
  assert.equal(well.code, 0, well.printed);

  const chain = "add chain inet callkit closed { type filter hook input priority -10; }";
  server.run("nft", `${chain}; add rule inet callkit closed udp dport 8443 drop`);
  const closed = await doctor();
  server.run("nft", "delete chain inet callkit closed");
  assert.equal(closed.code, 1, closed.printed);
  assert.ok(closed.printed.includes(`UDP ${server.address}:8443`), closed.printed);
  assert.match(closed.printed, /FAULT +media /);
});

test("behind Caddy both kinds of call go through as well", async () => {
  await put(caddy);
  await assertCalls();
});
