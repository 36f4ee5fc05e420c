/** TUICallKit.js without WeChat: what `Component` is given, made into instances over the fake engine. */

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Drawing } from "../../src/miniprogram/drawing.ts";
import { type FakeWx, fakeWx } from "./fake-wx.ts";
import * as engine from "./gallery/fake-engine.ts";

type Data = Record<string, unknown>;
type Method = (...args: unknown[]) => unknown;

interface Definition {
  readonly properties: Record<string, { readonly value: unknown }>;
  readonly data: Data;
  readonly observers: Record<string, Method>;
  readonly lifetimes: { attached(): void; detached(): void };
  readonly pageLifetimes: { show(): void };
  readonly methods: Record<string, Method>;
}

/** What pages may read. */
interface ComponentData {
  readonly callStatus: string;
  readonly isSponsor: boolean;
  readonly pusher: object;
  readonly playerList: readonly object[];
  readonly remoteUsers: readonly object[];
  readonly screen: string;
  readonly soundMode: string;
  readonly config: object;
  readonly view: Drawing;
  readonly allowedMinimized: boolean;
  readonly objectFit: string;
}

/** An instance as `selectComponent` gives it. */
export interface Instance {
  readonly is: string;
  readonly data: ComponentData;
  /** What it has triggered. */
  readonly triggered: { name: string; detail: unknown }[];
  init(params?: object): Promise<unknown>;
  destroyed(): Promise<unknown>;
  call(params?: object): Promise<unknown>;
  groupCall(params?: object): Promise<unknown>;
  accept(): Promise<unknown>;
  reject(): Promise<unknown>;
  hangup(): Promise<unknown>;
  setSoundMode(mode: string): void;
  toggleViewSize(event: object): void;
  handleCallingEvent(event: object): void;
  handleFloatEvent(event: object): void;
  enableFloatWindow(enable: boolean): void;
  toggleMinimize(): void;
  makeBig(userID: string): void;
  getUserProfile(userIDs: readonly string[]): Promise<unknown>;
  setData(data: Data): void;
}

type ServiceMethod = (...args: unknown[]) => Promise<unknown>;

/** What TUICallService exports. */
export interface Service {
  readonly TUICallKitAPI: Record<string, ServiceMethod>;
  readonly TUICallKitServer: object;
  readonly [name: string]: object;
}

export interface MiniProgram {
  service(): Service;
  readonly wx: FakeWx & { $TUICallEngine: engine.TUICallEngine };
  /** Puts the component on a page. */
  attach(path?: string, properties?: Data): Instance;
  detach(instance: Instance): void;
  show(instance: Instance): void;
}

const folder = join(import.meta.dirname, "../../../../MiniProgram/TUICallKit");

/** Loads the component as WeChat does: once, for all its instances. */
export function miniProgram(): MiniProgram {
  const wx: MiniProgram["wx"] = Object.assign(fakeWx(), {
    hideKeyboard: () => undefined,
    // The component puts its own in the place.
    $TUICallEngine: engine.TUICallEngine.createInstance(),
  });
  const modules = new Modules(wx);
  const definition = define(modules);
  return {
    wx,
    service: () => modules.require("./TUICallService/index.js") as Service,
    attach(path = "TUICallKit/TUICallKit", properties = {}) {
      const instance = make(definition, path);
      instance.setData(properties);
      definition.lifetimes.attached.call(instance as never);
      definition.pageLifetimes.show.call(instance as never);
      return instance;
    },
    detach: (instance) => definition.lifetimes.detached.call(instance as never),
    show: (instance) => definition.pageLifetimes.show.call(instance as never),
  };
}

type Require = (path: string) => unknown;

function define(program: Modules): Definition {
  program.require("./TUICallKit.js");
  if (!program.defined) throw new Error("TUICallKit.js calls Component()");
  return program.defined;
}

/** The modules of a mini program: each is loaded once, with the globals of WeChat. */
class Modules {
  defined: Definition | undefined;
  readonly #wx: object;
  readonly #loaded = new Map<string, { exports: unknown }>();

  constructor(wx: object) {
    this.#wx = wx;
  }

  require(path: string, from = folder): unknown {
    if (path.endsWith("/tuicall-engine-wx")) return engine;
    const file = `${join(from, path).replace(/\.js$/, "")}.js`;
    const known = this.#loaded.get(file);
    if (known) return known.exports;
    const module = { exports: {} };
    this.#loaded.set(file, module);
    const Component = (definition: Definition) => {
      this.defined = definition;
    };
    const require: Require = (target) => this.require(target, dirname(file));
    const run = new Function(
      "require",
      "module",
      "exports",
      "wx",
      "Component",
      readFileSync(file, "utf8"),
    );
    run(require, module, module.exports, this.#wx, Component);
    return module.exports;
  }
}

function make(definition: Definition, is: string): Instance {
  const properties = Object.entries(definition.properties);
  const defaults = Object.fromEntries(properties.map(([name, { value }]) => [name, value]));
  const data: Data = structuredClone({ ...defaults, ...definition.data });
  const triggered: Instance["triggered"] = [];
  const instance = {
    is,
    data,
    triggered,
    setData(change: Data) {
      for (const [path, value] of Object.entries(change)) put(data, path, value);
      for (const [name, observer] of Object.entries(definition.observers))
        if (name in change) observer.call(instance, data[name]);
    },
    triggerEvent: (name: string, detail: unknown) => void triggered.push({ name, detail }),
    ...definition.methods,
  };
  return instance as unknown as Instance;
}

/** As WeChat: `view.timer` is a path, and `undefined` is refused. */
function put(data: Data, path: string, value: unknown): void {
  if (value === undefined) throw new Error(`setData: ${path} is undefined`);
  const [first = "", ...rest] = path.split(".");
  if (rest.length === 0) {
    data[first] = structuredClone(value);
    return;
  }
  put(data[first] as Data, rest.join("."), value);
}
