import { expect, test } from "vitest";
import { TabStore } from "../src/web/tab-store.ts";

class FakeStorage {
  readonly items: Map<string, string>;
  constructor(items: Iterable<[string, string]> = []) {
    this.items = new Map(items);
  }
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
  removeItem(key: string): void {
    this.items.delete(key);
  }
}

/** A page on a tab's storage. */
function page(storage: FakeStorage) {
  const target = new EventTarget();
  const store = new TabStore(
    () => storage as unknown as Storage,
    target as unknown as typeof globalThis,
  );
  const happen = (name: "pagehide" | "pageshow") => target.dispatchEvent(new Event(name));
  return { store, happen };
}

test("a refreshed page is the same device", () => {
  const tab = new FakeStorage();
  const before = page(tab);
  before.store.write("device", "d1");
  expect(before.store.read("device")).toBe("d1");
  before.happen("pagehide");
  expect(page(tab).store.read("device")).toBe("d1");
});

test("a duplicated tab is another device, and stays one over its own refresh", () => {
  const tab = new FakeStorage();
  page(tab).store.write("device", "d1");
  const copy = new FakeStorage(tab.items);
  const second = page(copy);
  expect(second.store.read("device")).toBeUndefined();
  second.store.write("device", "d2");
  second.happen("pagehide");
  expect(page(copy).store.read("device")).toBe("d2");
});

test("a page shown again out of the browser's cache has left nothing behind", () => {
  const tab = new FakeStorage();
  const before = page(tab);
  before.store.write("device", "d1");
  before.happen("pagehide");
  before.happen("pageshow");
  expect(page(new FakeStorage(tab.items)).store.read("device")).toBeUndefined();
});

test("a page that may store nothing still works", () => {
  const forbidden = () => {
    throw new Error("SecurityError");
  };
  const store = new TabStore(forbidden, new EventTarget() as unknown as typeof globalThis);
  store.write("device", "d1");
  expect(store.read("device")).toBeUndefined();
});
