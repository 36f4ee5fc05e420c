import type { WxApi } from "./api.ts";
import { ApiFailure } from "./failure.ts";

/** `wx.getStorage` and its kin, in the browser's storage. Values go through JSON, as in WeChat. */
export function addStorage(api: WxApi, storageKey: string): void {
  const prefix = `mp:${storageKey}:`;
  const read = (key: string): unknown => {
    const text = localStorage.getItem(prefix + key);
    return text === null ? undefined : (JSON.parse(text) as { value: unknown }).value;
  };
  const write = (key: string, value: unknown) =>
    localStorage.setItem(prefix + key, JSON.stringify({ value: value ?? null }));
  const remove = (key: string) => localStorage.removeItem(prefix + key);
  const keys = () =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length));
  const clear = () => {
    for (const key of keys()) remove(key);
  };
  const info = () => ({ keys: keys(), currentSize: 1, limitSize: 10240 });

  api.sync("getStorageSync", (key) => read(key) ?? "");
  api.sync("setStorageSync", write);
  api.sync("removeStorageSync", remove);
  api.sync("clearStorageSync", clear);
  api.sync("getStorageInfoSync", info);
  api.async("getStorage", ({ key }) => {
    const data = read(key);
    if (data === undefined) throw new ApiFailure("data not found");
    return { data };
  });
  api.async("setStorage", ({ key, data }) => write(key, data));
  api.async("removeStorage", ({ key }) => remove(key));
  api.async("clearStorage", clear);
  api.async("getStorageInfo", info);
}
