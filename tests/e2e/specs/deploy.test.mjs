// Going live as docs/deploy.md says: behind real nginx with TLS, on the printed firewall table alone.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { certificateFor } from "../lib/authority.mjs";
import { twoMachines } from "../lib/namespace.mjs";
import { accepts, documented, Nginx } from "../lib/nginx.mjs";
import { CALLKIT, freePort } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const NAME = "calls.callkit.test";
const OUTSIDE = fileURLToPath(new URL("../lib/outside.mjs", import.meta.url));

let dir;
let machines;
let certificate;
let config;
const running = [];

before(() => {
  dir = mkdtempSync(join(tmpdir(), "callkit-deploy-"));
  certificate = certificateFor(dir, [NAME]);
  machines = twoMachines();
  const { server, outside } = machines;
  for (const at of [server, outside]) at.names({ [NAME]: server.address });
  config = [
    ...["--data-dir", join(dir, "data"), "--listen", "127.0.0.1:8080"],
    ...["--admin-listen", "127.0.0.1:9000", "--public-url", `https://${NAME}`],
    ...["--trusted-proxy", "127.0.0.1/32", "--media-address", server.address],
    ...["--media-tcp-port", "8443", "--media-workers", "1", "--rtmp-listen", "0.0.0.0:1935"],
  ];
});

after(async () => {
  for (const one of running.reverse()) await one();
  machines?.remove();
  if (dir) rmSync(dir, { recursive: true, force: true });
});

/** Runs a program in a namespace; gives what it printed, and fails with it. */
async function run(at, command, args, env = {}) {
  const child = at.spawn(command, args, { env: { ...process.env, ...env } });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      printed += chunk;
    });
  }
  const code = await new Promise((done) => child.once("exit", done));
  return { code, printed };
}

function doctor(at, ...args) {
  return run(at, CALLKIT, ["doctor", ...config, "--trust", certificate.root, ...args]);
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

  const callkit = server.spawn(CALLKIT, ["serve", ...config, "--demo", "on"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [callkit.stdout, callkit.stderr]) {
    stream.on("data", (chunk) => {
      log += chunk;
    });
  }
  running.push(() => callkit.kill("SIGKILL"));
  await until("the server runs", () => log.includes("First screen"));

  const site = documented({ name: NAME, http: 80, https: 443, upstream: 8080, certificate });
  const shown = () => server.run("curl", "-sS", "--cacert", certificate.root, `https://${NAME}/`);
  const nginx = await Nginx.start(dir, site, {
    inside: server.inside,
    ready: () => shown().includes("<html"),
  });
  running.push(() => nginx.stop());

  const env = { NODE_EXTRA_CA_CERTS: certificate.root };
  const args = [OUTSIDE, `https://${NAME}`, ...certificate.chromium];
  const calls = await run(outside, process.execPath, args, env);
  assert.equal(calls.code, 0, `${calls.printed}\n${log.slice(-3000)}\n${nginx.log}`);

  const from = (port) =>
    run(outside, "curl", ["-sS", "-m", "2", `http://${server.address}:${port}/healthz`]);
  for (const port of [8080, 9000]) assert.notEqual((await from(port)).code, 0, `${port} is open`);
});

test("doctor finds nothing wrong with it, and the fault when a port is closed or nginx lies", async () => {
  const { server } = machines;
  const well = await doctor(server);
  assert.equal(well.code, 0, well.printed);

  // What its own table says has to be open is closed, on this machine as well.
  const drop = "add rule inet callkit closed udp dport 8443 drop";
  const chain = "add chain inet callkit closed { type filter hook input priority -10; }";
  server.run("nft", `${chain}; ${drop}`);
  const closed = await doctor(server);
  assert.equal(closed.code, 1, closed.printed);
  assert.match(closed.printed, /FAULT +media .*UDP 198\.51\.100\.1:8443/);
  server.run("nft", "delete chain inet callkit closed");
});

test("on one machine: pages, signalling and FLV go through nginx, and http is sent on to https", async () => {
  const [http, https] = [await freePort(), await freePort()];
  assert.ok(!(await accepts(https)));
  const home = mkdtempSync(join(dir, "here-"));
  const own = certificateFor(home, ["localhost"]);
  const { server } = machines;
  const site = documented({ name: "localhost", http, https, upstream: 8080, certificate: own });
  const nginx = await Nginx.start(home, site, {
    inside: server.inside,
    ready: () => server.run("curl", "-sS", "-o", "/dev/null", `http://127.0.0.1:${http}/`) === "",
  });
  running.push(() => nginx.stop());
  const curl = (...args) => server.run("curl", "-sS", "--cacert", own.root, ...args);
  assert.match(
    curl("-I", `http://localhost:${http}/demo/`),
    /^location: https:\/\/localhost\/demo\//im,
  );
  assert.match(curl(`https://localhost:${https}/demo/`), /<html/);
  assert.match(curl("-i", `https://localhost:${https}/live/none.flv`), /404/);
  // A client that says it is this machine stays who nginx saw.
  const claim = ["-H", "X-Forwarded-For: 127.0.0.1", "-o", "/dev/null", "-w", "%{http_code}"];
  const metrics = `https://${NAME}/metrics`;
  const outside = machines.outside.run(
    "curl",
    "-sS",
    "--cacert",
    certificate.root,
    ...claim,
    metrics,
  );
  assert.equal(outside, "404", "/metrics is on admin_listen alone");
});
