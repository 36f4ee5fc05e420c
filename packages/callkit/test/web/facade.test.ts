// @vitest-environment happy-dom

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CallSnapshot, MemberSnapshot } from "../../src/run/snapshot.ts";
import type { TUICallKitElement } from "../../src/web/tui-call-kit.ts";
import { TUICallEngine as FakeEngine } from "./fake-tuicall-engine.ts";

vi.mock("@callkit/engine", () => import("./fake-tuicall-engine.ts"));

const { TUICallKitAPI: kit, TUICallKitServer } = await import("../../src/index.ts");
const ALICE = { SDKAppID: 1, userID: "alice", userSig: "ticket" };

let engine: FakeEngine;
let element: TUICallKitElement;

beforeEach(async () => {
  document.body.innerHTML = "<tui-call-kit></tui-call-kit>";
  await kit.init(ALICE);
  engine = FakeEngine.createInstance();
  engine.show({ user: { user_id: "alice", nick: "", avatar: "" } });
  const found = document.querySelector("tui-call-kit");
  if (!found) throw new Error("the page has a <tui-call-kit>");
  element = found;
  element.language = "en";
  engine.asked.length = 0;
});

afterEach(() => kit.destroyed());

function member(userId: string, change: Partial<MemberSnapshot> = {}): MemberSnapshot {
  return {
    userId,
    phase: "joined",
    rang: true,
    connection: "connected",
    microphone: true,
    camera: true,
    video: "ok",
    quality: 1,
    level: 0,
    ...change,
  };
}

function aCall(change: Partial<CallSnapshot> = {}): CallSnapshot {
  return {
    id: `call-${Math.random()}`,
    phase: "connected",
    role: "caller",
    media: "video",
    group: false,
    members: [member("alice"), member("bob")],
    startedAt: Date.now(),
    connectedAt: Date.now(),
    reconnecting: false,
    ...change,
  };
}

/** A call is on the screen. */
async function talking(change: Partial<CallSnapshot> = {}): Promise<CallSnapshot> {
  const call = aCall(change);
  engine.show({ call });
  await element.updateComplete;
  return call;
}

const shadow = () => {
  if (!element.shadowRoot) throw new Error("the element draws");
  return element.shadowRoot;
};
const text = () => shadow().textContent ?? "";
const buttons = () =>
  [...shadow().querySelectorAll<HTMLElement>("[data-button]")].map((one) =>
    one.getAttribute("data-button"),
  );

describe("the account", () => {
  test("init signs in and puts the engine into the page's element; TUICallKitServer is the same", async () => {
    await kit.init(ALICE);
    expect(engine.asked).toEqual(['login {"userID":"alice","userSig":"ticket"}']);
    expect(element.engine).toBeDefined();
    expect(TUICallKitServer).toBe(kit);
  });

  test("a page without an element gets one", async () => {
    document.body.innerHTML = "";
    await kit.init(ALICE);
    expect(document.querySelectorAll("tui-call-kit")).toHaveLength(1);
  });

  test("destroyed takes the engine out; getTUICallEngineInstance says what is missing then", async () => {
    expect(kit.getTUICallEngineInstance()).toBe(engine);
    await kit.destroyed();
    expect(element.engine).toBeUndefined();
    expect(() => kit.getTUICallEngineInstance()).toThrow("init");
  });

  test("setSelfInfo and setDoNotDisturb reach the engine", async () => {
    await kit.setSelfInfo({ nickName: "Alice" });
    await kit.setDoNotDisturb(true);
    expect(engine.asked).toEqual(['setSelfInfo {"nickName":"Alice"}', "setDoNotDisturb true"]);
  });
});

