import { expect, test } from "vitest";
import { servedBy } from "../src/web/script-url.ts";
import { signallingUrl } from "../src/web/server-url.ts";

test("the signalling is found from the server's address, secure where that is", () => {
  expect(signallingUrl("https://calls.example.com", undefined)).toBe("wss://calls.example.com/ws");
  expect(signallingUrl("http://127.0.0.1:8080/", undefined)).toBe("ws://127.0.0.1:8080/ws");
  expect(signallingUrl("wss://calls.example.com/ws", undefined)).toBe("wss://calls.example.com/ws");
  expect(signallingUrl("https://example.com/calls", undefined)).toBe("wss://example.com/calls/ws");
});

test("without one, from where the script came", () => {
  const script = "https://calls.example.com:8443/sdk/tuicall-engine.mjs?v=1";
  expect(signallingUrl(undefined, servedBy(script))).toBe("wss://calls.example.com:8443/ws");
  expect(signallingUrl("http://other", servedBy(script))).toBe("ws://other/ws");
});

test("only a script that a server serves says where that is", () => {
  expect(servedBy("https://calls.example.com/sdk/tuicallkit.js")).toBeDefined();
  for (const bundle of [
    "https://shop.example.com/assets/index-1f3a.js",
    "http://localhost:5173/node_modules/.vite/deps/@callkit_engine.js",
    "file:///srv/app/tuicall-engine.mjs",
    undefined,
  ])
    expect(servedBy(bundle)).toBeUndefined();
});

test("an address that is none is refused by name", () => {
  for (const address of ["nonsense", "ftp://example.com", ""])
    expect(() => signallingUrl(address, undefined)).toThrow(/server must be an address/);
});
