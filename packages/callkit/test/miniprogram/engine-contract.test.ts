import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const program = join(import.meta.dirname, "../../../../MiniProgram");
const read = (path: string) => readFileSync(join(program, path), "utf8");
const kit = read("TUICallKit/TUICallKit.js");
const engine = load();

interface Engine {
  readonly TUICallEngine: { createInstance(params: object): Record<string, unknown> };
  readonly EVENT: Readonly<Record<string, string>>;
}

test("the engine has every event that the component binds", () => {
  const events = [...kit.matchAll(/EVENT\.(\w+)/g)].map(([, name]) => name ?? "");
  expect(events.length).toBeGreaterThan(10);
  expect(events.filter((name) => engine.EVENT[name] === undefined)).toEqual([]);
});

test("the engine has every handler that the tags' reports go to", () => {
  const instance = engine.TUICallEngine.createInstance({ sdkAppID: 0 });
  const code = read("TUICallKit/components/TUI-Pictures/TUI-Pictures.js");
  const handlers = [...code.matchAll(/_tell\("(\w+)", event\)/g)].map(([, name]) => `_${name}`);
  expect(handlers).toHaveLength(7);
  expect(handlers.filter((name) => typeof instance[name] !== "function")).toEqual([]);
});

test("the engine has every method that the screens ask for", () => {
  const instance = engine.TUICallEngine.createInstance({ sdkAppID: 0 });
  const asked =
    "call groupCall accept reject hangup openMicrophone closeMicrophone openCamera closeCamera switchCamera switchCallMediaType inviteUser selectAudioPlaybackDevice getTim onStateChange init setSelfInfo setLogLevel on off";
  const missing = asked.split(" ").filter((name) => typeof instance[name] !== "function");
  expect(missing).toEqual([]);
  const { state } = instance;
  expect(state).toMatchObject({ local: { camera: false, microphone: false } });
});

/** The engine's file, with nothing of WeChat around it. */
function load(): Engine {
  const module = { exports: {} as Engine };
  const run = new Function(
    "require",
    "module",
    "exports",
    "wx",
    read("TUICallEngine/tuicall-engine-wx.js"),
  );
  run(() => "https://calls.example.com", module, module.exports, {});
  return module.exports;
}