describe("calls", () => {
  test("call, calls and groupCall show the call at once and make it", async () => {
    const made = kit.call({ userID: "bob", type: 2, timeout: 20 });
    await element.updateComplete;
    expect(text()).toContain("Calling");
    await made;
    await kit.hangup();
    await kit.calls({ userIDList: ["bob", "carol"], type: 1, userData: "x" });
    await kit.hangup();
    await kit.groupCall({ userIDList: ["bob"], type: 1, groupID: "team" });
    expect(engine.asked.filter((line) => line.startsWith("calls"))).toEqual([
      'calls {"userIDList":["bob"],"type":2,"timeout":20}',
      'calls {"userIDList":["bob","carol"],"type":1,"userData":"x"}',
      'calls {"userIDList":["bob"],"type":1,"chatGroupID":"team"}',
    ]);
  });

  test("join, joinInGroupCall and inviteUser reach the engine; a refusal is on the screen and thrown", async () => {
    await kit.join({ callId: "c" });
    await kit.joinInGroupCall({ type: 2, groupID: "team", callId: "c" });
    await kit.inviteUser({ userIDList: ["dave"], timeout: 20 });
    expect(engine.asked).toEqual([
      'join {"callId":"c"}',
      'joinInGroupCall {"type":2,"groupID":"team","callId":"c"}',
      'inviteUser {"userIDList":["dave"],"timeout":20}',
    ]);
    engine.refuse = Object.assign(new Error("full"), { code: 4107 });
    await expect(kit.inviteUser({ userIDList: ["dave"] })).rejects.toMatchObject({ code: 4107 });
    await element.updateComplete;
    expect(text()).toContain("Up to 9 people");
  });

  test("accept and reject do what the buttons do", async () => {
    await talking({ role: "callee", phase: "ringing" });
    await kit.accept();
    expect(engine.asked.at(-1)).toBe("accept {}");
    await kit.destroyed();
    await kit.init(ALICE);
    engine = FakeEngine.createInstance();
    engine.show({ user: { user_id: "alice", nick: "", avatar: "" } });
    await talking({ role: "callee", phase: "ringing" });
    await kit.reject();
    expect(engine.asked.at(-1)).toBe("reject");
  });

  test.each(["hangup", "handleExceptionExit"] as const)("%s leaves the call", async (method) => {
    await talking();
    await kit[method]();
    expect(engine.asked.at(-1)).toBe("hangup");
    await element.updateComplete;
    expect(text()).toContain("Call ended");
  });
});

describe("devices", () => {
  test("openCamera, closeCamera, openMicrophone, closeMicrophone, muteSpeaker, unMuteSpeaker", async () => {
    await kit.openCamera("there");
    await kit.closeCamera();
    await kit.openMicrophone();
    await kit.closeMicrophone();
    await kit.muteSpeaker();
    await kit.unMuteSpeaker();
    expect(engine.asked).toEqual([
      'openCamera "there"',
      "closeCamera",
      "openMicrophone",
      "closeMicrophone",
      "muteSpeaker true",
      "muteSpeaker false",
    ]);
  });

  test("switchCamera, switchCallMediaType, switchDevice, setVideoResolution, setLogLevel", async () => {
    await kit.switchCamera(1);
    await kit.switchCallMediaType(1);
    await kit.switchDevice({ deviceType: "camera", deviceId: "c1" });
    await kit.setVideoResolution("480p");
    kit.setLogLevel(4);
    expect(engine.asked).toEqual([
      "switchCamera 1",
      "switchCallMediaType 1",
      'switchDevice {"deviceType":"camera","deviceId":"c1"}',
      'setVideoQuality "480p"',
      "setLogLevel 4",
    ]);
  });

  test("getDeviceList and getTim give what the engine gives", async () => {
    expect(await kit.getDeviceList("camera")).toEqual([{ deviceId: "d1", deviceName: "camera" }]);
    expect(kit.getTim()).toEqual({ name: "tim" });
  });

  test("setCameraDefaultState reaches the engine, and the next one", async () => {
    kit.setCameraDefaultState(false);
    expect(engine.asked).toEqual(["setCameraDefaultState false"]);
    await kit.destroyed();
    await kit.init(ALICE);
    expect(FakeEngine.createInstance().asked).toContain("setCameraDefaultState false");
    kit.setCameraDefaultState(true);
  });
});

