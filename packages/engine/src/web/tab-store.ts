/** What one tab remembers over a refresh. */

import type { Store } from "../core/ports.ts";

/** Marks what the page that had it has left behind. */
const LEFT = ".left";

type Page = Pick<typeof globalThis, "addEventListener">;

/**
 * `sessionStorage`, with a difference: a duplicated tab gets a copy of everything in it, and must not
 * pass for the tab that it was copied from. So a page finds only what an earlier page of the tab has left
 * when it went away; a page that is still there has left nothing.
 *
 * Where nothing may be stored each page is a device of its own, and a refresh does not come back into
 * the call.
 */
export class TabStore implements Store {
  readonly #storage: () => Storage;
  readonly #page: Page;
  readonly #mine = new Set<string>();

  /** `storage` may throw: browsers refuse it to pages in some frames. */
  constructor(storage: () => Storage, page: Page) {
    this.#storage = storage;
    this.#page = page;
  }

  read(key: string): string | undefined {
    return this.#try((storage) => {
      const left = storage.getItem(key + LEFT) !== null;
      if (!left && !this.#mine.has(key)) return undefined;
      const value = storage.getItem(key) ?? undefined;
      if (value !== undefined) this.#take(storage, key);
      return value;
    });
  }

  write(key: string, value: string): void {
    this.#try((storage) => {
      storage.setItem(key, value);
      this.#take(storage, key);
    });
  }

  #take(storage: Storage, key: string): void {
    storage.removeItem(key + LEFT);
    if (this.#mine.size === 0) {
      this.#page.addEventListener("pagehide", () => this.#leave());
      // Shown again out of the browser's cache: it is the same page.
      this.#page.addEventListener("pageshow", () => this.#return());
    }
    this.#mine.add(key);
  }

  #leave(): void {
    this.#try((storage) => {
      for (const key of this.#mine) storage.setItem(key + LEFT, "");
    });
  }

  #return(): void {
    this.#try((storage) => {
      for (const key of this.#mine) storage.removeItem(key + LEFT);
    });
  }

  #try<T>(work: (storage: Storage) => T): T | undefined {
    try {
      return work(this.#storage());
    } catch {
      return undefined;
    }
  }
}
