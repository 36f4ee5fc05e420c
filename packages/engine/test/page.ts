/** A page with an engine on it, in a world of virtual time. */

import { TUICallEngine, TUICallEvent } from "../src/index.ts";
import type { PageEvents } from "../src/web/browser.ts";
import type { Payload } from "../src/web/events.ts";
import type { Parts } from "../src/web/parts.ts";
import { FakeMedia } from "./fake-media.ts";
import { FakeServer } from "./fake-server.ts";
import { VirtualClock } from "./virtual-clock.ts";

export type Told = [event: string, payload: Payload];

/** Names that carry no news for most tests. */
const BESIDE: ReadonlySet<string> = new Set([
  TUICallEvent.SDK_READY,
  TUICallEvent.USER_AUDIO_AVAILABLE,
  TUICallEvent.USER_VIDEO_AVAILABLE,
]);

export class Page {
  readonly clock: VirtualClock;
  readonly server: FakeServer;
  readonly engine: TUICallEngine;
  readonly told: Told[] = [];
  page: PageEvents = { going: () => {}, woke: () => {} };
  devicesChanged = () => {};
  readonly storage: Map<string, string>;
  #media: FakeMedia | undefined;

  /** With another's clock, server and storage: the same tab after a refresh. */
  constructor(
    clock = new VirtualClock(),
    server = new FakeServer(clock),
    storage = new Map<string, string>(),
  ) {
    this.clock = clock;
    this.server = server;
    this.storage = storage;
    this.engine = TUICallEngine.createInstance(
      { sdkAppID: 1, server: "http://calls.test" },
      this.parts(),
    );
    this.engine.setLogLevel(4);
    for (const name of new Set<string>(Object.values(TUICallEvent)))
      this.engine.on(name, (payload: Payload) => this.told.push([name, payload]));
  }

  get media(): FakeMedia {
    if (!this.#media) throw new Error("no media yet");
    return this.#media;
  }

  /** Names of what was told, in order, without what nearly every call has. */
  get names(): string[] {
    return this.told.map(([name]) => name).filter((name) => !BESIDE.has(name));
  }

  payload(event: string): Payload {
    const found = this.told.find(([name]) => name === event);
    if (!found) throw new Error(`${event} was not told; only ${this.names.join(", ")}`);
    return found[1];
  }

  async login(userSig = "ticket"): Promise<this> {
    const done = this.engine.login({ userID: "alice", userSig });
    await this.clock.pass(100);
    await done;
    return this;
  }

  /** Waits long enough for messages to go there and back. */
  async pass(ms = 100): Promise<void> {
    await this.clock.pass(ms);
  }

  /** Starts something, lets time pass for it, and gives what came of it. */
  async after<T>(work: Promise<T>, ms = 100): Promise<T> {
    work.catch(() => {});
    await this.clock.pass(ms);
    return work;
  }

  /** The browser throws the page away without a word, and loads it again. */
  async refresh(): Promise<Page> {
    this.page.going();
    await this.pass(50);
    this.server.close(1001);
    this.server.cut = true;
    await TUICallEngine.destroyInstance();
    await this.pass(50);
    this.server.cut = false;
    return new Page(this.clock, this.server, this.storage);
  }

  parts(): Parts {
    return {
      open: (url, handlers) => this.server.open(url, handlers),
      clock: this.clock,
      random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
      store: {
        read: (key) => this.storage.get(key),
        write: (key, value) => this.storage.set(key, value),
      },
      script: undefined,
      makeMedia: (link) => {
        this.#media = new FakeMedia(link);
        return this.#media;
      },
      watchPage: (events) => {
        this.page = events;
        return () => {};
      },
      onDeviceChange: (callback) => {
        this.devicesChanged = callback;
        return () => {};
      },
      listDevices: async (kind) => [{ deviceId: "default", deviceName: `the ${kind}` }],
      devicePermission: async () => ({ audio: true, video: false }),
      element: (id) => (id === "there" ? ({ id } as HTMLElement) : null),
    };
  }
}