// Before what is set for good: that goes before attributes.
describe("the element", () => {
  test("allowedMinimized and videoResolution as attributes", async () => {
    element.setAttribute("allowed-minimized", "");
    element.setAttribute("video-resolution", "360p");
    await talking();
    expect(shadow().querySelector('[data-corner="minimise"]')).not.toBeNull();
    expect(engine.asked).toContain('setVideoQuality "360p"');
  });

  test("the attributes: language, allowedFullScreen, videoDisplayMode, incoming, muteMode", async () => {
    element.language = "zh-CN";
    element.setAttribute("allowed-full-screen", "false");
    element.setAttribute("video-display-mode", "contain");
    element.setAttribute("incoming", "banner");
    element.setAttribute("mute-mode", "");
    await element.updateComplete;
    await talking({ role: "callee", phase: "ringing" });
    expect(element).toMatchObject({
      allowedFullScreen: false,
      videoDisplayMode: "contain",
      incoming: "banner",
      muteMode: true,
    });
    expect(shadow().querySelector(".ck-banner")).not.toBeNull();
    expect(text()).toContain("邀请你视频通话");
  });

  test("what the facade uses of the element: makeBig, toggleMinimize, set, setBell, told", async () => {
    element.set({ minimisable: true });
    await talking();
    element.toggleMinimize();
    await element.updateComplete;
    expect(shadow().querySelector(".ck-screen--floating")).not.toBeNull();
    element.toggleMinimize();
    element.makeBig("alice");
    element.setBell("");
    await element.updateComplete;
    expect(shadow().querySelector(".ck-picture--big")?.getAttribute("data-picture")).toBe("own");
    await expect(element.told(Promise.reject({ code: 4102 }))).rejects.toEqual({ code: 4102 });
    await element.updateComplete;
    expect(text()).toContain("already in a call");
  });

  test("confirmLeave lets a page go that is in no call", async () => {
    expect(await element.confirmLeave()).toBe(true);
  });
});

describe("looks", () => {
  test("setLanguage speaks it from then on", async () => {
    kit.setLanguage("ja_JP");
    await talking({ phase: "dialing" });
    expect(text()).toContain("発信中");
    kit.setLanguage("en");
  });

  test("enableFloatWindow shows the button; toggleMinimize makes small and full again", async () => {
    await talking();
    expect(shadow().querySelector('[data-corner="minimise"]')).toBeNull();
    kit.enableFloatWindow(true);
    await element.updateComplete;
    expect(shadow().querySelector('[data-corner="minimise"]')).not.toBeNull();
    kit.toggleMinimize();
    await element.updateComplete;
    expect(shadow().querySelector(".ck-screen--floating")).not.toBeNull();
    kit.toggleMinimize();
    await element.updateComplete;
    expect(shadow().querySelector(".ck-screen--floating")).toBeNull();
    kit.enableFloatWindow(false);
  });

  test("hideFeatureButton leaves a button out and knows no other names", async () => {
    await talking();
    expect(buttons()).toContain("camera");
    kit.hideFeatureButton("camera");
    await element.updateComplete;
    expect(buttons()).not.toContain("camera");
    expect(() => kit.hideFeatureButton("beauty" as never)).toThrow("beauty");
  });

  test("setLayoutMode makes the own picture the big one; switchScreen swaps", async () => {
    kit.setLayoutMode("local");
    await talking();
    const big = () => shadow().querySelector(".ck-picture--big")?.getAttribute("data-picture");
    expect(big()).toBe("own");
    kit.switchScreen("bob");
    await element.updateComplete;
    expect(big()).toBe("peer");
    kit.setLayoutMode("remote");
  });

  test("switchScreen makes a tile of a group big", async () => {
    await talking({ group: true, members: [member("alice"), member("bob"), member("carol")] });
    kit.switchScreen("carol");
    await element.updateComplete;
    expect(shadow().querySelector(".ck-tile--big")?.getAttribute("data-tile")).toBe("carol");
  });

  test("enableMuteMode is silent; setCallingBell rings with a file of the page's own", async () => {
    const vibrate = vi.fn();
    const fetched = vi.fn(async () => ({ ok: false }));
    vi.stubGlobal("fetch", fetched);
    vi.stubGlobal("OfflineAudioContext", class {});
    Object.assign(navigator, { vibrate });
    kit.setCallingBell("/bell.mp3");
    expect(fetched).toHaveBeenCalledWith("/bell.mp3");
    kit.enableMuteMode(true);
    await talking({ role: "callee", phase: "ringing" });
    expect(vibrate).not.toHaveBeenCalled();
    kit.enableMuteMode(false);
    await element.updateComplete;
    expect(vibrate).toHaveBeenCalled();
    kit.setCallingBell("");
    vi.unstubAllGlobals();
  });

  test("setVideoDisplayMode fits the pictures", () => {
    kit.setVideoDisplayMode("contain");
    expect(element.videoDisplayMode).toBe("contain");
    kit.setVideoDisplayMode("cover");
  });

  test("setContacts are offered when somebody is to be asked into the call", async () => {
    kit.setContacts([{ userID: "zoe" }, { userID: "dave", nick: "Dave" }]);
    await talking({ group: true, members: [member("alice"), member("bob")] });
    element.tap("invite");
    await element.updateComplete;
    const offered = [...shadow().querySelectorAll<HTMLElement>("[data-person]")];
    expect(offered.map((one) => one.getAttribute("data-person"))).toEqual(["dave", "zoe"]);
    kit.setContacts([]);
  });
});

