/** A mini program with an engine in it, on a phone in virtual time. */

import type { Parts } from "../../src/wx/engine.ts";
import { TUICallEngine } from "../../src/wx/index.ts";
import type { Payload } from "../../src/wx/listeners.ts";
import type { InitParams } from "../../src/wx/params.ts";
import { FakeServer } from "../fake-server.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { FakeWx } from "./fake-wx.ts";

export type Told = [event: string, payload: Payload];

/** Events that carry no news of a call. */
const BESIDE: ReadonlySet<string> = new Set(["SDK_READY", "USER_UPDATE", "onMessageSentByMe"]);

export const USER = { userID: "alice", userSig: "ticket" };

export class MiniProgram {
  readonly clock = new VirtualClock();
  readonly server = new FakeServer(this.clock);
  readonly wx = new FakeWx(this.server);
  readonly told: Told[] = [];
  /** What server.js exports. */
  address: unknown = "http://calls.test";
  engine: TUICallEngine;
  readonly #parts: Parts;

  constructor() {
    const address = () => this.address;
    this.#parts = {
      clock: this.clock,
      ends: [],
      get address() {
        return address();
      },
    };
    Object.assign(globalThis, { wx: this.wx.api });
    this.engine = this.create();
    this.listen();
  }

  create(params: object = { sdkAppID: 1 }): TUICallEngine {
    this.engine = TUICallEngine.createInstance(params, this.#parts);
    this.engine.setLogLevel(4);
    return this.engine;
  }

  /** Writes down what the engine tells from here on. */
  listen(): void {
    for (const name of Object.values(this.engine.EVENT))
      this.engine.on(name, ({ eventCode, data }) => this.told.push([eventCode, data]));
  }

  async login(params: Partial<InitParams> = {}): Promise<this> {
    await this.after(this.engine.init({ ...USER, ...params }));
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

  /** Calls bob, who takes it. */
  async talk(type: 1 | 2 = 2) {
    await this.after(this.engine.call({ userID: "bob", type }));
    const call = this.server.onlyCall;
    this.server.change(call, (c) => c.accept("bob", "b1"));
    await this.pass();
    return call;
  }

  /** Names of what was told of calls, in order. */
  get names(): string[] {
    return this.told.map(([name]) => name).filter((name) => !BESIDE.has(name));
  }

  payload(event: string): Payload {
    const found = this.told.filter(([name]) => name === event).pop();
    if (!found) throw new Error(`${event} was not told; only ${this.names.join(", ")}`);
    return found[1];
  }
}

/** Without a trace of the program before. */
export async function closeProgram(): Promise<void> {
  const { wx } = globalThis as unknown as { wx?: { $globalCallSign?: boolean } };
  if (wx) wx.$globalCallSign = false;
  await TUICallEngine.destroyInstance();
}
