/** The ports of the core, as WeChat fills them. */

import type { Clock, Log, LogLevel, OpenSocket, Random, Store } from "../core/ports.ts";
import { api, ask, type WxFailure } from "./wx-api.ts";

export const clock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** A clock whose timers all stop with their owner. */
export class OwnedClock implements Clock {
  readonly #clock: Clock;
  readonly #timers = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  setTimeout(callback: () => void, ms: number): () => void {
    const stop = this.#clock.setTimeout(() => {
      this.#timers.delete(cancel);
      callback();
    }, ms);
    const cancel = () => {
      this.#timers.delete(cancel);
      stop();
    };
    this.#timers.add(cancel);
    return cancel;
  }

  stopAll(): void {
    for (const cancel of [...this.#timers]) cancel();
  }
}

/** Fetched at a time: a call takes less than a hundred commands of 22 bytes. */
const SUPPLY = 2048;

/** WeChat gives randomness only by callback, so that a supply is kept. */
class Supply implements Random {
  #bytes = new Uint8Array(0);
  #asking = false;

  bytes(length: number): Uint8Array {
    const given = this.#bytes.slice(0, length);
    this.#bytes = this.#bytes.slice(length);
    if (this.#bytes.length < SUPPLY / 2) this.#fetch();
    return given.length < length ? guessed(length) : given;
  }

  #fetch(): void {
    if (this.#asking) return;
    this.#asking = true;
    ask<{ randomValues: ArrayBuffer }>("getRandomValues", { length: SUPPLY }).then(
      ({ randomValues }) => {
        this.#bytes = new Uint8Array(randomValues);
        this.#asking = false;
      },
      // An older client: not asked again.
      () => undefined,
    );
  }
}

/** Unlike any other of this phone, and of any other phone; nothing here guards a secret. */
function guessed(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (Date.now() >> (at % 8)) ^ (Math.random() * 256));
}

export const random: Random = new Supply();

/** For as long as the mini program is on the phone. Where nothing can be kept, as long as it runs. */
const kept: Record<string, string> = {};

export const store: Store = {
  read: (key) => kept[key] || safely(() => api().getStorageSync?.(key) as string) || undefined,
  write: (key, value) => {
    kept[key] = value;
    safely(() => api().setStorageSync?.(key, value));
  },
};

/** `failed` is told in WeChat's words why a line could not be opened. */
export function socketOpener(failed: (failure: WxFailure) => void): OpenSocket {
  return (url, handlers) => {
    let alive = true;
    let open = false;
    const over = (code: number) => {
      if (!alive) return;
      alive = false;
      handlers.closed(code);
    };
    const fail = (failure: WxFailure) => {
      if (alive && !open) failed(failure);
      over(1006);
    };
    const task = api().connectSocket({ url, fail });
    task?.onOpen(() => {
      open = true;
      if (alive) handlers.opened();
    });
    task?.onMessage(({ data }) => {
      if (alive && typeof data === "string") handlers.message(data);
    });
    task?.onClose(({ code }) => over(code ?? 1006));
    task?.onError(fail);
    return {
      send: (data) => {
        if (alive && open) task?.send({ data, fail: () => undefined });
      },
      close: () => {
        alive = false;
        task?.close({ code: 1000, fail: () => undefined });
      },
    };
  };
}

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** To the console, from a level on: 0 everything, 4 nothing, as the platform counts. */
export class ConsoleLog {
  level = 1;

  readonly log: Log = (level, message) => {
    if (LEVELS.indexOf(level) < this.level) return;
    // biome-ignore lint/suspicious/noConsole: this is the one place that the engine logs to
    console[level](`[TUICallEngine] ${message}`);
  };
}

/** `devtools` is WeChat's developer tools; else the phone's system. */
export function platformName(): string | undefined {
  const host = api();
  return safely(() => (host.getDeviceInfo || host.getSystemInfoSync)?.call(host).platform);
}

/** Which of its three versions the mini program runs as; an older client does not tell. */
export function envVersion(): "develop" | "trial" | "release" | undefined {
  return safely(() => api().getAccountInfoSync?.().miniProgram?.envVersion);
}

/** What WeChat answers at once; nothing where it fails instead. */
function safely<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
