// A person who uses the engine without screens: the page only loads `/sdk/tuicall-engine.mjs`.

import { Person } from "./browser.mjs";
import { until } from "./wait.mjs";

/** What runs in the page: an engine signed in as `user`, and everything it says. */
async function signInHere({ user, sdk }) {
  const { TUICallEngine, TUICallEvent } = await import(`${sdk}/sdk/tuicall-engine.mjs`);
  const answer = await fetch(`${sdk}/demo/ticket`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user_id: user }),
  });
  if (!answer.ok) throw new Error(`no ticket: ${answer.status} ${await answer.text()}`);
  const ticket = await answer.json();
  const engine = TUICallEngine.createInstance({ sdkAppID: ticket.sdkappid });
  window.engine = engine;
  window.said = [];
  for (const name of new Set(Object.values(TUICallEvent))) {
    engine.on(name, (payload) => window.said.push({ name, payload }));
  }
  await engine.login({ userID: user, userSig: ticket.user_sig });
}

export class Caller extends Person {
  /**
   * Opens a browser and signs in. `at` is the server's address as this browser reaches it, `browser`
   * another one than Chromium. `opened` gets the page before it goes anywhere.
   */
  static async signIn(server, user, { browser = Person, ...options } = {}) {
    const person = await browser.open(options);
    const caller = Object.assign(new Caller(), person, { close: () => person.close() });
    caller.at = options.at ?? server.url;
    caller.user = user;
    options.opened?.(caller.page);
    await caller.page.goto(`${caller.at}/healthz`);
    await caller.signInAgain();
    return caller;
  }

  /** After a reload, which forgets everything but the tab's storage. */
  signInAgain() {
    return this.page.evaluate(signInHere, { user: this.user, sdk: this.at });
  }

  /** Calls a method of the engine. */
  do(method, ...args) {
    return this.page.evaluate(
      ([name, given]) =>
        window.engine[name](...given).catch((error) => {
          throw new Error(`${name}: ${error.code} ${error.message}`);
        }),
      [method, args],
    );
  }

  /** Waits for an event of this name with such a payload. */
  saidThat(name, matches, withinMs) {
    return until(
      `${this.user} hears of such a ${name}`,
      async () => {
        const said = await this.page.evaluate(() => window.said);
        const found = said.find((event) => event.name === name && matches(event.payload));
        if (!found) throw new Error(JSON.stringify(said).slice(-400));
        return found.payload;
      },
      withinMs,
    );
  }

  /** What arrives, in pixels. */
  pictureSize() {
    return this.page.evaluate(async () => {
      const pc = window.__connections.filter((c) => c.connectionState !== "closed").at(-1);
      const all = [...((await pc?.getStats())?.values() ?? [])];
      const video = all.find((s) => s.type === "inbound-rtp" && s.kind === "video" && s.frameWidth);
      return { width: video?.frameWidth, height: video?.frameHeight };
    });
  }

  /** The names of everything the engine has said so far. */
  async saidNames() {
    return (await this.page.evaluate(() => window.said)).map((event) => event.name);
  }

  /** Waits for an event. */
  hearsOf(name, withinMs) {
    return until(
      `${this.user} hears of ${name}`,
      async () => {
        const said = await this.page.evaluate(() => window.said);
        const found = said.find((event) => event.name === name);
        if (!found) throw new Error(`heard ${said.map((event) => event.name).join(", ")}`);
        return found.payload;
      },
      withinMs,
    );
  }

  /** Forgets what was said, so that the next wait is for something new. */
  forget() {
    return this.page.evaluate(() => {
      window.said.length = 0;
    });
  }

  state() {
    return this.page.evaluate(() => JSON.parse(JSON.stringify(window.engine.state)));
  }
}

/** Opens two callers and has `caller` call `callee`, who accepts. */
export async function connected(server, { type = 2, alice = {}, bob = {} } = {}) {
  const a = await Caller.signIn(server, "alice", { hertz: 440, ...alice });
  const b = await Caller.signIn(server, "bob", { hertz: 660, ...bob });
  await a.do("call", { userID: "bob", type });
  await b.hearsOf("onCallReceived");
  await b.do("accept");
  await a.hearsOf("onCallBegin");
  return [a, b];
}
