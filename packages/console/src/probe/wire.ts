/** Signalling by hand (docs/protocol.md): as much of it as a test of the connection needs. */

/** Who signs in for the test. */
export interface Account {
  readonly sdkappid: number;
  readonly user_id: string;
  readonly ticket: string;
}

/** The part of a device's view of a call that is looked at. */
export interface CallView {
  readonly call_id: string;
  readonly version: number;
  readonly you: {
    readonly phase: string;
    readonly leg?: {
      readonly leg: string;
      readonly epoch: number;
      readonly live?: { readonly players: readonly { readonly flv_url: string }[] };
    };
  };
  readonly ended?: { readonly reason: string };
}

interface Reply {
  readonly ok?: Record<string, unknown>;
  readonly error?: { readonly name: string };
}

/** Why signalling did not come about: what the server says, or that it says nothing. */
export class WireFailed extends Error {
  /** The error's name (docs/protocol.md), or `unreachable`. */
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.name = "WireFailed";
    this.reason = reason;
  }
}

export class Wire {
  readonly #socket: WebSocket;
  readonly #replies = new Map<string, (reply: Reply) => void>();
  readonly #views = new Map<string, CallView>();
  readonly #waiting = new Set<() => void>();
  #closed: string | undefined;
  /** The server's clock less this browser's, in ms. */
  ahead = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** @param server where it is, with http or https. */
  static open(server: string, account: Account, platform: "web" | "wx"): Promise<Wire> {
    const socket = new WebSocket(new URL("/ws", server).href.replace(/^http/, "ws"));
    const wire = new Wire(socket);
    return new Promise((done, failed) => {
      socket.onopen = () =>
        wire.#say({
          type: "hello",
          protocol: 1,
          sdk: "connection-test/1",
          platform,
          device_id: random(),
          sdkappid: account.sdkappid,
          user_id: account.user_id,
          ticket: account.ticket,
        });
      socket.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        if (message.type === "welcome") {
          wire.ahead = message.now - Date.now();
          done(wire);
        } else if (message.type === "error") {
          failed(new WireFailed(message.name ?? message.error?.name ?? "internal"));
        }
        wire.#hear(message);
      };
      socket.onclose = () => {
        wire.#closed ??= "unreachable";
        failed(new WireFailed("unreachable"));
        wire.#wake();
      };
    });
  }

  /** How long a question and its answer take, in ms. */
  async ping(): Promise<number> {
    const sent = performance.now();
    this.#pong = undefined;
    this.#say({ type: "ping", sent: Date.now() });
    await this.#until(() => this.#pong);
    return performance.now() - sent;
  }

  #pong: true | undefined;

  async command(type: string, fields: Record<string, unknown>): Promise<Record<string, unknown>> {
    const key = random();
    const reply = new Promise<Reply>((done) => this.#replies.set(key, done));
    this.#say({ type, key, ...fields });
    const { ok, error } = await reply;
    if (error || !ok) throw new WireFailed(error?.name ?? "internal");
    return ok;
  }

  /** Waits until a view of a call is as it should be. */
  view<Found>(find: (view: CallView) => Found | undefined): Promise<Found> {
    return this.#until(() => {
      for (const view of this.#views.values()) {
        const found = find(view);
        if (found !== undefined) return found;
      }
      return undefined;
    });
  }

  close(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#say({ type: "logout" });
    this.#socket.close();
  }

  #hear(message: { type: string; key?: string; call?: CallView } & Reply): void {
    if (message.type === "reply" && message.key !== undefined) {
      this.#replies.get(message.key)?.(message);
      this.#replies.delete(message.key);
    } else if (message.type === "view" && message.call) {
      const { call_id, version } = message.call;
      if ((this.#views.get(call_id)?.version ?? 0) < version)
        this.#views.set(call_id, message.call);
      this.#say({ type: "ack", call_id, version });
    } else if (message.type === "pong") {
      this.#pong = true;
    }
    this.#wake();
  }

  #say(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look();
  }

  #until<Found>(find: () => Found | undefined): Promise<Found> {
    return new Promise((done, failed) => {
      const look = () => {
        const found = find();
        if (found === undefined && this.#closed === undefined) return;
        this.#waiting.delete(look);
        if (found === undefined) failed(new WireFailed(this.#closed ?? "unreachable"));
        else done(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}

export function random(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Gives up on something after so many ms. */
export function within<Value>(ms: number, value: Promise<Value>): Promise<Value> {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new WireFailed("timeout")), ms);
    value.then(done, failed).finally(() => clearTimeout(timer));
  });
}
