import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { component, generated } from "../../scripts/miniprogram.mjs";

const KIB = 1024;
/** A mini program is 2 MiB; this is what calls may take of it besides the engine. Raising it is a decision. */
const COMPONENT_KIB = 250;
const SOUND_KIB = 30;

test("what is committed is what the sources give", async () => {
  for (const [name, text] of Object.entries(await generated())) {
    expect(readFileSync(join(component, name), "utf8"), name).toBe(text);
  }
});

test("the logic asks for nothing that WeChat lacks", () => {
  const code = readFileSync(join(component, "core/call-screens.js"), "utf8");
  const module = { exports: {} as Record<string, unknown> };
  // Only what every mini program has; a browser's globals would throw a ReferenceError.
  runInNewContext(code, { module, exports: module.exports });
  expect(Object.keys(module.exports)).toEqual(expect.arrayContaining(["BLANK", "CallKit"]));
  expect(code).not.toMatch(/\b(window|document|navigator|localStorage|WebSocket|fetch)\b/);
  // Methods younger than the JavaScript of the phones that are still about.
  expect(code).not.toMatch(/\.(at|replaceAll|flat|flatMap|matchAll|allSettled|fromEntries)\(/);
});

test("component and sounds stay within their sizes", () => {
  expect(sizeOf(component)).toBeLessThanOrEqual(COMPONENT_KIB * KIB);
  const sounds = readdirSync(join(component, "assets/sounds"));
  expect(sounds.sort()).toEqual([
    "connected.mp3",
    "hangup.mp3",
    "ringback.mp3",
    "ringtone.mp3",
    "unanswered.mp3",
  ]);
  for (const sound of sounds) {
    expect(sizeOf(join(component, "assets/sounds", sound)), sound).toBeLessThan(SOUND_KIB * KIB);
  }
});

function sizeOf(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
