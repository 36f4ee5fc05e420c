/**
 * The line to the server: hello and welcome, heartbeat, the server's clock, and coming back after a loss.
 *
 * ```text
 *            open()            hello/welcome
 *   closed ---------> connecting ---------> open
 *     ^                |      ^              |
 *     | final code     | lost | pause over,  | lost, silent
 *     |                v      | wake()       v
 *     +------------- waiting <---------------+
 * ```
 */

import { TUICallEngineError } from "./errors.ts";
import type { Clock, Log, OpenSocket, Random, Socket } from "./ports.ts";
import type { ClientMessage, ErrorBody, Hello, ServerMessage, Welcome } from "./protocol.ts";
import { ServerClock } from "./server-clock.ts";

/** The first pause after the immediate try. Lower: a server that restarts is hit harder by everybody at once. */
const FIRST_PAUSE = 500;
/** The longest pause. Higher: who sits idle is called in vain for longer. */
const LONGEST_PAUSE = 15_000;
/** The longest pause in a call (docs/protocol.md, "The connection"). */
const LONGEST_PAUSE_IN_CALL = 1_000;
/** A try that has brought no welcome by then is given up. Lower: fails on slow mobile links. */
const TRY_FOR = 8_000;
/** The same in a call. A try that hangs on a dead network delays the next, which may go over a new one. */
const TRY_FOR_IN_CALL = 3_000;
/** After `wake` an open line must answer within this time. */
const PROBE_FOR = 2_000;
/** A line that lasted this long was good. Those that broke off sooner are tried again ever more slowly. */
const STABLE_AFTER = 5_000;

/** Close codes after which trying again is of no use: kicked out, taken over, origin, version, ticket, app. */
const FINAL = new Set([4006, 4010, 4011, 4012, 4300, 4301, 4302, 4303, 4304, 4305, 4306, 4307]);

export type ConnectionEvents = {
  welcome(welcome: Welcome): void;
  message(message: Exclude<ServerMessage, { type: "welcome" | "pong" | "error" }>): void;
  /** The line is gone, and the engine tries to get it back. */
  lost(): void;
  /** The server will not have this device (any more); no further try. */
  refused(error: TUICallEngineError): void;
};

export type ConnectionPorts = { open: OpenSocket; clock: Clock; random: Random; log: Log };

type State =
  | { at: "closed" }
  | { at: "connecting"; socket: Socket; cancel: () => void; since: number }
  | { at: "open"; socket: Socket; since: number }
  | { at: "waiting"; cancel: () => void };

export class Connection {
  /** Makes the pauses short while something is at stake. */
  inCall = false;
  /** What to say hello with; the ticket in it may be replaced at any time. */
  hello: Hello;
  readonly clock: ServerClock;

  readonly #url: string;
  readonly #ports: ConnectionPorts;
  readonly #events: ConnectionEvents;
  #state: State = { at: "closed" };
  /** Tries since the line was last open. */
  #tries = 0;
  /** Lines in a row that broke off soon. */
  #short = 0;
  #heard = 0;
  #refusal: ErrorBody | undefined;
  #stopHeartbeat = () => {};
  #stopProbe = () => {};

  constructor(url: string, hello: Hello, ports: ConnectionPorts, events: ConnectionEvents) {
    this.#url = url;
    this.hello = hello;
    this.#ports = ports;
    this.#events = events;
    this.clock = new ServerClock(ports.clock);
  }

  get isOpen(): boolean {
    return this.#state.at === "open";
  }

