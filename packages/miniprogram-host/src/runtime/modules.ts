/** The script files of a mini program: `require` between them, and the globals that WeChat gives them. */

import type { CodeSpace } from "glass-easel-miniprogram-adapter";
import type { Callback, Loose } from "../shared/loose.ts";
import type { ProgramConfig } from "../shared/program.ts";
import type { AppClock } from "./app-clock.ts";
import type { Journal } from "./journal.ts";
import { joinPath } from "./resource.ts";

export interface ModulesNeeds {
  config: ProgramConfig;
  codeSpace: CodeSpace;
  journal: Journal;
  clock: AppClock;
  wx: Loose;
  /** `App()`. */
  registerApp: (definition: Loose) => void;
  getApp: () => Loose;
  getCurrentPages: () => Loose[];
}

/** What app code may reach through `globalThis`: the language itself, and nothing of the browser. */
const LANGUAGE = [
  ..."Object Array Function String Number Boolean Symbol BigInt Map Set WeakMap WeakSet Promise Proxy".split(
    " ",
  ),
  ..."Reflect Date Math JSON RegExp Intl console Infinity NaN undefined ArrayBuffer DataView".split(
    " ",
  ),
  ..."Error TypeError RangeError SyntaxError EvalError ReferenceError URIError".split(" "),
  ..."Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Uint8ClampedArray".split(
    " ",
  ),
  ..."Float32Array Float64Array parseInt parseFloat isNaN isFinite escape unescape".split(" "),
  ..."encodeURIComponent decodeURIComponent encodeURI decodeURI".split(" "),
];

export class Modules {
  readonly #needs: ModulesNeeds;
  readonly #modules = new Map<string, { exports: Loose }>();
  readonly #loaded = new Set<string>();
  readonly #registered = new Set<string>();
  readonly #globals: Record<string, unknown>;
  /** The page or component whose script is running. */
  #current: string | undefined;

  constructor(needs: ModulesNeeds) {
    this.#needs = needs;
    this.#globals = this.#makeGlobals();
  }

  /** Runs `app.js`, if there is one. */
  loadApp(): void {
    if ("app.js" in window.__mpScripts)
      this.#needs.journal.guard(() => this.#load("app.js"), "app.js");
  }

  /** What that file exports. */
  require(path: string): Loose {
    return this.#require("", path);
  }

  /** Registers a page or component, and first the components that it uses. */
  loadComponent(path: string): void {
    if (this.#loaded.has(path)) return;
    this.#loaded.add(path);
    const { config, codeSpace, journal } = this.#needs;
    const component = config.components.find((candidate) => candidate.path === path);
    if (!component) throw new Error(`page or component "${path}" is not registered in app.json`);
    for (const used of Object.values(component.json.usingComponents ?? {}))
      this.loadComponent(used.slice(1));
    const outer = this.#current;
    this.#current = path;
    if (component.hasScript) journal.guard(() => this.#load(`${path}.js`), `${path}.js`);
    this.#current = outer;
    if (this.#registered.has(path)) return;
    if (component.hasScript) journal.warn(`${path}.js did not call Page() or Component()`);
    codeSpace.component(path).definition({}).register();
  }

  #load(path: string): Loose {
    const known = this.#modules.get(path);
    if (known) return known.exports;
    const module = { exports: {} as Loose };
    this.#modules.set(path, module);
    const require = (reference: string) => this.#require(path, reference);
    const given: Record<string, unknown> = {
      ...this.#globals,
      module,
      exports: module.exports,
      require: Object.assign(require, {
        async: async (reference: string) => require(reference),
      }),
      requirePlugin: () => {
        throw new Error("requirePlugin is not supported");
      },
    };
    try {
      window.__mpScripts[path]?.(...this.#needs.config.injected.map((name) => given[name]));
    } catch (error) {
      this.#modules.delete(path);
      throw error;
    }
    return module.exports;
  }

  #require(from: string, reference: string): Loose {
    const path = candidates(from, reference).find((candidate) => candidate in window.__mpScripts);
    if (!path)
      throw new Error(
        `module '${reference}' is not defined, require args is '${reference}' (from ${from})`,
      );
    return this.#load(path);
  }

  #makeGlobals(): Record<string, unknown> {
    const { codeSpace, clock, wx, registerApp, getApp, getCurrentPages } = this.#needs;
    const globals: Record<string, unknown> = {};
    for (const name of LANGUAGE) globals[name] = (window as Loose)[name];
    const Behavior = (definition: Loose) =>
      codeSpace.behavior().definition(tidied(definition)).register();
    Behavior.trait = codeSpace.traitBehavior?.bind(codeSpace);
    Object.assign(globals, clock.timers, {
      wx,
      App: registerApp,
      getApp,
      getCurrentPages,
      Page: (definition: Loose) =>
        codeSpace.component(this.#take("Page")).pageDefinition(tidied(definition)).register(),
      Component: (definition: Loose) =>
        codeSpace.component(this.#take("Component")).definition(tidied(definition)).register(),
      Behavior,
      requestAnimationFrame: requestAnimationFrame.bind(window),
      cancelAnimationFrame: cancelAnimationFrame.bind(window),
    });
    globals["globalThis"] = globals;
    globals["global"] = globals;
    return globals;
  }

  #take(registrar: string): string {
    if (!this.#current)
      throw new Error(`${registrar}() called outside of a page or component file`);
    this.#registered.add(this.#current);
    return this.#current;
  }
}

/** Paths that a reference may mean, the likeliest first. */
function candidates(from: string, reference: string): string[] {
  const bases = [joinPath(from, reference)];
  if (!/^[./]/.test(reference)) {
    bases.push(reference);
    const folders = from.split("/").slice(0, -1);
    for (let depth = folders.length; depth >= 0; depth--)
      bases.push([...folders.slice(0, depth), "miniprogram_npm", reference].join("/"));
  }
  return bases.flatMap((base) => [base, `${base}.js`, `${base}/index.js`]);
}

/** What WeChat takes in a definition and the framework does not. */
function tidied(definition: Loose): Loose {
  if (typeof definition !== "object" || definition === null) return definition;
  // `wx://form-field` and the like are the client's own.
  if (Array.isArray(definition.behaviors))
    definition.behaviors = definition.behaviors.filter((each: unknown) => typeof each !== "string");
  for (const group of ["observers", "methods", "properties"])
    if (definition[group] === null) delete definition[group];
  for (const property of Object.values<Loose>(definition.properties ?? {})) {
    if (typeof property !== "object" || property === null) continue;
    if (!("type" in property)) property.type = null;
    if (typeof property.observer !== "string") continue;
    const method = property.observer;
    property.observer = function (this: Loose, ...args: Parameters<Callback>) {
      return this[method]?.(...args);
    };
  }
  return definition;
}
