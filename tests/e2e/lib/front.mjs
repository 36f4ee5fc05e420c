// Real nginx and real Caddy, with the files that docs/en/deploy.md tells people to copy.

import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { until } from "./wait.mjs";

const DEPLOY = resolve(dirname(fileURLToPath(import.meta.url)), "../../../deploy");

/** A running proxy. */
class Front {
  log = "";

  constructor([command, ...args]) {
    this.child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream.on("data", (chunk) => {
        this.log += chunk;
      });
  }

  /** Waits until `holds` gives something true. */
  async ready(holds) {
    await until("the proxy is ready", async () => {
      if (this.child.exitCode !== null) throw new Error(`it has exited: ${this.log}`);
      return holds();
    });
    return this;
  }

  async stop() {
    if (this.child.exitCode !== null) return;
    const exited = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGTERM");
    await exited;
  }
}

/** Starts nginx with the documented file for `name`; `inside` is what to put before the command. */
export function nginx(dir, { name, certificate, inside, ready }) {
  const home = join(dir, "nginx");
  mkdirSync(home);
  const site = documented("nginx/callkit.conf", [
    ["server_name calls.example.com;", `server_name ${name};`],
    ["/etc/letsencrypt/live/calls.example.com/fullchain.pem", certificate.chain],
    ["/etc/letsencrypt/live/calls.example.com/privkey.pem", certificate.key],
  ]);
  writeFileSync(join(home, "site.conf"), site);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const main = [
    `daemon off; pid ${home}/pid; error_log stderr warn; worker_processes 1; user root;`,
    "events {}",
    "http { access_log off;",
    ...temporary.map((kind) => `${kind}_temp_path ${home}/${kind};`),
    "include site.conf; }",
  ];
  writeFileSync(join(home, "nginx.conf"), main.join("\n"));
  const command = ["nginx", "-p", home, "-c", "nginx.conf", "-e", "stderr"];
  return new Front([...inside, ...command]).ready(ready);
}

/** The same with Caddy, which is told not to get a certificate where there is no authority. */
export function caddy(dir, { name, certificate, inside, ready }) {
  const home = join(dir, "caddy");
  mkdirSync(home);
  const site = documented("caddy/Caddyfile", [
    ["calls.example.com {", `${name} {\n\ttls ${certificate.chain} ${certificate.key}`],
  ]);
  const file = join(home, "Caddyfile");
  writeFileSync(file, `{\n\tadmin off\n}\n${site}`);
  const homes = [`XDG_DATA_HOME=${home}`, `XDG_CONFIG_HOME=${home}`, `HOME=${home}`];
  const command = ["env", ...homes, "caddy", "run", "--config", file, "--adapter", "caddyfile"];
  return new Front([...inside, ...command]).ready(ready);
}

/** A file of `deploy/` with other words in the place of the ones that whoever copies it changes. */
function documented(path, replacements) {
  const file = readFileSync(join(DEPLOY, path), "utf8");
  return replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`deploy/${path} has no "${from}"`);
    return text.replaceAll(from, to);
  }, file);
}
