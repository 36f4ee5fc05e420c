/** TUICallKitAPI in a mini program: the component without `selectComponent`. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ALICE, aCall, type CallChange, ended, member } from "../core/stage.ts";
import { type Instance, type MiniProgram, miniProgram, type Service } from "./component.ts";

const SIGN_IN = { sdkAppID: 1, userID: "alice", userSig: "ticket" };

let program: MiniProgram;
let service: Service;
let api: Service["TUICallKitAPI"];
let page: Instance;

beforeEach(async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  program = miniProgram();
  service = program.service();
  api = service.TUICallKitAPI;
  await ask("init", SIGN_IN);
  page = program.attach();
});
afterEach(async () => {
  await ask("destroyed");
  program.detach(page);
  vi.useRealTimers();
});

function ask(method: string, ...args: unknown[]): Promise<unknown> {
  const found = api[method];
  if (!found) throw new Error(`TUICallKitAPI has no ${method}`);
  return found.apply(api, args);
}

const engine = () => program.wx.$TUICallEngine;
const asked = () => engine().asked;

function show(change: CallChange): void {
  const times = { startedAt: Date.now(), connectedAt: Date.now() };
  engine().show(ALICE, aCall({ ...times, ...change }));
}

const talk = (change: CallChange = {}) =>
  show({ phase: "connected", ...change, peer: { phase: "joined", ...change.peer } });
const ring = () => show({ role: "callee", phase: "ringing", peer: { phase: "joined" } });

test("TUICallKitServer is its older name, and the constants have the platform's values", () => {
  expect(service.TUICallKitServer).toBe(api);
  expect(service).toMatchObject({
    STATUS: { BE_INVITED: "be-invited" },
    CallRole: { CALLER: "caller" },
    CallMediaType: { VIDEO: 2 },
    VideoDisplayMode: { COVER: "cover" },
    VideoResolution: { RESOLUTION_720P: "720p" },
    FeatureButton: { SwitchCamera: "switchCamera" },
    LayoutMode: { LocalInLargeView: "local" },
  });
});

describe("calls", () => {
  test("init signs in for every page; call shows the call at once and makes it", async () => {
    expect(asked()).toContain("init");
    const calling = ask("call", { userID: "bob", type: 2 });
    expect(page.data).toMatchObject({ callStatus: "calling", isSponsor: true });
    await calling;
    expect(asked()).toContain("call bob 2");
  });

  test("calls and groupCall call one or several", async () => {
    await ask("calls", { userIDList: ["bob"], type: 1 });
    expect(asked()).toContain("call bob 1");
    await ask("hangup");
    vi.advanceTimersByTime(2000);
    engine().show(ALICE);
    await ask("calls", { userIDList: ["bob", "carol"], type: 1 });
    expect(asked()).toContain("groupCall bob,carol 1");
    await ask("hangup");
    vi.advanceTimersByTime(2000);
    engine().show(ALICE);
    await ask("groupCall", { userIDList: ["bob"], type: 2, groupID: "team" });
    expect(asked()).toContain("groupCall bob 2");
  });

  test("join, joinInGroupCall and inviteUser reach the engine", async () => {
    const joined = vi.fn(async () => undefined);
    Object.assign(engine(), { join: joined, joinInGroupCall: joined });
    await ask("join", { callId: "x" });
    await ask("joinInGroupCall", { callId: "y", type: 2 });
    expect(joined.mock.calls).toEqual([[{ callId: "x" }], [{ callId: "y", type: 2 }]]);
    await ask("inviteUser", { userIDList: ["dave"] });
    expect(asked()).toContain("inviteUser dave");
  });

  test("accept and reject are the buttons", async () => {
    ring();
    await ask("accept");
    expect(asked()).toContain("accept");
    show({ id: "another", role: "callee", phase: "ringing", peer: { phase: "joined" } });
    vi.advanceTimersByTime(600);
    await ask("reject");
    expect(asked()).toContain("reject");
  });

  test.each(["hangup", "handleExceptionExit"])("%s leaves the call", async (method) => {
    talk();
    await ask(method);
    expect(asked()).toContain("hangup");
    expect(page.data.callStatus).toBe("idle");
  });

  test("without a component on the page they say what is missing", async () => {
    program.detach(page);
    const error = { code: -1202, message: expect.stringContaining("no <TUICallKit>") };
    await expect(ask("call", { userID: "bob", type: 1 })).rejects.toMatchObject(error);
  });

  test("destroyed ends the call and signs out; init may follow", async () => {
    talk();
    await ask("destroyed");
    expect(page.data.callStatus).toBe("idle");
    await ask("init", SIGN_IN);
    expect(asked()).toEqual(["init"]);
    ring();
    expect(page.data.callStatus).toBe("calling");
  });

  test("a page that goes leaves the others signed in", async () => {
    const other = program.attach("pages/other");
    const before = engine();
    await other.destroyed();
    expect(program.wx.$TUICallEngine).toBe(before);
    program.detach(other);
    program.show(page);
    await ask("call", { userID: "bob", type: 1 });
    expect(page.data.callStatus).toBe("calling");
  });
});

test("openCamera, closeCamera, openMicrophone, closeMicrophone, switchCamera, switchCallMediaType, setSoundMode", async () => {
  talk();
  for (const method of [
    "openCamera",
    "closeCamera",
    "openMicrophone",
    "closeMicrophone",
    "switchCamera",
  ]) {
    await ask(method);
    expect(asked()).toContain(method);
  }
  await ask("switchCallMediaType", 1);
  expect(asked()).toContain("switchCallMediaType 1");
  await ask("setSoundMode", "ear");
  expect(page.data.soundMode).toBe("ear");
});

test("setSelfInfo, setLogLevel, getTim and getTUICallEngineInstance are the engine's", async () => {
  const own = { setSelfInfo: vi.fn(async () => undefined), setLogLevel: vi.fn() };
  Object.assign(engine(), own);
  await ask("setSelfInfo", { nickName: "Al", avatar: "" });
  expect(own.setSelfInfo).toHaveBeenCalledWith({ nickName: "Al", avatar: "" });
  ask("setLogLevel", 1);
  expect(own.setLogLevel).toHaveBeenCalledWith(1);
  expect(ask("getTUICallEngineInstance")).toBe(engine());
  expect(ask("getTim")).toHaveProperty("getUserProfile");
});

describe("what is set holds on the page that is there, and on the next one", () => {
  const pages = [
    ["the page that is there", () => page],
    ["the next one", () => program.attach("pages/next")],
  ] as const;

  test.each(pages)("setLanguage on %s", (_, on) => {
    ask("setLanguage", "ja");
    const kit = on();
    talk();
    expect(kit.data.view.rows[0]?.places[0]?.label).toBe("マイク オン");
  });

  test.each(pages)("enableFloatWindow on %s; toggleMinimize makes it small", async (_, on) => {
    ask("enableFloatWindow", true);
    const kit = on();
    talk();
    expect(kit.data.view.minimise).toBe(true);
    await ask("toggleMinimize");
    expect(kit.data.view.screen).toBe("floating");
  });

  test.each(pages)("enableMuteMode and setCallingBell on %s", (_, on) => {
    ask("setCallingBell", "/bells/own.mp3");
    on();
    ring();
    expect([...program.wx.playing]).toEqual(["own loop"]);
    ask("enableMuteMode", true);
    expect([...program.wx.playing]).toEqual([]);
  });

  test.each(pages)("hideFeatureButton on %s; it knows no other names", (_, on) => {
    ask("hideFeatureButton", "camera");
    ask("hideFeatureButton", "switchCamera");
    const kit = on();
    talk();
    const ids = kit.data.view.rows.flatMap(({ places }) => places.map(({ id }) => id));
    expect(ids).toEqual(["microphone", "speaker", "", "voiceOnly", "hangUp", ""]);
    expect(() => ask("hideFeatureButton", "hangUp")).toThrow("hangUp");
  });

  test.each(pages)("setLayoutMode on %s; switchScreen swaps", async (_, on) => {
    ask("setLayoutMode", "local");
    const kit = on();
    talk();
    expect(kit.data.view.own.place).toBe("big");
    await ask("switchScreen", "bob");
    expect(kit.data.view.theirs.place).toBe("big");
  });

  test.each(pages)("setVideoDisplayMode and setVideoResolution on %s", async (_, on) => {
    ask("setVideoDisplayMode", "contain");
    await ask("setVideoResolution", "720p");
    const kit = on();
    talk();
    engine().emit("USER_UPDATE", { pusher: { url: "rtmp://x", maxBitrate: 800 } });
    expect(kit.data).toMatchObject({
      objectFit: "contain",
      pusher: { videoWidth: 720, videoHeight: 1280, maxBitrate: 800 },
    });
    expect(() => ask("setVideoDisplayMode", "round")).toThrow("round");
    await expect(ask("setVideoResolution", "4k")).rejects.toMatchObject({ code: -1202 });
  });
});

test("switchScreen makes a tile of a group big", async () => {
  talk({ group: true, others: [member("carol")] });
  await ask("switchScreen", "carol");
  const [, carol] = page.data.view.group.tiles;
  expect(carol).toMatchObject({ key: "carol", strip: false, avatar: 72 });
  // The component has the same under a name of its own.
  page.makeBig("bob");
  expect(page.data.view.group.tiles.map(({ strip }) => strip)).toEqual([false, true, true]);
});

test("setCallback is told of calls, of the small window, of messages and of another sign-in", async () => {
  const told: string[] = [];
  const note =
    (name: string) =>
    (...args: unknown[]) =>
      void told.push(`${name} ${JSON.stringify(args)}`);
  const names = ["beforeCalling", "afterCalling", "statusChanged", "onMinimized", "kickedOut"];
  ask("setCallback", Object.fromEntries(names.map((name) => [name, note(name)])));
  ask("setCallback", { onMessageSentByMe: note("onMessageSentByMe") });
  ask("enableFloatWindow", true);
  // Told once, also where there are two pages.
  program.attach("pages/other");
  talk();
  await ask("toggleMinimize");
  talk({ ended: ended() });
  engine().emit("onMessageSentByMe", { data: "hello" });
  engine().emit("KICKED_OUT", {});
  const changed = (oldStatus: string, newStatus: string) =>
    `statusChanged ${JSON.stringify([{ oldStatus, newStatus }])}`;
  expect(told).toEqual([
    changed("idle", "calling-c2c-video"),
    "onMinimized [false,true]",
    changed("calling-c2c-video", "idle"),
    "afterCalling []",
    'onMessageSentByMe [{"data":"hello"}]',
    'kickedOut [{"eventCode":"KICKED_OUT","data":{}}]',
  ]);
});

test("beforeCalling says how a call begins; a callback that throws stops nothing", () => {
  const begins = vi.fn(() => {
    throw new Error("the app's own");
  });
  ask("setCallback", { beforeCalling: begins });
  ring();
  expect(begins).toHaveBeenCalledWith("invited");
  expect(page.data.view.screen).toBe("calling");
  expect(() => vi.advanceTimersByTime(1)).toThrow("the app's own");
});

test.each([
  "enableVirtualBackground",
  "setBlurBackground",
  "setLocalViewBackgroundImage",
  "setRemoteViewBackgroundImage",
  "setCameraDefaultState",
  "handlePusherError",
  "getGroupMemberList",
  "getGroupProfile",
  "bindTUICore",
  "setIsFromChat",
  "setCurrentGroupId",
  "setDefaultOfflinePushInfo",
  "getDefaultOfflinePushInfo",
  "getCallMessage",
  "callExperimentalAPI",
])("%s says that it is not offered", async (method) => {
  await expect(ask(method)).rejects.toMatchObject({ code: -1205 });
});
