// Firefox with a microphone of its own, driven by WebDriver BiDi. It offers VP8 and no H.264, unlike
// Chromium, and it takes no loopback candidates: the server must advertise an address of the machine.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";

import WebSocket from "ws";

import { Person, watchConnections } from "./browser.mjs";
import { freePort } from "./server.mjs";
import { until } from "./wait.mjs";

/** An address of this machine that is not loopback, for the server to advertise. */
export function ownAddress() {
  const all = Object.values(networkInterfaces()).flat();
  const own = all.find((one) => one?.family === "IPv4" && !one.internal);
  if (!own) throw new Error("Firefox needs a network interface besides loopback; there is none");
  return own.address;
}

function executable() {
  const names = process.env.FIREFOX ? [process.env.FIREFOX] : ["firefox-esr", "firefox"];
  const found = names.find((name) => spawnSync(name, ["--version"]).status === 0);
  if (!found) throw new Error(`none of these runs: ${names.join(", ")}`);
  return found;
}

/** What of playwright's page the tests use, over BiDi. */
class BidiPage {
  #socket;
  #context;
  #waiting = new Map();
  #next = 1;

  static async open(port) {
    const page = new BidiPage();
    page.#socket = await until(
      "Firefox takes a connection",
      () =>
        new Promise((done, fail) => {
          const socket = new WebSocket(`ws://127.0.0.1:${port}/session`);
          socket.once("open", () => done(socket)).once("error", fail);
        }),
      30_000,
    );
    page.#socket.on("message", (data) => {
      const message = JSON.parse(data);
      const waiting = page.#waiting.get(message.id);
      page.#waiting.delete(message.id);
      if (message.type === "error")
        waiting?.fail(new Error(`${message.error}: ${message.message}`));
      else waiting?.done(message.result);
    });
    await page.#send("session.new", { capabilities: {} });
    const { contexts } = await page.#send("browsingContext.getTree", {});
    page.#context = contexts[0].context;
    return page;
  }

  #send(method, params) {
    const id = this.#next;
    this.#next += 1;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((done, fail) => this.#waiting.set(id, { done, fail }));
  }

  goto(url) {
    return this.#send("browsingContext.navigate", {
      context: this.#context,
      url,
      wait: "complete",
    });
  }

  reload() {
    return this.#send("browsingContext.reload", { context: this.#context, wait: "complete" });
  }

  /** Runs before any script of each page. */
  addInitScript(script) {
    return this.#send("script.addPreloadScript", { functionDeclaration: String(script) });
  }

  /** Calls `work` in the page. What goes in and what comes out is JSON. */
  async evaluate(work, given) {
    const answer = await this.#send("script.callFunction", {
      functionDeclaration: `async (given) => JSON.stringify(await (${work})(JSON.parse(given)))`,
      arguments: [{ type: "string", value: JSON.stringify(given ?? null) }],
      target: { context: this.#context },
      awaitPromise: true,
    });
    if (answer.type === "exception") throw new Error(answer.exceptionDetails.text);
    return answer.result.value === undefined ? undefined : JSON.parse(answer.result.value);
  }

  close() {
    this.#socket.close();
  }
}

/** One Firefox process with one page. */
export class FirefoxPerson extends Person {
  static async open({ hertz }) {
    const person = new FirefoxPerson();
    person.dir = mkdtempSync(join(tmpdir(), "callkit-firefox-"));
    const prefs = {
      "media.navigator.streams.fake": true,
      "media.navigator.audio.fake_frequency": hertz,
      "media.navigator.permission.disabled": true,
      "media.autoplay.default": 0,
      "remote.active-protocols": 1,
      "datareporting.policy.dataSubmissionEnabled": false,
      "app.update.enabled": false,
      "network.captive-portal-service.enabled": false,
      "network.connectivity-service.enabled": false,
    };
    const lines = Object.entries(prefs).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
    );
    writeFileSync(join(person.dir, "user.js"), lines.join(""));
    const port = await freePort();
    person.child = spawn(
      executable(),
      ["--headless", "--no-remote", "--profile", person.dir, `--remote-debugging-port=${port}`],
      { stdio: "ignore", env: { ...process.env, HOME: person.dir } },
    );
    person.page = await BidiPage.open(port);
    await person.page.addInitScript(watchConnections);
    person.errors = [];
    return person;
  }

  async close() {
    this.page.close();
    const gone = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGKILL");
    await gone;
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }
}
