// The protocol by hand: what docs/protocol.md says and no engine.

import WebSocket from "ws";

import { until } from "./wait.mjs";

/** A device that speaks the protocol itself. */
export class Wire {
  heard = [];
  closed;

  /** Signs in with a ticket of the demo, or with `ticket`. */
  static async signIn(
    server,
    user,
    { device = `${user}-1`, platform = "native", sdk = "wire/1", app } = {},
  ) {
    const wire = new Wire();
    const ticket = app ? app.ticket(user) : await demoTicket(server, user);
    wire.socket = new WebSocket(`${server.url.replace(/^http/, "ws")}/ws`);
    wire.socket.on("message", (data) => wire.heard.push(JSON.parse(data)));
    wire.socket.on("close", (code) => {
      wire.closed = code;
    });
    wire.socket.on("error", () => {});
    await new Promise((done) => wire.socket.once("open", done));
    wire.say({
      type: "hello",
      protocol: 1,
      sdk,
      platform,
      device_id: device,
      sdkappid: ticket.sdkappid,
      user_id: user,
      ticket: ticket.user_sig,
    });
    wire.welcome = await wire.hears((message) => message.type === "welcome");
    return wire;
  }

  say(message) {
    this.socket.send(JSON.stringify(message));
  }

  /** Waits for a message. */
  hears(matches) {
    return until("a message", () => {
      const found = this.heard.find(matches);
      if (found) return found;
      const closed = this.closed ? `closed with ${this.closed}; ` : "";
      throw new Error(closed + JSON.stringify(this.heard).slice(-400));
    });
  }

  /** As {@link hears}, without a pause between two looks: for measuring. */
  async hearsNow(matches) {
    for (;;) {
      const found = this.heard.find(matches);
      if (found) return found;
      await new Promise((done) => this.socket.once("message", () => setImmediate(done)));
    }
  }

  /** As {@link command}, for measuring. */
  async commandNow(message) {
    this.say(message);
    return this.hearsNow(({ type, key }) => type === "reply" && key === message.key);
  }

  /** Says a command and gives its reply. */
  async command(message) {
    this.say(message);
    return this.hears(({ type, key }) => type === "reply" && key === message.key);
  }

  close() {
    this.socket.terminate();
  }
}

async function demoTicket(server, user) {
  const answer = await fetch(`${server.url}/demo/ticket`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user_id: user }),
  });
  return answer.json();
}

/** Another app of the same installation, whose tickets are signed with its own key. */
export function anotherApp(server, name) {
  const made = JSON.parse(
    server.callkit("app", "create", "--name", name, "--data-dir", server.dataDir, "--json"),
  );
  const key = made.secret_key ?? made.secretKey ?? made.keys?.[0];
  return {
    sdkappid: made.sdkappid,
    ticket: (user) => ({
      sdkappid: made.sdkappid,
      user_sig: server
        .callkit(
          ...["usersig", "sign", "--sdkappid", String(made.sdkappid)],
          ...["--secret-key", key, "--userid", user],
        )
        .trim(),
    }),
  };
}