  open(): void {
    if (this.#state.at === "closed") this.#try();
  }

  /** Says nothing when the line is down: what matters is a command, and those are said again. */
  send(message: ClientMessage): void {
    if (this.#state.at === "open") this.#state.socket.send(JSON.stringify(message));
  }

  /**
   * The network came back or the page is seen again: tries at once, or checks that the line still holds. `anew`:
   * nobody who was stopped for so long holds a line, so that checking would only take time.
   */
  wake(how: "check" | "anew" = "check"): void {
    const state = this.#state;
    switch (state.at) {
      case "closed":
        return;
      case "waiting":
        state.cancel();
        this.#try();
        return;
      case "connecting":
        // A try that began on the old network would only time out.
        if (this.#ports.clock.now() - state.since > PROBE_FOR / 2) {
          this.#drop();
          this.#try();
        }
        return;
      case "open":
        if (how === "anew") {
          this.#lost(1006);
          this.wake();
          return;
        }
        this.#ping();
        this.#stopProbe();
        this.#stopProbe = this.#ports.clock.setTimeout(() => this.#lost(1006), PROBE_FOR);
        return;
    }
  }

  /** For good; no event follows. */
  close(): void {
    this.#drop();
    this.#state = { at: "closed" };
  }

  #try(): void {
    this.#refusal = undefined;
    this.#tries += 1;
    const since = this.#ports.clock.now();
    const socket = this.#ports.open(this.#url, {
      opened: () => {
        this.clock.asked();
        socket.send(JSON.stringify({ type: "hello", ...this.hello } satisfies ClientMessage));
      },
      message: (text) => this.#receive(text),
      closed: (code) => this.#lost(code),
    });
    const limit = this.inCall ? TRY_FOR_IN_CALL : TRY_FOR;
    const cancel = this.#ports.clock.setTimeout(() => this.#lost(1006), limit);
    this.#state = { at: "connecting", socket, cancel, since };
  }

  #receive(text: string): void {
    this.#heard = this.#ports.clock.now();
    this.#stopProbe();
    const message = parse(text);
    if (!message) return;
    switch (message.type) {
      case "welcome":
        this.#welcome(message);
        return;
      case "pong":
        this.clock.answered(message.now, message.sent);
        return;
      case "error":
        this.#refusal = message;
        return;
      default:
        if (this.#state.at === "open") this.#events.message(message);
    }
  }

  #welcome(welcome: Welcome): void {
    if (this.#state.at !== "connecting") return;
    const { socket, cancel } = this.#state;
    cancel();
    this.clock.answered(welcome.now);
    this.#state = { at: "open", socket, since: this.#ports.clock.now() };
    this.#beat(Math.max(welcome.heartbeat_ms, 1_000));
    this.#events.welcome(welcome);
  }

  #beat(span: number): void {
    this.#stopHeartbeat = this.#ports.clock.setTimeout(() => {
      if (this.#ports.clock.now() - this.#heard >= 2 * span) {
        this.#lost(4013);
        return;
      }
      this.#ping();
      this.#beat(span);
    }, span);
  }

  #ping(): void {
    this.send({ type: "ping", sent: this.#ports.clock.now() });
  }

  #lost(code: number): void {
    const state = this.#state;
    if (state.at === "closed" || state.at === "waiting") return;
    const refusal = this.#refusal;
    this.#drop();
    const final = FINAL.has(code)
      ? code
      : FINAL.has(refusal?.code ?? 0)
        ? refusal?.code
        : undefined;
    if (final !== undefined) {
      this.#state = { at: "closed" };
      const message = refusal?.message ?? `the server closed the connection with ${final}`;
      this.#events.refused(new TUICallEngineError(final, message));
      return;
    }
    const now = this.#ports.clock.now();
    if (state.at === "open") {
      if (now - state.since >= STABLE_AFTER) this.#short = 0;
      this.#tries = this.#short;
      this.#short += 1;
    }
    const pause = this.#pause();
    this.#ports.log("info", `connection lost (${code}), next try in ${Math.round(pause)} ms`);
    this.#state = {
      at: "waiting",
      cancel: this.#ports.clock.setTimeout(() => this.#try(), pause),
    };
    if (state.at === "open") this.#events.lost();
  }

  /** At once, then doubling, with up to a quarter taken off by chance so that not everybody comes at once. */
  #pause(): number {
    if (this.#tries === 0) return 0;
    const longest = this.inCall ? LONGEST_PAUSE_IN_CALL : LONGEST_PAUSE;
    const pause = Math.min(FIRST_PAUSE * 2 ** Math.min(this.#tries - 1, 10), longest);
    return pause * (1 - (this.#ports.random.bytes(1)[0] ?? 0) / 1024);
  }

  /** Lets go of the socket and of every timer. */
  #drop(): void {
    const state = this.#state;
    this.#stopHeartbeat();
    this.#stopProbe();
    if (state.at === "connecting" || state.at === "waiting") state.cancel();
    if (state.at === "connecting" || state.at === "open") state.socket.close();
  }
}

function parse(text: string): ServerMessage | undefined {
  try {
    const message: unknown = JSON.parse(text);
    const known = typeof message === "object" && message !== null && "type" in message;
    return known ? (message as ServerMessage) : undefined;
  } catch {
    return undefined;
  }
}
