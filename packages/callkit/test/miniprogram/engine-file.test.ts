import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { BUDGET, folder, wxFiles } from "../../../engine/scripts/wx.mjs";

const read = (name: string) => readFileSync(join(folder, name), "utf8");

test("what is committed is what the sources give", async () => {
  for (const [name, text] of Object.entries(await wxFiles())) expect(read(name), name).toBe(text);
});

test("the engine stays within its size", () => {
  expect(Buffer.byteLength(read("tuicall-engine-wx.js"))).toBeLessThanOrEqual(BUDGET);
});

test("engine and CallManager need nothing that WeChat lacks, and are one engine", () => {
  // Only what every mini program has; a browser's globals would throw a ReferenceError.
  const wx: Record<string, unknown> = {};
  const run = (name: string, required: Record<string, unknown>) => {
    const module = { exports: {} as Record<string, never> };
    const require = (path: string) => required[path];
    runInNewContext(read(name), { module, exports: module.exports, require, wx });
    return module.exports;
  };
  const engine = run("tuicall-engine-wx.js", { "./server.js": "https://calls.example.com" });
  expect(Object.keys(engine)).toEqual([
    "__esModule",
    "default",
    "AUDIO_PLAYBACK_DEVICE",
    "ERROR_CODE",
    "EVENT",
    "MEDIA_TYPE",
    "STATUS",
    "TUICallEngine",
    "TUICallEngineError",
  ]);
  const { CallManager } = run("CallManager.js", { "./tuicall-engine-wx": engine });
  expect(CallManager).toBeTypeOf("function");
  expect(read("CallManager.js").length).toBeLessThan(3_000);
});
