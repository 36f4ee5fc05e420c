import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CallState, Person } from "../../src/core/index.ts";
import type { Drawing } from "../../src/miniprogram/drawing.ts";
import type { CallKit } from "../../src/miniprogram/kit.ts";
import { ALICE, aCall, type CallChange, ended } from "../core/stage.ts";
import { type AKit, aKit } from "./a-kit.ts";
import { type FakeWx, PHONE, type Phone } from "./fake-wx.ts";
import type { TUICallEngine } from "./gallery/fake-engine.ts";

/** What has been sent to the component, by its path there. */
interface Sent {
  readonly preview?: boolean;
  readonly soundMode?: string;
  readonly small?: object;
  readonly ghost?: object;
  readonly "view.line"?: string;
}

let wx: FakeWx;
let engine: TUICallEngine;
let kit: CallKit;
let data: Sent;
let spy: AKit["spy"];

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  start();
});
afterEach(() => {
  kit.dispose();
  vi.useRealTimers();
});

describe("a call of one's own", () => {
  test("is on the screen before the engine has answered", async () => {
    const calling = kit.call({ userIds: ["bob"], media: "video" });
    expect(kit.drawing).toMatchObject({ full: true, screen: "calling", line: "Calling" });
    expect(data["view.line"]).toBe("Calling");
    await calling;
    expect(engine.asked).toContain("call bob 2");
  });

  test("has a ringback that ends at once with the call", () => {
    show({ media: "audio", peer: { rang: true } });
    expect([...wx.playing]).toEqual(["ringback loop"]);
    kit.tap("cancel");
    expect([...wx.playing].filter((sound) => sound.endsWith("loop"))).toEqual([]);
    expect(kit.drawing.ending).toBe("Cancelled");
  });

  test("that is refused goes away, and a toast says why", async () => {
    engine.refuse = { code: 4102 };
    await expect(kit.call({ userIds: ["bob"], media: "audio" })).rejects.toEqual({ code: 4102 });
    expect(kit.drawing).toMatchObject({ full: false, toast: "You are already in a call" });
    vi.advanceTimersByTime(2000);
    expect(kit.drawing.shown).toBe(false);
  });

  test("without a permission asks for it, and goes on by voice if told to", async () => {
    engine.refuse = { code: -1101, device: "camera_denied" };
    await kit.call({ userIds: ["bob"], media: "video" }).catch(() => undefined);
    expect(kit.drawing.question).toBe("Video calls need the camera");
    expect(kit.drawing.answers.map(({ label }) => label)).toEqual([
      "Open settings",
      "Use voice only",
      "Cancel",
    ]);
    kit.answer("useVoiceOnly");
    expect(kit.drawing).toMatchObject({ question: "", media: "audio", screen: "calling" });
    expect(engine.asked.at(-1)).toBe("call bob 1");
  });

  test("opens the settings when told to", async () => {
    engine.refuse = { code: -1101, device: "microphone_denied" };
    await kit.call({ userIds: ["bob"], media: "audio" }).catch(() => undefined);
    kit.answer("openSettings");
    expect(wx.asked).toContain("openSetting");
  });

  test("shows the camera at once where that asks for nothing", () => {
    void kit.call({ userIds: ["bob"], media: "video" });
    expect(data.preview).toBe(true);
    kit.previewing();
    expect(kit.drawing.own).toMatchObject({ place: "big", live: true, mirrored: true });
  });

  test("without the privacy guideline agreed to asks without sending anybody to the settings", async () => {
    engine.refuse = { code: -1110, device: "microphone_denied" };
    await kit.call({ userIds: ["bob"], media: "audio" }).catch(() => undefined);
    expect(kit.drawing.question).toBe("Calls need the microphone");
    expect(kit.drawing.answers.map(({ label }) => label)).toEqual(["Cancel"]);
  });

  test("has its three buttons from the first moment on", () => {
    void kit.call({ userIds: ["bob"], media: "video" });
    const [row] = kit.drawing.rows;
    expect(row?.places.map(({ id }) => id)).toEqual(["voiceOnly", "cancel", "flip"]);
  });

  test("leaves the camera to the engine's question where it was never allowed", () => {
    wx.scopes = {};
    void kit.call({ userIds: ["bob"], media: "video" });
    expect(data.preview).toBe(undefined);
  });
});

