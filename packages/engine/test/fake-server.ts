/**
 * A server with one engine on it: the other users do what a test says. Enough of docs/protocol.md to
 * drive every path of the engine, with a network that a test can cut, and lose and repeat messages on.
 */

import type { OpenSocket, SocketHandlers } from "../src/core/ports.ts";
import {
  type Answer,
  type CallView,
  type ClientMessage,
  ERROR_CODES,
  type ErrorCode,
  type Hello,
  type ServerMessage,
} from "../src/core/protocol.ts";
import { FakeCall } from "./fake-call.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** One way, ms. */
export const LATENCY = 10;

type Said<T extends ClientMessage["type"]> = Extract<ClientMessage, { type: T }>;
type Keyed = Extract<ClientMessage, { key: string }>;

class Refusal extends Error {
  readonly name_: ErrorCode;
  constructor(name: ErrorCode) {
    super(`refused: ${name}`);
    this.name_ = name;
  }
}

export class FakeServer {
  /** Everything the engine has said, over all connections. */
  readonly said: ClientMessage[] = [];
  readonly calls = new Map<string, FakeCall>();
  /** How often each command was carried out, by key. */
  readonly done = new Map<string, number>();
  /** When and how often a connection was tried. */
  readonly tries: number[] = [];
  /** The difference of the server's clock to that of the device. */
  skew = 5_000;
  /** Nothing gets through and nothing can be opened. */
  cut = false;
  /** Refuses the next hello and every other with this. */
  refuse: ErrorCode | undefined;
  /** Refuses the next command of a type. */
  readonly refuseNext = new Map<ClientMessage["type"], ErrorCode>();
  /** What becomes of a message to the engine: as often as it is delivered. */
  fate: (message: ServerMessage) => number = () => 1;
  /** Commands are carried out, but the answers are lost. */
  mute = false;

