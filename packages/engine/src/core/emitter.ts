/** A typed emitter. */

type Handler<T> = (payload: T) => void;

/** Calls handlers back by name. A handler may add and remove handlers; that counts from the next event on. */
export class Emitter<Events extends object> {
  readonly #handlers = new Map<keyof Events, Handler<never>[]>();
  readonly #failed: (error: unknown) => void;

  /** `failed` is told what a handler threw; the other handlers are called all the same. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Gives the way to stop it. The same handler may be added twice and is then called twice. */
  on<K extends keyof Events>(event: K, handler: Handler<Events[K]>): () => void {
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler]);
    return () => this.off(event, handler);
  }

  /** Removes the handler that was added first among equals. */
  off<K extends keyof Events>(event: K, handler: Handler<Events[K]>): void {
    const handlers = this.#handlers.get(event) ?? [];
    const at = handlers.indexOf(handler);
    if (at < 0) return;
    this.#handlers.set(event, [...handlers.slice(0, at), ...handlers.slice(at + 1)]);
  }

  emit<K extends keyof Events>(event: K, payload: Events[K]): void {
    for (const handler of this.#handlers.get(event) ?? []) {
      try {
        (handler as Handler<Events[K]>)(payload);
      } catch (error) {
        this.#failed(error);
      }
    }
  }

  /** How many handlers there are, for leak tests. */
  get size(): number {
    let size = 0;
    for (const handlers of this.#handlers.values()) size += handlers.length;
    return size;
  }

  clear(): void {
    this.#handlers.clear();
  }
}