describe("being called", () => {
  test("rings and vibrates in its rhythm until it is accepted", () => {
    called({ media: "audio" });
    expect([...wx.playing]).toEqual(["ringtone loop"]);
    vi.advanceTimersByTime(4100);
    expect(wx.asked.filter((call) => call === "vibrateLong")).toHaveLength(3);
    kit.tap("accept");
    expect([...wx.playing]).toEqual([]);
    vi.advanceTimersByTime(5000);
    expect(wx.asked.filter((call) => call === "vibrateLong")).toHaveLength(3);
    expect(engine.asked).toContain("accept");
  });

  test("by video shows the own picture where the camera is allowed", () => {
    called({ self: { camera: false } });
    expect(data.preview).toBe(true);
    expect(kit.drawing.own.expected).toBe(true);
  });

  test("by video keeps the camera open from the ring into the call", () => {
    called({ self: { camera: false } });
    kit.tap("accept");
    expect(kit.drawing.own.expected).toBe(true);
    show({
      role: "callee",
      phase: "connecting",
      self: { camera: false },
      peer: { phase: "joined" },
    });
    expect(kit.drawing.own.expected).toBe(true);
    connected({ self: { camera: false } });
    expect(kit.drawing.own.expected).toBe(false);
  });

  test("by video opens nothing where it is not", () => {
    start(PHONE, {});
    called({ self: { camera: false } });
    expect(data.preview).toBe(undefined);
    expect(kit.drawing.own.expected).toBe(false);
  });

  test.each(["accept", "decline"] as const)("is quiet at once after %s", (button) => {
    called({ media: "audio" });
    expect([...wx.playing]).toEqual(["ringtone loop"]);
    kit.tap(button);
    // In the same moment: the engine has not answered yet.
    expect([...wx.playing].filter((sound) => sound.endsWith("loop"))).toEqual([]);
  });

  test("is quiet at once when the caller gives up, and plays one sound at a time", () => {
    const call = { role: "callee", phase: "ringing", media: "audio" } as const;
    called(call);
    called({ ...call, ended: ended({ reason: "cancelled", by: "bob", connected: false }) });
    expect([...wx.playing].length).toBeLessThanOrEqual(1);
    expect([...wx.playing].filter((sound) => sound.endsWith("loop"))).toEqual([]);
  });

  test("can be answered by voice", () => {
    called();
    kit.tap("answerByVoice");
    expect(engine.asked).toContain("accept 1");
    expect(kit.drawing.media).toBe("audio");
  });

  test("is silent when muted, and rings with another bell when told", () => {
    kit.set({ muted: true });
    called({ media: "audio" });
    expect([...wx.playing]).toEqual([]);
    expect(wx.asked).not.toContain("vibrateLong");
    kit.setBell("/bells/mine.mp3");
    kit.set({ muted: false });
    expect([...wx.playing]).toEqual(["mine loop"]);
  });

  test("does not ring on a page that another one covers", () => {
    kit.stage(false);
    called({ media: "audio" });
    expect(kit.drawing.shown).toBe(false);
    expect([...wx.playing]).toEqual([]);
    kit.stage(true);
    expect(kit.drawing.stage).toBe("called");
    expect([...wx.playing]).toEqual(["ringtone loop"]);
  });
});

describe("a conversation", () => {
  test("is timed second by second, and sends only what has changed", () => {
    connected({ media: "audio" });
    const sent: object[] = [];
    spy((change) => sent.push(change));
    vi.advanceTimersByTime(1000);
    expect(sent).toEqual([{ "view.timer": "00:01" }]);
  });

  test("fades in over the screen before it for 200 ms", () => {
    called();
    connected();
    expect(data.ghost).toMatchObject({ screen: "calling", stage: "called" });
    vi.advanceTimersByTime(200);
    expect(data.ghost).toEqual({ screen: "none" });
  });

  test("hides the controls of a video call after 5 s, and a tap brings them back", () => {
    connected();
    expect(kit.drawing.controls).toBe(true);
    vi.advanceTimersByTime(5000);
    expect(kit.drawing.controls).toBe(false);
    kit.tapScreen();
    expect(kit.drawing.controls).toBe(true);
  });

  test("shows the peer once his picture is there, and swaps by a tap on the small one", () => {
    connected();
    expect(kit.drawing.theirs).toMatchObject({
      place: "big",
      live: false,
      caption: "Loading video",
    });
    kit.playerState("bob", 2003);
    expect(kit.drawing.theirs.live).toBe(true);
    kit.touch("small", "start", 300, 200);
    kit.touch("small", "end", 300, 200);
    kit.tapSmall();
    expect([kit.drawing.own.place, kit.drawing.theirs.place]).toEqual(["big", "small"]);
  });

  test("keeps the small picture where it was dropped", () => {
    connected();
    kit.touch("small", "start", 300, 200);
    kit.touch("small", "move", 20, 200);
    kit.touch("small", "end", 20, 200);
    kit.tapSmall();
    expect(data.small).toMatchObject({ x: 12, moving: false });
    expect(kit.drawing.theirs.place).toBe("big");
  });

  test("by voice is on the earpiece, by video on the speaker", () => {
    connected({ media: "audio" });
    expect(data.soundMode).toBe("ear");
    kit.tap("speaker");
    expect(data.soundMode).toBe("speaker");
    expect(engine.asked.at(-1)).toBe("selectAudioPlaybackDevice speaker");
  });

  test("asks before its page is left, keeps the screen lit, and gives both back", () => {
    connected();
    expect(wx.asked).toContain("keepScreenOn true");
    expect(wx.asked).toContain("guard You are in a call. Leave anyway?");
    kit.tap("hangUp");
    expect(wx.asked).toContain("unguard");
    vi.advanceTimersByTime(1100);
    expect(wx.asked).toContain("keepScreenOn false");
    expect(kit.drawing.shown).toBe(false);
  });

  test("hides the tab bar and darkens the navigation bar, or the status bar alone, for its time", () => {
    connected();
    expect(wx.asked).toContain("hideTabBar");
    expect(wx.asked).toContain("bar #191919");
    kit.tap("hangUp");
    vi.advanceTimersByTime(1100);
    expect(wx.asked.slice(-3)).toContain("showTabBar");
    expect(wx.asked).toContain("bar #ededed");
  });
});

