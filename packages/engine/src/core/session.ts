/** One user signed in on one device: the line, the views, the phone, and the state that a screen sees. */

import { Calls } from "./calls.ts";
import { type Command, Commands, noNetwork } from "./commands.ts";
import { Connection } from "./connection.ts";
import { Emitter } from "./emitter.ts";
import { ErrorCodes, TUICallEngineError } from "./errors.ts";
import type { NeutralEvent } from "./events.ts";
import { type Line, Phone } from "./phone.ts";
import type { Clock, Log, MediaLink, MediaPort, OpenSocket, Random, Store } from "./ports.ts";
import { randomText } from "./ports.ts";
import {
  type Answer,
  type CallView,
  ERROR_CODES,
  type Hello,
  type Platform,
  PROTOCOL,
  type Profile,
  type ServerMessage,
  type Welcome,
} from "./protocol.ts";
import { callState } from "./snapshot.ts";
import type { EngineState } from "./state.ts";
import { Volumes } from "./volumes.ts";

/** A sign-in that has brought no answer by then has failed. Lower: fails on slow mobile links. */
const LOGIN_WITHIN = 10_000;
const DEVICE_KEY = "callkit.device";

export type SessionPorts<Media extends MediaPort> = {
  /** Of the signalling: `wss://calls.example.com/ws`. */
  url: string;
  sdkAppId: number;
  platform: Platform;
  /** Name and version of the client, for the server's logs. */
  sdk: string;
  open: OpenSocket;
  clock: Clock;
  random: Random;
  store: Store;
  log: Log;
  /** Patience of a sign-in, ms; 10 s if absent. `Infinity`: as long as nobody signs out. */
  loginWithin?: number;
  makeMedia: (link: MediaLink) => Media;
};

export type SessionEvents = { event: NeutralEvent; state: EngineState };

type Login = { done: Promise<void>; resolve(): void; reject(error: TUICallEngineError): void };

export class Session<Media extends MediaPort> {
  readonly events: Emitter<SessionEvents>;
  readonly media: Media;
  readonly phone: Phone;

  readonly #ports: SessionPorts<Media>;
  readonly #calls = new Calls();
  readonly #commands: Commands;
  readonly #volumes: Volumes;
  readonly #qualities = new Map<string, number>();
  #connection: Connection | undefined;
  #login: Login | undefined;
  #session: EngineState["session"] = "signedOut";
  #profile: Profile | undefined;
  #doNotDisturb = false;
  #interrupted = false;
  #snapshot: EngineState | undefined;

