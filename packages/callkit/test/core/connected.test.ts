import { describe, expect, test } from "vitest";
import { names, Stage } from "./stage.ts";

describe("connected", () => {
  test("the timer counts from the accept and never restarts", () => {
    const stage = new Stage();
    const connectedAt = stage.now - 3_599_000;
    stage.connect({ connectedAt });
    expect(stage.view.timer).toBe("59:59");
    stage.advance(1000);
    expect(stage.view.timer).toBe("1:00:00");
    stage.do({ type: "swap" });
    stage.connect({ connectedAt, media: "audio" });
    stage.connect({ connectedAt, media: "audio", reconnecting: true });
    expect(stage.view.timer).toBe("1:00:00");
  });

  test("a blip when it connects, none when the page comes back into a call", () => {
    const stage = new Stage();
    stage.engine({});
    stage.connect();
    expect(stage.cues()).toEqual(["connected"]);
    const refreshed = new Stage();
    refreshed.connect();
    expect(refreshed.cues()).toEqual([]);
  });

  test("video has two rows; flip is there only while the camera is on and keeps its place free", () => {
    const stage = new Stage();
    stage.connect();
    expect(names(stage.view)).toEqual(["microphone speaker camera", "voiceOnly hangUp flip"]);
    stage.tap("camera");
    expect(names(stage.view)).toEqual(["microphone speaker camera", "voiceOnly hangUp -"]);
  });

  test("controls hide after 5 s, the timer stays, a tap brings them back and hides them", () => {
    const stage = new Stage();
    stage.connect();
    stage.advance(4999);
    expect(stage.view.controls).toBe(true);
    stage.advance(1);
    expect(stage.view).toMatchObject({ controls: false, timer: "00:05" });
    stage.do({ type: "tapScreen" });
    expect(stage.view.controls).toBe(true);
    stage.do({ type: "tapScreen" });
    expect(stage.view.controls).toBe(false);
  });

  test("the controls of a voice call stay", () => {
    const stage = new Stage();
    stage.connect({ media: "audio" });
    stage.advance(60_000);
    expect(stage.view.controls).toBe(true);
  });

  test("a tap on the small picture swaps big and small", () => {
    const stage = new Stage();
    stage.connect();
    expect(stage.view).toMatchObject({ big: { own: false }, small: { own: true } });
    stage.do({ type: "swap" });
    expect(stage.view).toMatchObject({ big: { own: true }, small: { own: false } });
  });

  test("a picture that has not come or is off is the avatar and says which", () => {
    const stage = new Stage();
    stage.connect();
    expect(stage.view.big).toMatchObject({ show: "avatar", caption: { key: "videoLoading" } });
    stage.do({ type: "frames", userId: "bob", arrived: true });
    expect(stage.view.big).toMatchObject({ show: "live" });
    expect(stage.view.big?.caption).toBeUndefined();
    stage.connect({ peer: { camera: false } });
    expect(stage.view.big).toMatchObject({
      show: "avatar",
      caption: { key: "peerCameraOff", params: { name: "Bob" } },
    });
  });

  test("the peer's muted microphone is seen", () => {
    const stage = new Stage();
    stage.connect({ peer: { microphone: false } });
    expect(stage.view.peerMuted).toBe(true);
  });

  test("switching to voice says so on both sides and moves to the earpiece", () => {
    const stage = new Stage();
    stage.connect();
    stage.tap("voiceOnly");
    expect(stage.view).toMatchObject({ media: "audio", toast: { key: "switchedToVoice" } });
    expect(stage.commands.at(-1)).toEqual({ type: "speaker", on: false });

    const other = new Stage();
    other.connect();
    other.connect({ media: "audio" });
    expect(other.view).toMatchObject({ media: "audio", toast: { key: "switchedToVoice" } });
  });

  test("minimised and back with nothing lost; the end text is there for 1.5 s", () => {
    const stage = new Stage();
    stage.connect();
    stage.do({ type: "swap" });
    stage.tap("minimise");
    expect(stage.view.presence).toBe("floating");
    stage.do({ type: "restore" });
    expect(stage.view).toMatchObject({ presence: "full", big: { own: true } });
    stage.advance(600);
    stage.tap("minimise");
    stage.connect({ ended: { reason: "hangup", by: "bob", connected: true, durationMs: 600 } });
    expect(stage.view).toMatchObject({
      presence: "floating",
      ending: { text: { key: "peerHungUp" } },
    });
    stage.advance(1499);
    expect(stage.view.leaving).toBe(false);
    stage.advance(1);
    expect(stage.view.leaving).toBe(true);
  });
});

