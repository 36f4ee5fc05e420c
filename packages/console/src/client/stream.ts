/** Lists that the server says again whenever they have changed. */

/** Who is told. */
export interface Listener<Value> {
  value(value: Value): void;
  /** Whether what was said last is still being kept up to date. */
  connected(connected: boolean): void;
}

/** Goes on until it is stopped. */
export interface Watch {
  stop(): void;
}

/**
 * Listens to a stream of the server, and comes back to it. Lets go of the connection while nobody can see the page:
 * browsers allow six to one server.
 *
 * @param refused told when the server has ended the stream or does not open it: the session may be over.
 */
export function listen<Value>(url: string, listener: Listener<Value>, refused: () => void): Watch {
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;

  const open = () => {
    if (source || document.hidden) return;
    const opened = new EventSource(url);
    source = opened;
    opened.addEventListener("state", ({ data }) => {
      listener.connected(true);
      listener.value(JSON.parse(data) as Value);
    });
    opened.addEventListener("over", () => {
      close();
      refused();
    });
    opened.onerror = () => {
      listener.connected(false);
      // The browser tries again by itself, but not after an answer that is an error.
      if (opened.readyState !== EventSource.CLOSED) return;
      source = undefined;
      again = setTimeout(open, RETRY_MS);
      refused();
    };
  };
  const close = () => {
    clearTimeout(again);
    source?.close();
    source = undefined;
  };
  const turn = () => (document.hidden ? close() : open());

  document.addEventListener("visibilitychange", turn);
  open();
  return {
    stop() {
      document.removeEventListener("visibilitychange", turn);
      close();
    },
  };
}

/** Longer leaves a page stale after a restart; shorter asks a server that is starting too often. */
const RETRY_MS = 3000;
