import { afterEach, expect, test, vi } from "vitest";
import * as everything from "../../src/wx/index.ts";
import { closeProgram, MiniProgram, USER } from "./mini-program.ts";

afterEach(closeProgram);

test("constants are those that code for mini programs uses, on the class, on instances and by name", () => {
  const { engine } = new MiniProgram();
  const { TUICallEngine, EVENT, MEDIA_TYPE, STATUS, AUDIO_PLAYBACK_DEVICE } = everything;
  expect(everything.default).toBe(TUICallEngine);
  expect(Object.assign({}, TUICallEngine)).toMatchObject({
    EVENT,
    MEDIA_TYPE,
    STATUS,
    AUDIO_PLAYBACK_DEVICE,
  });
  expect(engine).toMatchObject({ EVENT, MEDIA_TYPE, CALL_TYPE: MEDIA_TYPE });
  expect(MEDIA_TYPE).toEqual({ AUDIO: 1, VIDEO: 2 });
  expect(STATUS).toEqual({ IDLE: "idle", CALLING: "calling", CONNECTED: "connected" });
  expect(AUDIO_PLAYBACK_DEVICE).toEqual({ EAR: "ear", SPEAKER: "speaker" });
  const { MESSAGE_SENT_BY_ME, ...others } = EVENT;
  expect(MESSAGE_SENT_BY_ME).toBe("onMessageSentByMe");
  expect(Object.entries(others).filter(([key, value]) => key !== value)).toEqual([]);
  expect(Object.keys(others)).toHaveLength(20);
});

test("a handler is called with the event's code and data, and the context as this", async () => {
  const program = new MiniProgram();
  const page = { heard: [] as unknown[] };
  function handle(this: typeof page, event: { eventCode: string; data: object }): void {
    this.heard.push(event);
  }
  program.engine.on("SDK_READY", handle, page);
  await program.login();
  // Also after init.
  program.engine.on("INVITED", handle, page);
  program.server.ring("bob", ["alice"], "audio");
  await program.pass();
  expect(page.heard).toMatchObject([
    { eventCode: "SDK_READY", data: { message: "" } },
    { eventCode: "INVITED", data: { sponsor: "bob", inviteID: "call-1" } },
  ]);
});

test("a handler may be added twice, is removed once at a time, and needs no context", async () => {
  const program = new MiniProgram();
  const { engine } = program;
  const handler = vi.fn();
  for (let times = 0; times < 3; times += 1) engine.on("SDK_READY", handler);
  engine.off("SDK_READY", handler);
  await program.login();
  expect(handler).toHaveBeenCalledTimes(2);
  engine.off("SDK_READY");
  engine.off();
  expect(engine.listenerCount).toBe(0);
});

test("handlers that leave while an event is told are called for the last time", async () => {
  const program = new MiniProgram();
  const { engine } = program;
  const last = vi.fn();
  const first = vi.fn(() => {
    engine.off("SDK_READY", first);
    engine.off("SDK_READY", last);
  });
  engine.on("SDK_READY", first);
  engine.on("SDK_READY", last);
  await program.login();
  expect([first.mock.calls.length, last.mock.calls.length]).toEqual([1, 1]);
});

test("one that throws keeps nothing from the others", async () => {
  const program = new MiniProgram();
  const heard = vi.fn();
  program.engine.on("SDK_READY", () => {
    throw new Error("a page's own mistake");
  });
  program.engine.on("SDK_READY", heard);
  await program.login();
  expect(heard).toHaveBeenCalledOnce();
});

test("what is no handler is refused in the log and not by an exception", () => {
  const { engine } = new MiniProgram();
  const before = engine.listenerCount;
  engine.setLogLevel(1);
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  engine.on("REJECT", undefined as never);
  engine.on(undefined as never, () => {});
  engine.off("REJECT", () => {});
  expect(log.mock.calls.map(String)).toEqual([
    expect.stringMatching(/-1202.*the handler of REJECT is undefined/),
    expect.stringMatching(/-1202.*the handler of undefined is function/),
  ]);
  log.mockRestore();
  expect(engine.listenerCount).toBe(before);
});

test("nothing throws at once but the choice of what is heard by", async () => {
  const { engine } = new MiniProgram();
  const names = Object.getOwnPropertyNames(everything.TUICallEngine.prototype);
  const sync =
    /^(constructor|_|on$|off$|set(SoundMode|HandsFree|LogLevel)|getTim|onStateChange|updated)/;
  const given = new Set(["media", "log", "state", "pusher", "playerList", "listenerCount"]);
  const methods = names.filter((name) => !sync.test(name) && !given.has(name));
  expect(methods).toContain("call");
  for (const name of methods.filter((name) => name !== "selectAudioPlaybackDevice")) {
    const method = (engine as unknown as Record<string, (argument?: unknown) => unknown>)[name];
    const result = method?.call(engine, name === "getUserProfile" ? [] : undefined);
    if (result instanceof Promise) await result.catch(() => {});
  }
  expect(() => engine.selectAudioPlaybackDevice("ear")).toThrow(/-1203/);
  expect(() => engine.selectAudioPlaybackDevice(1 as never)).toThrow(/-1202/);
});

test("the state is a snapshot, told after each change", async () => {
  const program = new MiniProgram();
  const { engine } = program;
  expect(engine.state).toMatchObject({ session: "signedOut", local: { microphone: false } });
  const seen: string[] = [];
  const stop = engine.onStateChange((state) => seen.push(state.session));
  await program.login();
  expect(new Set(seen)).toEqual(new Set(["signedOut", "signingIn", "signedIn"]));
  expect(engine.state).toMatchObject({ session: "signedIn", user: { user_id: USER.userID } });
  stop();
  const { length } = seen;
  await program.after(engine.call({ userID: "bob", type: 1 }));
  expect(seen).toHaveLength(length);
  expect(engine.state.call).toMatchObject({ phase: "dialing", members: [{}, { userId: "bob" }] });
});