describe("what a page is told", () => {
  test("statusChanged, beforeCalling, afterCalling and onMinimized, in their order", async () => {
    const told: unknown[] = [];
    kit.setCallback({
      beforeCalling: (type) => told.push(`before ${type}`),
      afterCalling: () => told.push("after"),
      statusChanged: ({ oldStatus, newStatus }) => told.push(`${oldStatus} > ${newStatus}`),
      onMinimized: (before, after) => told.push(`small ${before} > ${after}`),
    });
    kit.enableFloatWindow(true);
    const call = await talking({ role: "callee", phase: "ringing" });
    await talking({ ...call, phase: "connected" });
    kit.toggleMinimize();
    const ended = { reason: "hangup", by: "bob", connected: true, duration: 1 } as const;
    await talking({ ...call, phase: "ended", ended });
    expect(told).toEqual([
      "before invited",
      "idle > be-invited",
      "be-invited > calling-c2c-video",
      "small false > true",
      "calling-c2c-video > idle",
      "after",
    ]);
    kit.enableFloatWindow(false);
    kit.setCallback({
      beforeCalling: undefined,
      afterCalling: undefined,
      statusChanged: undefined,
      onMinimized: undefined,
    });
  });

  test("kickedOut when the user has signed in elsewhere", () => {
    const told: unknown[] = [];
    kit.setCallback({ kickedOut: (event) => told.push(event) });
    engine.tell("onKickedOffLine", { message: "elsewhere" });
    expect(told).toEqual([{ message: "elsewhere" }]);
  });

  test("onMessageSentByMe is taken: there is no chat message that it could tell of", () => {
    expect(() => kit.setCallback({ onMessageSentByMe: () => undefined })).not.toThrow();
  });

  test("a callback that throws stops nothing", async () => {
    vi.stubGlobal("reportError", () => undefined);
    kit.setCallback({
      statusChanged: () => {
        throw new Error("the page's own");
      },
    });
    await talking();
    expect(buttons()).toContain("hangUp");
    kit.setCallback({ statusChanged: undefined });
    vi.unstubAllGlobals();
  });
});

describe("what is not offered says so", () => {
  test.each([
    "enableVirtualBackground",
    "setBlurBackground",
    "setLocalViewBackgroundImage",
    "setRemoteViewBackgroundImage",
    "enableAIVoice",
    "enableAITranscriber",
    "getGroupMemberList",
    "getGroupProfile",
    "bindTUICore",
    "setIsFromChat",
    "setCurrentGroupId",
    "setDefaultOfflinePushInfo",
    "getDefaultOfflinePushInfo",
    "getCallMessage",
    "callExperimentalAPI",
  ] as const)("%s", async (method) => {
    await expect(kit[method]()).rejects.toMatchObject({ code: -1205, functionName: method });
  });
});