  constructor(ports: SessionPorts<Media>) {
    this.#ports = ports;
    const { clock, random, log } = ports;
    this.events = new Emitter((error) => log("error", `an event handler threw: ${String(error)}`));
    this.#commands = new Commands((message) => this.#connection?.send(message), clock, random);
    this.#volumes = new Volumes(clock, (levels) => {
      this.#emit({ kind: "volume", levels });
      this.#changed();
    });
    this.media = ports.makeMedia({
      offer: async (call_id, leg, epoch, sdp) => {
        const answer = await this.#commands.run({ type: "offer", call_id, leg, epoch, sdp });
        return answer.sdp ?? "";
      },
      report: (report) => this.#connection?.send({ type: "report", ...report }),
      show: (call_id, leg, epoch, seats) =>
        this.#connection?.send({ type: "show", call_id, leg, epoch, seats }),
      changed: () => this.#changed(),
      interrupted: (interrupted) => {
        if (this.#interrupted === interrupted) return;
        this.#interrupted = interrupted;
        this.#changed();
      },
      cameraLost: () => this.phone.camera(false).catch((error) => log("info", String(error))),
      failed: (code, message) => this.#emit({ kind: "error", code, message }),
    });
    this.phone = new Phone(this.#line(), this.#calls, this.media);
  }

  get state(): EngineState {
    this.#snapshot ??= this.#take();
    return this.#snapshot;
  }

  /** The user who is signed in, or is about to be. */
  get userId(): string | undefined {
    return this.#connection?.hello.user_id;
  }

  /** Signs in; with another ticket of the same user: renews it, also in mid-call. */
  async login(userId: string, ticket: string): Promise<void> {
    const connection = this.#connection;
    if (connection && connection.hello.user_id === userId && this.#session === "signedIn") {
      if (connection.hello.ticket === ticket && connection.isOpen) return;
      connection.hello = { ...connection.hello, ticket };
      if (connection.isOpen) await this.run({ type: "renew", ticket });
      else connection.open();
      return;
    }
    const hello = connection?.hello;
    if (this.#login && hello?.user_id === userId && hello.ticket === ticket)
      return this.#login.done;
    this.logout();
    await this.#signIn(userId, ticket);
  }

  /** Ends this user's part in whatever goes on. Does nothing when nobody is signed in. */
  logout(): void {
    const connection = this.#connection;
    if (!connection) return;
    this.phone.drop(this.phone.status === "connected" ? "hangup" : "cancelled");
    connection.send({ type: "logout" });
    this.#signOut(new TUICallEngineError(ErrorCodes.NOT_INITIALISED, "signed out"));
  }

  run(command: Command, ms?: number): Promise<Answer> {
    if (this.#session !== "signedIn") {
      const error = new TUICallEngineError(ErrorCodes.NOT_INITIALISED, "login first");
      return Promise.reject(error);
    }
    return this.#commands.run(command, ms);
  }

  async setProfile(change: { nick?: string; avatar?: string }): Promise<void> {
    const { profiles } = await this.run({ type: "set_profile", ...change });
    this.#profile = profiles?.[0] ?? this.#profile;
    this.#changed();
  }

  async doNotDisturb(on: boolean): Promise<void> {
    await this.run({ type: "do_not_disturb", on });
    this.#doNotDisturb = on;
    this.#changed();
  }

  /** The page is about to go away; it may come back into the call. */
  going(): void {
    this.#connection?.send({ type: "going" });
  }

  /** The network is back, or the page is seen again; `anew`: after so long that no line can be left. */
  wake(how: "check" | "anew" = "check"): void {
    this.#connection?.wake(how);
  }

  #signIn(userId: string, ticket: string): Promise<void> {
    const { url, open, clock, random, log, loginWithin = LOGIN_WITHIN } = this.#ports;
    this.#session = "signingIn";
    this.phone.forget();
    const login = pending();
    const cancel =
      loginWithin === Number.POSITIVE_INFINITY
        ? () => {}
        : clock.setTimeout(() => this.#signOut(noNetwork()), loginWithin);
    const done = login.done.finally(() => {
      cancel();
      this.#login = undefined;
    });
    this.#login = { ...login, done };
    const ports = { open, clock, random, log };
    const connection = new Connection(url, this.#hello(userId, ticket), ports, {
      welcome: (welcome) => this.#welcome(welcome),
      message: (message) => this.#receive(message),
      lost: () => this.#changed(),
      refused: (error) => this.#refused(error),
    });
    this.#connection = connection;
    connection.open();
    this.#changed();
    return done;
  }

  #hello(user_id: string, ticket: string): Hello {
    const { store, random, sdk, platform, sdkAppId: sdkappid } = this.#ports;
    const device_id = store.read(DEVICE_KEY) ?? randomText(random, 22);
    store.write(DEVICE_KEY, device_id);
    return { protocol: PROTOCOL, sdk, platform, device_id, sdkappid, user_id, ticket };
  }

  #welcome(welcome: Welcome): void {
    const first = this.#session === "signingIn";
    this.#session = "signedIn";
    this.#profile = welcome.profile;
    this.#doNotDisturb = welcome.do_not_disturb;
    const named = new Set(welcome.calls.map((call) => call.call_id));
    for (const { call_id } of this.#calls.live()) if (!named.has(call_id)) this.phone.lose(call_id);
    this.#commands.resend();
    this.#login?.resolve();
    if (first) this.#emit({ kind: "ready" });
    for (const call of welcome.calls) this.#view(call, first);
    this.#changed();
  }

  #receive(message: Exclude<ServerMessage, { type: "welcome" | "pong" | "error" }>): void {
    switch (message.type) {
      case "view":
        this.#view(message.call, false);
        return;
      case "reply":
        this.#commands.reply(message);
        return;
      case "levels":
        if (message.call_id === this.phone.view?.call_id) this.#volumes.hear(message.levels);
        return;
      case "quality":
        if (message.call_id !== this.phone.view?.call_id) return;
        for (const { user_id, quality } of message.users) this.#qualities.set(user_id, quality);
        this.#emit({ kind: "networkQuality", users: message.users });
        this.#changed();
        return;
      case "ticket_expired":
        this.#emit({ kind: "ticketExpired" });
        return;
    }
  }

  #view(call: CallView, restoring: boolean): void {
    const received = this.#calls.receive(call);
    const version = this.#calls.view(call.call_id)?.version ?? call.version;
    this.#connection?.send({ type: "ack", call_id: call.call_id, version });
    if (received) this.phone.take(received, restoring);
  }

  #refused(error: TUICallEngineError): void {
    const expired = error.code === ERROR_CODES.ticket_expired;
    if (expired && this.#session === "signedIn") {
      // Media goes on; `login` with a fresh ticket takes up where this broke off.
      this.#emit({ kind: "ticketExpired" });
      this.#changed();
      return;
    }
    const replaced = error.code === ERROR_CODES.kicked_out || error.code === ERROR_CODES.taken_over;
    const wasIn = this.#session === "signedIn";
    this.phone.drop(replaced ? "kicked_out" : "lost");
    this.#signOut(error);
    if (replaced) this.#emit({ kind: "kickedOut", message: error.message });
    else if (wasIn) this.#emit({ kind: "error", code: error.code, message: error.message });
  }

  #signOut(error: TUICallEngineError): void {
    this.#connection?.close();
    this.#connection = undefined;
    this.#session = "signedOut";
    this.#profile = undefined;
    this.#commands.fail(error);
    this.#calls.clear();
    this.#login?.reject(error);
    this.#changed();
  }

  #emit(event: NeutralEvent): void {
    this.#snapshot = undefined;
    this.events.emit("event", event);
  }

  #changed(): void {
    if (this.#connection) this.#connection.inCall = this.phone.busy;
    if (!this.phone.busy) {
      this.#volumes.silence();
      this.#qualities.clear();
      this.#interrupted = false;
    }
    this.#snapshot = undefined;
    this.events.emit("state", this.state);
  }

  #take(): EngineState {
    const connection = this.#connection;
    const view = this.phone.view;
    const online = connection?.isOpen ?? false;
    const beside = {
      toLocal: (time: number) => connection?.clock.toLocal(time) ?? time,
      levels: this.#volumes.levels,
      qualities: this.#qualities,
      accepting: this.phone.accepting,
      interrupted: this.#interrupted || !online,
    };
    return {
      session: this.#session,
      network: online ? "connected" : this.#session === "signedIn" ? "reconnecting" : "offline",
      doNotDisturb: this.#doNotDisturb,
      local: this.media.local,
      ...(this.#profile ? { user: this.#profile } : {}),
      ...(view ? { call: callState(view, beside) } : {}),
    };
  }

  #line(): Line {
    const online = () => this.#connection?.isOpen ?? false;
    const { clock, log } = this.#ports;
    return {
      clock,
      log,
      get online() {
        return online();
      },
      serverNow: () => this.#connection?.clock.now() ?? clock.now(),
      run: (command, ms) => this.run(command, ms),
      emit: (event) => this.#emit(event),
      changed: () => this.#changed(),
    };
  }
}

function pending(): Login {
  let resolve = () => {};
  let reject: Login["reject"] = () => {};
  const done = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { done, resolve, reject };
}
