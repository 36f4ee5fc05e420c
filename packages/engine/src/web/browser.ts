/** The ports of the core, as a browser fills them. */

import type { Clock, Log, LogLevel, OpenSocket, Random, Store } from "../core/ports.ts";
import { TabStore } from "./tab-store.ts";

export const openSocket: OpenSocket = (url, handlers) => {
  const socket = new WebSocket(url);
  socket.onopen = () => handlers.opened();
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") handlers.message(data);
  };
  socket.onclose = ({ code }) => handlers.closed(code);
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
};

export const clock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

export const random: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};

export const store: Store = new TabStore(() => sessionStorage, globalThis);

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

export type PageEvents = {
  /** The page is about to go away, for good or for a refresh. */
  going(): void;
  /** The network is back, or the page is seen again. */
  woke(): void;
};

/** Gives the way to stop it. */
export function watchPage({ going, woke }: PageEvents): () => void {
  const shown = () => {
    if (document.visibilityState === "visible") woke();
  };
  addEventListener("pagehide", going);
  addEventListener("pageshow", woke);
  addEventListener("online", woke);
  document.addEventListener("visibilitychange", shown);
  return () => {
    removeEventListener("pagehide", going);
    removeEventListener("pageshow", woke);
    removeEventListener("online", woke);
    document.removeEventListener("visibilitychange", shown);
  };
}
