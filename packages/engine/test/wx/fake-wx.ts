/** WeChat's `wx`, as far as the engine asks it for anything. */

import type { Socket } from "../../src/core/ports.ts";
import type { FakeServer } from "../fake-server.ts";

type Options = { success?(answer: unknown): void; fail?(error: unknown): void } & Record<
  string,
  unknown
>;
type Listener = (detail: unknown) => void;

const EVENTS = [
  "AppHide",
  "AppShow",
  "AudioInterruptionBegin",
  "AudioInterruptionEnd",
  "NetworkStatusChange",
];

export class FakeWx {
  /** The sockets that are open or being opened. */
  readonly sockets = new Set<object>();
  readonly urls: string[] = [];
  /** What `fail` gets in the place of a connection. */
  socketFails: object | undefined;
  readonly storage = new Map<string, unknown>();
  /** As `wx.getSetting` tells it. */
  authSetting: Record<string, boolean> = {};
  /** What `wx.authorize` fails with, by scope. */
  readonly refuses: Record<string, object> = {};
  readonly authorized: string[] = [];
  platform = "android";
  envVersion = "develop";
  /** What the app was asked to do with its pages, and the pusher. */
  readonly navigated: string[] = [];
  navigationFails: string[] = [];
  readonly pusher: string[] = [];
  readonly #listeners = new Map(EVENTS.map((event) => [event, new Set<Listener>()]));
  readonly #server: FakeServer;

  constructor(server: FakeServer) {
    this.#server = server;
  }

  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  emit(event: string, detail: unknown = {}): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(detail);
  }

  readonly api: Record<string, unknown> = {
    connectSocket: (options: Options) => this.#connect(options),
    getSetting: ({ success }: Options) => success?.({ authSetting: { ...this.authSetting } }),
    authorize: ({ scope, success, fail }: Options) => {
      this.authorized.push(String(scope));
      const refusal = this.refuses[String(scope)];
      if (refusal) fail?.(refusal);
      else success?.({});
    },
    getStorageSync: (key: string) => this.storage.get(key) ?? "",
    setStorageSync: (key: string, value: unknown) => this.storage.set(key, value),
    getRandomValues: ({ length, success }: Options) => {
      const bytes = crypto.getRandomValues(new Uint8Array(Number(length)));
      success?.({ randomValues: bytes.buffer });
    },
    getAccountInfoSync: () => ({ miniProgram: { envVersion: this.envVersion } }),
    getDeviceInfo: () => ({ platform: this.platform }),
    createLivePusherContext: () =>
      new Proxy({}, { get: (_, method) => () => this.pusher.push(String(method)) }),
    ...Object.fromEntries(
      ["navigateTo", "redirectTo", "switchTab", "navigateBack"].map((name) => [
        name,
        ({ url = "", success, fail }: Options) => {
          this.navigated.push(`${name} ${url}`.trim());
          if (this.navigationFails.includes(name)) fail?.({ errMsg: `${name}:fail` });
          else success?.({});
        },
      ]),
    ),
    ...Object.fromEntries(
      EVENTS.flatMap((event) => [
        [`on${event}`, (listener: Listener) => this.#listeners.get(event)?.add(listener)],
        [`off${event}`, (listener: Listener) => this.#listeners.get(event)?.delete(listener)],
      ]),
    ),
  };

  #connect({ url, fail }: Options): object {
    this.urls.push(String(url));
    const on: Record<string, Listener> = {};
    let socket: Socket | undefined;
    const task = {
      send: ({ data }: { data: string }) => socket?.send(data),
      close: () => {
        this.sockets.delete(task);
        socket?.close();
      },
      onOpen: (listener: Listener) => {
        on["open"] = listener;
      },
      onMessage: (listener: Listener) => {
        on["message"] = listener;
      },
      onClose: (listener: Listener) => {
        on["close"] = listener;
      },
      onError: (listener: Listener) => {
        on["error"] = listener;
      },
    };
    const failure = this.socketFails;
    if (failure) {
      Promise.resolve().then(() => {
        fail?.(failure);
        on["error"]?.(failure);
      });
      return task;
    }
    this.sockets.add(task);
    socket = this.#server.open(String(url), {
      opened: () => on["open"]?.({}),
      message: (data) => on["message"]?.({ data }),
      closed: (code) => {
        this.sockets.delete(task);
        if (code === 1006) on["error"]?.({ errMsg: "WebSocket connection failed" });
        on["close"]?.({ code });
      },
    });
    return task;
  }
}