  readonly #clock: VirtualClock;
  readonly #acknowledged = new Map<string, number>();
  readonly #answers = new Map<string, ServerMessage>();
  #handlers: SocketHandlers | undefined;
  #hello: Hello | undefined;
  #ids = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  readonly open: OpenSocket = (_url, handlers) => {
    this.tries.push(this.#clock.now());
    let alive = true;
    const mine: SocketHandlers = {
      opened: () => alive && handlers.opened(),
      message: (text) => alive && handlers.message(text),
      closed: (code) => {
        if (alive) handlers.closed(code);
        alive = false;
      },
    };
    this.#later(() => {
      if (this.cut) mine.closed(1006);
      else mine.opened();
    });
    return {
      send: (text) => this.#later(() => !this.cut && this.#hear(text, mine)),
      close: () => {
        alive = false;
        this.#later(() => {
          if (this.#handlers === mine) this.#handlers = undefined;
        });
      },
    };
  };

  get online(): boolean {
    return this.#handlers !== undefined;
  }

  now(): number {
    return this.#clock.now() + this.skew;
  }

  /** Closes the engine's connection. */
  close(code: number): void {
    const handlers = this.#handlers;
    this.#handlers = undefined;
    handlers?.closed(code);
  }

  /** Somebody calls somebody. */
  ring(from: string, callees: string[], media: "audio" | "video", userData?: string): FakeCall {
    const id = `call-${++this.#ids}`;
    const now = () => this.now();
    const more = userData === undefined ? {} : { userData };
    const call = new FakeCall({ id, caller: from, device: "other", callees, media, now, ...more });
    this.calls.set(id, call);
    this.push(call);
    return call;
  }

  /** Changes a call and tells the engine. */
  change(call: FakeCall, change: (call: FakeCall) => void): void {
    change(call);
    this.push(call);
  }

  push(call: FakeCall): void {
    const view = this.#view(call);
    if (view) this.send({ type: "view", call: view });
  }

  send(message: ServerMessage): void {
    const handlers = this.#handlers;
    const text = JSON.stringify(message);
    for (let times = this.fate(message); times > 0; times -= 1)
      this.#later(() => {
        if (!this.cut && handlers === this.#handlers) handlers?.message(text);
      });
  }

  /** What the engine has said of one type. */
  heard<T extends ClientMessage["type"]>(type: T): Said<T>[] {
    return this.said.filter((message): message is Said<T> => message.type === type);
  }

  get onlyCall(): FakeCall {
    const [call] = this.calls.values();
    if (!call) throw new Error("there is no call");
    return call;
  }

  #hear(text: string, from: SocketHandlers): void {
    const message = JSON.parse(text) as ClientMessage;
    this.said.push(message);
    if (message.type === "hello") this.#greet(message, from);
    else if (this.#handlers === from && "key" in message) this.#command(message);
    else if (this.#handlers === from) this.#notice(message);
  }

  #greet(hello: Hello, from: SocketHandlers): void {
    if (this.refuse) {
      const error = { code: ERROR_CODES[this.refuse], name: this.refuse, message: this.refuse };
      this.#later(() => {
        from.message(JSON.stringify({ type: "error", ...error }));
        from.closed(error.code);
      });
      return;
    }
    this.#handlers = from;
    this.#hello = hello;
    const views = [...this.calls.values()].map((call) => this.#view(call));
    this.send({
      type: "welcome",
      protocol: 1,
      server: "fake/1",
      now: this.now(),
      heartbeat_ms: 10_000,
      ticket_expires_at: this.now() + 86_400_000,
      profile: { user_id: hello.user_id, nick: "Alice", avatar: "" },
      do_not_disturb: false,
      calls: views.filter((view): view is CallView => view !== undefined),
    });
  }

  /** `undefined` for a call that does not concern the engine, or whose end it has acknowledged. */
  #view(call: FakeCall): CallView | undefined {
    const hello = this.#hello;
    if (!hello) return undefined;
    const acknowledged = this.#acknowledged.get(call.id) ?? 0;
    const view = call.view(hello.user_id, hello.device_id, acknowledged);
    if (view && hello.platform === "wx") addLive(view);
    return view?.ended && acknowledged >= view.version ? undefined : view;
  }

  #notice(message: ClientMessage): void {
    if (message.type === "ping") this.send({ type: "pong", sent: message.sent, now: this.now() });
    if (message.type === "logout") this.#logout();
    if (message.type !== "ack") return;
    const before = this.#acknowledged.get(message.call_id) ?? 0;
    this.#acknowledged.set(message.call_id, Math.max(before, message.version));
    const call = this.calls.get(message.call_id);
    const user = this.#hello?.user_id ?? "";
    if (call?.member(user)?.phase !== "ringing") return;
    const { version } = call;
    call.rang(user);
    if (call.version !== version) this.push(call);
  }

  #logout(): void {
    const { user_id: user, device_id: device } = this.#hello as Hello;
    for (const call of this.calls.values()) this.change(call, () => call.hangUp(user, device));
  }

  #command(command: Keyed): void {
    let answer = this.#answers.get(command.key);
    if (!answer) {
      answer = this.#carryOut(command);
      this.done.set(command.key, (this.done.get(command.key) ?? 0) + 1);
      this.#answers.set(command.key, answer);
    }
    if (!this.mute) this.send(answer);
  }

  #carryOut(command: Keyed): ServerMessage {
    const { key } = command;
    try {
      const name = this.refuseNext.get(command.type);
      if (name) {
        this.refuseNext.delete(command.type);
        throw new Refusal(name);
      }
      return { type: "reply", key, ok: this.#obey(command) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { name_: name, message } = error;
      return { type: "reply", key, error: { code: ERROR_CODES[name], name, message } };
    }
  }

  #obey(command: Keyed): Answer {
    const { user_id: user, device_id: device } = this.#hello as Hello;
    switch (command.type) {
      case "call": {
        const { callees, media } = command;
        const glare = [...this.calls.values()].find(
          (call) =>
            call.member(user)?.phase === "ringing" && callees.includes(call.members[0]?.user ?? ""),
        );
        if (glare) {
          this.change(glare, (call) => call.accept(user, device));
          return { call_id: glare.id, version: glare.version };
        }
        const id = `call-${++this.#ids}`;
        const call = new FakeCall({
          id,
          caller: user,
          device,
          callees,
          media,
          now: () => this.now(),
          ...(command.room_id === undefined ? {} : { roomId: command.room_id }),
          ...(command.chat_group_id === undefined ? {} : { chatGroupId: command.chat_group_id }),
        });
        this.calls.set(id, call);
        this.push(call);
        return { call_id: id, version: call.version };
      }
      case "accept":
        return this.#on(command.call_id, (call) => {
          if (call.over) throw new Refusal("call_ended");
          call.accept(user, device, command.media);
        });
      case "reject":
        return this.#on(command.call_id, (call) => call.reject(user, device));
      case "hangup":
        return this.#on(command.call_id, (call) => call.hangUp(user, device));
      case "invite":
        return this.#on(command.call_id, (call) => call.invite(command.callees, user));
      case "join":
        return {
          ...this.#on(command.call_id, (call) => call.join(user, device)),
          call_id: command.call_id,
        };
      case "microphone":
      case "camera":
        return this.#on(command.call_id, (call) => call.toggle(command.type, user, command.on));
      case "switch_media":
        return this.#on(command.call_id, (call) => call.switchMedia(command.media, user));
      case "offer":
        return { sdp: `answer to ${command.sdp}` };
      case "get_profiles":
        return {
          profiles: command.user_ids.map((user_id) => ({
            user_id,
            nick: `${user_id}!`,
            avatar: "",
          })),
        };
      case "set_profile":
        return {
          profiles: [{ user_id: user, nick: command.nick ?? "", avatar: command.avatar ?? "" }],
        };
      case "block":
      case "do_not_disturb":
      case "renew":
        return {};
    }
  }

  #on(id: string, change: (call: FakeCall) => void): Answer {
    const call = this.calls.get(id);
    if (!call) throw new Refusal("call_not_found");
    this.change(call, change);
    return { version: call.version };
  }

  #later(callback: () => void): void {
    this.#clock.setTimeout(callback, LATENCY);
  }
}

/** Where a mini program that is in the call publishes and plays. */
function addLive({ you, members }: CallView): void {
  if (you.phase !== "joined" || !you.leg) return;
  const { epoch } = you.leg;
  const others = members.filter((it) => it.phase === "joined" && it.user_id !== you.user_id);
  you.leg.live = {
    push_url: `rtmp://media.test/live/push-${epoch}`,
    players: others.map(({ user_id }) => ({
      user_id,
      rtmp_url: `rtmp://media.test/live/${user_id}-${epoch}`,
      flv_url: `http://calls.test/live/${user_id}-${epoch}.flv`,
    })),
  };
}
