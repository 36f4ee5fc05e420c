// The real server as a child process, on ports and a data directory of its own.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { until } from "./wait.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

/** The binary under test. */
export const CALLKIT = process.env.CALLKIT_BINARY ?? join(root, "target/debug/callkit");

/** What is said to the tests is no option of the binary, which takes `CALLKIT_` for its own. */
const { CALLKIT_BINARY: _, ...ENV } = process.env;

/** A port that nobody listens on at this moment. */
export async function freePort() {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

/** A running `callkit serve`. */
export class Server {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  child;
  log = "";

  /** @param {{args?: string[], dataDir?: string, tls?: import("./tls.mjs").Tls}} options */
  static async start(options = {}) {
    const server = new Server();
    server.tls = options.tls;
    server.dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "callkit-e2e-"));
    server.port = await freePort();
    server.mediaPort = await freePort();
    server.rtmpPort = await freePort();
    server.args = options.args ?? [];
    server.logLevel = options.log ?? "callkit=debug,info";
    await server.launch();
    return server;
  }

  get url() {
    return this.tls ? `https://${this.tls.host}:${this.port}` : `http://127.0.0.1:${this.port}`;
  }

  /** Where mini programs push to and play from. */
  get rtmpUrl() {
    return `rtmp://${this.tls?.host ?? "127.0.0.1"}:${this.rtmpPort}`;
  }

  /** Starts the process; also after {@link kill}, on the same ports and data. */
  async launch() {
    const args = [
      "serve",
      ...["--listen", `127.0.0.1:${this.port}`],
      ...["--data-dir", this.dataDir],
      ...["--media-port", String(this.mediaPort)],
      ...["--rtmp-listen", `127.0.0.1:${this.rtmpPort}`],
      ...["--media-workers", "1"],
      ...(this.tls ? ["--tls-cert", this.tls.cert, "--tls-key", this.tls.key] : []),
      ...(this.tls ? ["--public-url", this.url, "--rtmp-url", this.rtmpUrl] : []),
      ...this.args,
    ];
    const env = { RUST_LOG: this.logLevel, ...ENV };
    const child = spawn(CALLKIT, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    this.child = child;
    const note = (chunk) => {
      this.log += chunk;
    };
    child.stdout.on("data", note);
    child.stderr.on("data", note);
    let gone = false;
    child.once("exit", () => {
      gone = true;
    });
    await until("the server is ready", async () => {
      if (gone) throw new Error(`it has exited:\n${this.log.slice(-2000)}`);
      const ready = `${this.url}/readyz`;
      return this.tls ? this.tls.answers(ready) : (await fetch(ready)).ok;
    }).catch((error) => {
      child.kill("SIGKILL");
      throw error;
    });
  }

  /** As a crash: nothing is written, nobody is told. */
  async kill(signal = "SIGKILL") {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((done) => child.once("exit", done));
    child.kill(signal);
    await exited;
  }

  /** Ends the process and removes its data. */
  async stop() {
    await this.kill();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** The counters of `/metrics`, by name and labels as they stand there. */
  async metrics() {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const lines = text.split("\n").filter((line) => line && !line.startsWith("#"));
    return Object.fromEntries(
      lines.map((line) => {
        const at = line.lastIndexOf(" ");
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
    );
  }

  /** The number and the key of the app that the server made at its first start. */
  app() {
    const args = ["app", "list", "--show-secret", "--json", "--data-dir", this.dataDir];
    const { sdkappid, secret_key, keys } = JSON.parse(this.callkit(...args));
    return { sdkappid, key: secret_key ?? keys[0] };
  }

  /** Runs another command of the binary against this server's data directory. */
  callkit(...args) {
    return execFileSync(CALLKIT, args, { encoding: "utf8", env: ENV });
  }

  /** Starts `callkit call` or `callkit answer` and gathers its JSON lines. */
  agent(...args) {
    return new Agent([...args, "--server", this.url, "--data-dir", this.dataDir, "--json"]);
  }
}

/** A `callkit call` or `callkit answer` under way. */
export class Agent {
  events = [];
  stderr = "";

  constructor(args) {
    this.child = spawn(CALLKIT, args, { env: ENV, stdio: ["ignore", "pipe", "pipe"] });
    this.child.stderr.on("data", (chunk) => {
      this.stderr += chunk;
    });
    let rest = "";
    this.child.stdout.on("data", (chunk) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.trim()) this.events.push(JSON.parse(line));
    });
    // Not "exit": that comes while the last lines are still in the pipe.
    this.exited = new Promise((done) => this.child.once("close", (code) => done(code)));
  }

  /** Waits for an event of this name. */
  event(name, withinMs) {
    const found = () => this.events.find((event) => event.event === name);
    return until(
      `event ${name} of ${this.child.spawnargs.slice(1, 3).join(" ")}`,
      () => {
        if (!found() && this.child.exitCode !== null) {
          throw new Error(`it has exited (${this.child.exitCode}): ${this.stderr}`);
        }
        return found();
      },
      withinMs,
    );
  }

  /** Waits for the end: the exit status and the last line. */
  async ended() {
    const code = await this.exited;
    return { code, ended: this.events.find((event) => event.event === "ended") };
  }

  stop() {
    this.child.kill("SIGKILL");
  }
}