describe("taps", () => {
  test("two within 500 ms count once", () => {
    const stage = new Stage();
    stage.connect();
    stage.tap("microphone");
    stage.advance(499);
    stage.tap("microphone");
    expect(stage.commands.filter(({ type }) => type === "microphone")).toHaveLength(1);
    stage.advance(1);
    stage.tap("microphone");
    expect(stage.commands.filter(({ type }) => type === "microphone")).toHaveLength(2);
  });

  test("a switch shows before the server has answered and goes back when it refuses", () => {
    const stage = new Stage();
    stage.connect();
    stage.tap("microphone");
    expect(stage.view.rows[0]?.[0]).toMatchObject({ label: "micOff", on: false });
    stage.do({
      type: "refused",
      command: { type: "microphone", on: false },
      refusal: { text: { key: "connectFailed" } },
    });
    expect(stage.view.rows[0]?.[0]).toMatchObject({ label: "micOn", on: true });
    expect(stage.view.toast?.key).toBe("connectFailed");
  });

  test("a switch does not flicker when the reply overtakes the state", () => {
    const stage = new Stage();
    stage.connect();
    stage.tap("microphone");
    stage.do({ type: "granted", command: { type: "microphone", on: false } });
    expect(stage.view.rows[0]?.[0]?.on).toBe(false);
    stage.connect({ self: { microphone: false } });
    expect(stage.view.rows[0]?.[0]?.on).toBe(false);
    stage.connect({ self: { microphone: true } });
    expect(stage.view.rows[0]?.[0]?.on).toBe(true);
  });

  test("leaving the page asks first", () => {
    const stage = new Stage();
    stage.connect();
    stage.do({ type: "leaving" });
    expect(stage.view.dialog).toEqual({ text: "leaveQuestion", answers: ["leave", "stay"] });
    stage.do({ type: "answer", answer: "stay" });
    expect(stage.view).toMatchObject({ stage: "connected" });
    stage.advance(600);
    stage.do({ type: "leaving" });
    stage.do({ type: "answer", answer: "leave" });
    expect(stage.commands.slice(-3)).toEqual([
      { type: "hangup" },
      { type: "cue", cue: "hangup" },
      { type: "leave" },
    ]);
  });
});

describe("trouble", () => {
  test("2 s of bad reports are said, 4 s of good ones take it back", () => {
    const stage = new Stage();
    // Not at a full second of the timer, which would have the screens look again anyway.
    const connectedAt = stage.now - 300;
    stage.connect({ connectedAt, self: { quality: 5 } });
    stage.advance(1999);
    expect(stage.view.notice).toBeUndefined();
    stage.advance(1);
    expect(stage.view.notice).toEqual({ key: "weakSelf" });
    stage.connect({ connectedAt, self: { quality: 2 } });
    stage.advance(3999);
    expect(stage.view.notice).toEqual({ key: "weakSelf" });
    stage.advance(1);
    expect(stage.view.notice).toBeUndefined();
  });

  test("one good report among bad ones starts the count again", () => {
    const stage = new Stage();
    stage.connect({ peer: { quality: 4 } });
    stage.advance(1500);
    stage.connect({ peer: { quality: 2 } });
    stage.connect({ peer: { quality: 4 } });
    stage.advance(1500);
    expect(stage.view.notice).toBeUndefined();
    stage.advance(500);
    expect(stage.view.notice).toEqual({ key: "weakPeer", params: { name: "Bob" } });
  });

  test("reconnecting blurs the last picture, then says that it is back for 2 s", () => {
    const stage = new Stage();
    stage.connect();
    stage.do({ type: "frames", userId: "bob", arrived: true });
    stage.connect({ reconnecting: true });
    expect(stage.view).toMatchObject({
      notice: { key: "reconnecting" },
      big: { show: "live", blurred: true },
    });
    stage.advance(5000);
    stage.connect();
    expect(stage.view).toMatchObject({ notice: { key: "backOnline" }, big: { blurred: false } });
    stage.advance(2000);
    expect(stage.view.notice).toBeUndefined();
  });

  test("a line that stays away ends the call even if the server cannot say so", () => {
    const stage = new Stage();
    stage.connect();
    stage.connect({ reconnecting: true });
    stage.advance(31_999);
    expect(stage.view.stage).toBe("connected");
    stage.advance(1);
    expect(stage.view.ending?.text.key).toBe("connectionLost");
    expect(stage.commands).toContainEqual({ type: "hangup" });
  });

  test("sound that the browser holds back comes with a tap on the screen", () => {
    const stage = new Stage();
    stage.connect();
    stage.do({ type: "soundBlocked", blocked: true });
    expect(stage.view.notice).toEqual({ key: "tapForSound" });
    stage.do({ type: "tapScreen" });
    expect(stage.last).toEqual({ type: "resumeSound" });
    expect(stage.view.notice).toBeUndefined();
  });
});
