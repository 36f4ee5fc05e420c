// Real nginx with the configuration that docs/deploy.md tells people to copy.

import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { until } from "./wait.mjs";

const DEPLOY = resolve(dirname(fileURLToPath(import.meta.url)), "../../../deploy");

/** The documented file with another name, other files and other ports in the place of its own. */
export function documented({ name, http, https, upstream, certificate }) {
  const file = readFileSync(join(DEPLOY, "nginx/callkit.conf"), "utf8");
  const replacements = [
    ["server 127.0.0.1:8080;", `server 127.0.0.1:${upstream};`],
    ["listen 80;", `listen ${http};`],
    ["listen 443 ssl;", `listen ${https} ssl;`],
    ["/etc/letsencrypt/live/calls.example.com/fullchain.pem", certificate.chain],
    ["/etc/letsencrypt/live/calls.example.com/privkey.pem", certificate.key],
    ["server_name calls.example.com;", `server_name ${name};`],
  ];
  return replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`deploy/nginx/callkit.conf has no "${from}"`);
    return text.replaceAll(from, to);
  }, file);
}

/** A running nginx. `inside` is a command to start it with, such as one that enters a namespace. */
export class Nginx {
  log = "";

  static async start(dir, site, { inside = [], ready }) {
    const nginx = new Nginx();
    const home = join(dir, "nginx");
    mkdirSync(home);
    const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    writeFileSync(join(home, "site.conf"), site);
    writeFileSync(
      join(home, "nginx.conf"),
      [
        `daemon off; pid ${home}/pid; error_log stderr warn; worker_processes 1;`,
        process.getuid() === 0 ? "user root;" : "",
        "events {}",
        "http {",
        "access_log off;",
        ...temp.map((kind) => `${kind}_temp_path ${home}/${kind};`),
        "include site.conf;",
        "}",
      ].join("\n"),
    );
    const command = [...inside, "nginx", "-p", home, "-c", "nginx.conf", "-e", "stderr"];
    nginx.child = spawn(command[0], command.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [nginx.child.stdout, nginx.child.stderr]) {
      stream.on("data", (chunk) => {
        nginx.log += chunk;
      });
    }
    await until("nginx is ready", async () => {
      if (nginx.child.exitCode !== null) throw new Error(`it has exited: ${nginx.log}`);
      return ready();
    });
    return nginx;
  }

  async stop() {
    if (this.child.exitCode !== null) return;
    const exited = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGTERM");
    await exited;
  }
}

/** Whether something accepts connections there. */
export function accepts(port, host = "127.0.0.1") {
  return new Promise((done) => {
    const socket = connect(port, host);
    const end = (answer) => {
      socket.destroy();
      done(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
