/** What pages may ask of the component besides calling. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ALICE, aCall } from "../core/stage.ts";
import { type Instance, type MiniProgram, miniProgram } from "./component.ts";

type Method = (...args: unknown[]) => Promise<unknown>;

let program: MiniProgram;
let kit: Instance;

beforeEach(async () => {
  program = miniProgram();
  vi.useFakeTimers({ now: 1_000_000 });
  kit = program.attach();
  await kit.init({ sdkAppID: 1, userID: "alice", userSig: "ticket" });
});
afterEach(async () => {
  await kit.destroyed();
  vi.useRealTimers();
});

test("setCallingBell rings with another sound, and with our own again", () => {
  ask("setCallingBell", "/bells/own.mp3");
  ring();
  expect(program.wx.asked).toContain("play own loop");
  stop();
  ask("setCallingBell", "");
  ring("call-2");
  expect(program.wx.asked).toContain("play ringtone loop");
});

test("enableMuteMode keeps a call from ringing and vibrating", () => {
  ask("enableMuteMode", true);
  ring();
  expect(kit.data.callStatus).toBe("calling");
  expect(program.wx.asked.filter((what) => /^(play|vibrate)/.test(what))).toEqual([]);
});

test("enableFloatWindow and allowedMinimized show the button; toggleMinimize makes small and full again", async () => {
  await kit.call({ userID: "bob", type: 1 });
  expect(kit.data.view.minimise).toBe(false);
  kit.toggleMinimize();
  expect(kit.data.view.screen).toBe("calling");
  kit.enableFloatWindow(true);
  expect(kit.data.view.minimise).toBe(true);
  kit.toggleMinimize();
  expect(kit.data.view.screen).toBe("floating");
  expect(kit.data.callStatus).toBe("calling");
  kit.toggleMinimize();
  expect(kit.data.view.screen).toBe("calling");
  kit.setData({ allowedMinimized: false });
  expect(kit.data.view.minimise).toBe(false);
});

test("a finger on the small window moves it, a tap makes the call full again", async () => {
  await kit.call({ userID: "bob", type: 1 });
  kit.enableFloatWindow(true);
  kit.toggleMinimize();
  const touch = (phase: string, x: number, y: number) =>
    kit.handleFloatEvent({ detail: { name: "touch", phase, x, y } });
  touch("start", 300, 120);
  touch("move", 100, 300);
  touch("end", 100, 300);
  kit.handleFloatEvent({ detail: { name: "tap" } });
  expect(kit.data).toMatchObject({ float: { x: 12 }, view: { screen: "floating" } });
  touch("start", 30, 300);
  touch("end", 30, 300);
  kit.handleFloatEvent({ detail: { name: "tap" } });
  expect(kit.data.view.screen).toBe("calling");
});

test("initCall hides the keyboard", () => {
  const hidden = vi.fn();
  Object.assign(program.wx, { hideKeyboard: hidden });
  ask("initCall");
  expect(hidden).toHaveBeenCalledOnce();
});

test("reset brings the readable data back to what it is without a call", () => {
  ring();
  kit.setData({ pusher: { url: "rtmp://x" } });
  ask("reset");
  expect(kit.data).toMatchObject({ callStatus: "idle", isSponsor: false, pusher: {} });
});

test.each([["_hangUp"], ["handleExceptionExit"], ["hangup"]])("%s ends the call", async (name) => {
  ring();
  await ask(name);
  expect(kit.data.callStatus).toBe("idle");
});

test("accept and reject are the buttons", async () => {
  ring();
  await kit.accept();
  expect(program.wx.$TUICallEngine.asked).toContain("accept");
  stop();
  ring("call-2");
  await kit.reject();
  expect(program.wx.$TUICallEngine.asked).toContain("reject");
});

test("groupCall calls them all", async () => {
  await kit.groupCall({ userIDList: ["bob", "carol"], type: 1 });
  expect(program.wx.$TUICallEngine.asked).toContain("groupCall bob,carol 1");
  expect(kit.data).toMatchObject({ callStatus: "calling", isSponsor: true });
});

test("inviteUser, joinInGroupCall and join are the engine's, and a refusal is said on the screen", async () => {
  const calls = { inviteUser: vi.fn(), joinInGroupCall: vi.fn(), join: vi.fn() };
  Object.assign(program.wx.$TUICallEngine, calls);
  await ask("inviteUser", { userIDList: ["erin"] });
  await ask("joinInGroupCall", { callId: "1", type: 1 });
  await ask("join", { callId: "1" });
  expect(calls.inviteUser).toHaveBeenCalledWith({ userIDList: ["erin"] });
  expect(calls.joinInGroupCall).toHaveBeenCalledWith({ callId: "1", type: 1 });
  expect(calls.join).toHaveBeenCalledWith({ callId: "1" });
  calls.inviteUser.mockRejectedValueOnce({ code: 4107 });
  await expect(ask("inviteUser", { userIDList: ["frank"] })).rejects.toEqual({ code: 4107 });
  expect(kit.data.view).toMatchObject({ toast: "Up to 9 people" });
});

test("setSelfInfo, setLogLevel and getTim are the engine's", async () => {
  const setSelfInfo = vi.fn(async () => undefined);
  const setLogLevel = vi.fn();
  Object.assign(program.wx.$TUICallEngine, { setSelfInfo, setLogLevel });
  await ask("setSelfInfo", "Al", "https://a.test/a.png");
  ask("setLogLevel", 2);
  expect(setSelfInfo).toHaveBeenCalledWith("Al", "https://a.test/a.png");
  expect(setLogLevel).toHaveBeenCalledWith(2);
  expect(ask("getTim")).toHaveProperty("getUserProfile");
});

test("navigationBar is what the bar goes back to, language what the screens speak", async () => {
  await kit.destroyed();
  kit.setData({ navigationBar: { frontColor: "#ffffff", backgroundColor: "#123456" } });
  kit.setData({ language: "zh-CN" });
  await kit.init({ sdkAppID: 1, userID: "alice", userSig: "ticket" });
  ring();
  expect(JSON.stringify(kit.data.view)).toContain("接听");
  await kit.hangup();
  stop();
  expect(program.wx.asked).toContain("bar #123456");
});

test.each([[true], [false]])(
  "backgroundMute %s is what live-pusher is told",
  async (backgroundMute) => {
    kit.setData({ backgroundMute });
    ring();
    program.wx.$TUICallEngine.emit("USER_UPDATE", { pusher: { url: "rtmp://x" }, playerList: [] });
    expect(kit.data.pusher).toMatchObject({ enableBackgroundMute: backgroundMute });
  },
);

function ask(name: string, ...args: unknown[]): Promise<unknown> {
  return (kit as unknown as Record<string, Method>)[name]?.(...args) as Promise<unknown>;
}

function ring(id = "call-1"): void {
  const call = aCall({ id, role: "callee", phase: "ringing", startedAt: Date.now() });
  program.wx.$TUICallEngine.show(ALICE, call);
}

/** The call is over, and its end has been read. */
function stop(): void {
  program.wx.$TUICallEngine.show(ALICE);
  vi.advanceTimersByTime(5_000);
}
