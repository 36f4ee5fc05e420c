import type { Callback, Options } from "../../shared/loose.ts";
import type { WxApi } from "./api.ts";
import { failure } from "./api.ts";
import { ApiFailure } from "./failure.ts";

type SocketEvent = "open" | "close" | "message" | "error";

/** What ends a socket by itself. */
const ABNORMAL = { code: 1006, reason: "abnormal closure" };

/**
 * What `wx.connectSocket` returns. It differs from a browser's WebSocket: listeners are many, any close code is
 * taken, and whoever closes hears the code that he gave.
 */
export class SocketTask {
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  readonly url: string;

  readonly #api: WxApi;
  readonly #everyone: (event: SocketEvent, detail: object) => void;
  readonly #listeners: Record<SocketEvent, Set<Callback>> = {
    open: new Set(),
    close: new Set(),
    message: new Set(),
    error: new Set(),
  };
  #socket: WebSocket | undefined;
  #over = false;
  #closing: { code: number; reason: string } | undefined;

  /** `everyone` hears all events, too: `wx.onSocketOpen` and its kin. */
  constructor(url: string, api: WxApi, everyone: (event: SocketEvent, detail: object) => void) {
    this.url = url;
    this.#api = api;
    this.#everyone = everyone;
  }

  get readyState(): number {
    if (this.#over) return this.CLOSED;
    return this.#closing ? this.CLOSING : (this.#socket?.readyState ?? this.CONNECTING);
  }

  send(options: Options): unknown {
    return this.#api.settle("sendSocketMessage", options, async () => {
      if (!this.#socket || this.readyState !== this.OPEN)
        throw new ApiFailure("SocketTask.readyState is not OPEN");
      this.#socket.send(options["data"]);
    });
  }

  close(options: Options = {}): unknown {
    const { code = 1000, reason = "" } = options;
    return this.#api.settle("closeSocket", options, async () => {
      if (this.#over || this.#closing) throw new ApiFailure("socket is already closed");
      this.#closing = { code, reason };
      // A browser sends only these codes; the app hears its own in any case.
      if (code === 1000 || (code >= 3000 && code <= 4999)) this.#socket?.close(code, reason);
      else this.#socket?.close();
      if (!this.#socket) this.#end(this.#closing);
    });
  }

  onOpen(listener: Callback): void {
    this.#listeners.open.add(listener);
  }
  onClose(listener: Callback): void {
    this.#listeners.close.add(listener);
  }
  onMessage(listener: Callback): void {
    this.#listeners.message.add(listener);
  }
  onError(listener: Callback): void {
    this.#listeners.error.add(listener);
  }
  offOpen(listener: Callback): void {
    this.#listeners.open.delete(listener);
  }
  offClose(listener: Callback): void {
    this.#listeners.close.delete(listener);
  }
  offMessage(listener: Callback): void {
    this.#listeners.message.delete(listener);
  }
  offError(listener: Callback): void {
    this.#listeners.error.delete(listener);
  }

  /** @internal The connection; without one yet or ever, `cut` and `refuse` end the task. */
  connect(protocols: string[] | undefined): void {
    if (this.#over) return;
    const socket = new WebSocket(this.url, protocols?.length ? protocols : undefined);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#tell("open", { header: {}, profile: {} });
    socket.onmessage = ({ data }) => this.#tell("message", { data });
    socket.onerror = () => {
      if (!this.#over) this.#tell("error", { errMsg: "WebSocket connection failed" });
    };
    socket.onclose = ({ code, reason }) => this.#end(this.#closing ?? { code, reason });
    this.#socket = socket;
  }

  /** @internal The phone has lost its network, or the mini program has been frozen. */
  cut(errMsg: string): void {
    if (this.#over) return;
    this.#tell("error", { errMsg });
    this.#end(ABNORMAL);
    this.#socket?.close();
  }

  /** @internal WeChat does not even try. */
  refuse(error: ApiFailure, options: Options): void {
    this.#over = true;
    const said = failure("connectSocket", error);
    this.#api.clock.run(options.fail, "connectSocket", said);
    this.#api.clock.run(options.complete, "connectSocket", said);
    this.#tell("error", said);
  }

  #end(how: { code: number; reason: string }): void {
    if (this.#over) return;
    this.#over = true;
    this.#tell("close", how);
  }

  #tell(event: SocketEvent, detail: object): void {
    if (event === "message" && this.#over) return;
    for (const listener of [...this.#listeners[event]])
      this.#api.clock.run(listener, `socket ${event}`, detail);
    this.#everyone(event, detail);
  }
}