describe("the end", () => {
  test("is told in words for 1.2 s with three tones, then the screen falls", () => {
    show({ media: "audio", peer: { rang: true } });
    expect([...wx.playing]).toEqual(["ringback loop"]);
    show({ media: "audio", ended: ended({ reason: "no_answer", connected: false }) });
    expect(kit.drawing).toMatchObject({ screen: "ended", ending: "No answer", duration: "" });
    expect([...wx.playing]).toEqual(["unanswered"]);
    vi.advanceTimersByTime(1200);
    expect(kit.drawing.leaving).toBe(true);
    vi.advanceTimersByTime(200);
    expect(kit.drawing.shown).toBe(false);
  });

  test("is told for 0.8 s to the one who ended it", () => {
    connected({ media: "audio" });
    kit.tap("hangUp");
    expect(kit.drawing).toMatchObject({ screen: "ended", ending: "Call ended" });
    vi.advanceTimersByTime(799);
    expect(kit.drawing.leaving).toBe(false);
    vi.advanceTimersByTime(1);
    expect(kit.drawing.leaving).toBe(true);
    vi.advanceTimersByTime(200);
    expect(kit.drawing.full).toBe(false);
  });

  test("of one call says nothing of pictures to the next", () => {
    connected();
    kit.playerState("bob", 2003);
    show({ phase: "connected", connectedAt: Date.now(), ended: ended() });
    connected({ id: "call-2" });
    expect(kit.drawing.theirs.live).toBe(false);
    kit.playerState("bob", 2003);
    expect(kit.drawing.theirs.live).toBe(true);
  });

  test("of the component leaves nothing behind", () => {
    called();
    kit.dispose();
    expect([...wx.playing]).toEqual([]);
    expect(kit.drawing.shown).toBe(false);
    expect(wx.asked.slice(-2)).toEqual(["showTabBar", "bar #ededed"]);
    expect(engine.listenerCount).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    const before = wx.asked.length;
    show({ id: "call-2", role: "callee", phase: "ringing" });
    expect(wx.asked).toHaveLength(before);
  });
});

test("a failed sign-in is told with its number, a dead server in words", () => {
  kit.signInFailed({ code: -1202, message: "userSig is missing" });
  expect(kit.drawing.toast).toBe("Sign-in failed (-1202)");
  kit.signInFailed({ code: 2805 });
  expect(kit.drawing.toast).toBe("Cannot reach the server");
  kit.signInFailed({ code: 4304 });
  expect(kit.drawing.toast).toBe("Your sign-in has expired. Sign in again");
});

test("what the engine mends by itself is not told, what it cannot is", () => {
  connected();
  kit.noticed({ code: -2301, message: "the stream is lost" });
  kit.noticed({ code: -1101, message: "refused" });
  expect(kit.drawing.toast).toBe("");
  kit.noticed({ code: -1301, message: "camera failed" });
  expect(kit.drawing.toast).toBe("Microphone or camera is in use");
  kit.noticed({ code: -1112, message: "access denied" });
  expect(kit.drawing.toast).toBe("This mini program may not use live audio and video yet");
});

test.each([
  ["zh_CN", "", "正在呼叫"],
  ["ja", "", "発信中"],
  ["en", "", "Calling"],
  ["en", "ja", "発信中"],
])("in WeChat's %s, with language %j, it speaks %s", (own, language, line) => {
  start(PHONE, undefined, own, language);
  void kit.call({ userIds: ["bob"], media: "audio" });
  expect(kit.drawing.line).toBe(line);
});

test("nothing that is drawn is undefined, which setData refuses", () => {
  const seen: Drawing[] = [];
  spy(() => seen.push(kit.drawing));
  called();
  connected();
  show({ phase: "connected", connectedAt: 1, ended: ended() });
  for (const drawing of seen) {
    expect(JSON.parse(JSON.stringify(drawing))).toEqual(drawing);
  }
});

function start(
  phone: Phone = PHONE,
  scopes?: Record<string, boolean>,
  own = "en",
  language = "",
): void {
  ({ wx, engine, kit, data, spy } = aKit({ phone, own, language, ...(scopes && { scopes }) }));
  engine.show(ALICE);
}

function show(change: CallChange): CallState {
  const call = aCall({ startedAt: Date.now(), ...change });
  engine.show(ALICE satisfies Person, call);
  return call;
}

function called(change: CallChange = {}): void {
  show({ role: "callee", phase: "ringing", ...change, peer: { phase: "joined", ...change.peer } });
}

function connected(change: CallChange = {}): void {
  show({
    phase: "connected",
    connectedAt: Date.now(),
    ...change,
    peer: { phase: "joined", ...change.peer },
  });
}
