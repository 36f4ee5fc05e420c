import { describe, expect, test } from "vitest";
import type { CallRequest } from "../../src/core/index.ts";
import { BOB, ended, names, Stage } from "./stage.ts";

const VIDEO: CallRequest = { userIds: ["bob"], media: "video" };
const AUDIO: CallRequest = { userIds: ["bob"], media: "audio" };

function dial(stage: Stage, request: CallRequest = VIDEO): void {
  stage.do({ type: "dial", people: [BOB], request });
}

describe("calling", () => {
  test("the screen is there before the server has answered", () => {
    const stage = new Stage();
    dial(stage);
    expect(stage.commands).toContainEqual({ type: "call", request: VIDEO });
    expect(stage.view).toMatchObject({
      presence: "full",
      stage: "calling",
      line: { text: { key: "calling" }, dots: true },
      peer: { name: "Bob", initial: "B" },
    });
  });

  test("a video call offers voice only, cancel and flip; a voice call microphone, cancel and speaker", () => {
    const stage = new Stage();
    stage.engine({});
    expect(names(stage.view)).toEqual(["voiceOnly cancel flip"]);
    const other = new Stage();
    other.engine({ media: "audio" });
    expect(names(other.view)).toEqual(["microphone cancel speaker"]);
  });

  test("voice starts on the earpiece, video on the speaker", () => {
    const stage = new Stage();
    dial(stage, AUDIO);
    expect(stage.commands).toContainEqual({ type: "speaker", on: false });
    const other = new Stage();
    dial(other, VIDEO);
    expect(other.commands).toContainEqual({ type: "speaker", on: true });
  });

  test("without an earpiece voice starts on the speaker, too", () => {
    const stage = new Stage({ earpiece: false });
    dial(stage, AUDIO);
    expect(stage.commands).toContainEqual({ type: "speaker", on: true });
  });

  test("the ringback waits for a device that rings", () => {
    const stage = new Stage();
    stage.engine({});
    expect(stage.view.loop).toBeUndefined();
    stage.engine({ peer: { rang: true } });
    expect(stage.view).toMatchObject({ loop: "ringback", line: { text: { key: "ringing" } } });
  });

  test("after 20 s a second line says that they may be away", () => {
    const stage = new Stage();
    stage.engine({});
    stage.advance(19_999);
    expect(stage.view.secondLine).toBeUndefined();
    stage.advance(1);
    expect(stage.view.secondLine).toEqual({ key: "callingLong" });
  });

  test("a refused call goes back and says why for 2 s", () => {
    const stage = new Stage();
    dial(stage);
    stage.do({
      type: "refused",
      command: { type: "call", request: VIDEO },
      refusal: { text: { key: "callSelf" } },
    });
    expect(stage.view).toMatchObject({ presence: "hidden", toast: { key: "callSelf" } });
    stage.advance(2000);
    expect(stage.view.toast).toBeUndefined();
  });

  test("cancelling shows at once and lets a call that has no id yet not come back", () => {
    const stage = new Stage();
    dial(stage);
    stage.tap("cancel");
    expect(stage.view).toMatchObject({ stage: "ended", ending: { text: { key: "cancelled" } } });
    stage.commands = [];
    stage.engine({});
    expect(stage.commands).toEqual([{ type: "hangup" }]);
    expect(stage.view.stage).toBe("ended");
    stage.advance(1000);
    expect(stage.view.presence).toBe("hidden");
    stage.engine({ peer: { rang: true } });
    expect(stage.view.presence).toBe("hidden");
  });

  test("the last call, which the engine still tells of, is not taken for the one dialled", () => {
    const stage = new Stage();
    stage.engine({ id: "call-0", role: "callee", ended: ended({ reason: "no_answer" }) });
    dial(stage);
    stage.engine({ id: "call-0", role: "callee", ended: ended({ reason: "no_answer" }) });
    expect(stage.view.stage).toBe("calling");
  });

  test("a call that was busy from the start says so", () => {
    const stage = new Stage();
    dial(stage);
    stage.engine({ ended: ended({ reason: "busy", connected: false }) });
    expect(stage.view.ending?.text.key).toBe("peerBusy");
  });

  test("a camera that is not permitted is asked for, and voice only calls again", () => {
    const stage = new Stage({ settings: true });
    dial(stage);
    stage.do({
      type: "refused",
      command: { type: "call", request: VIDEO },
      refusal: { text: { key: "needCamera" }, permission: "camera" },
    });
    expect(stage.view).toMatchObject({
      presence: "hidden",
      dialog: { text: "needCamera", answers: ["openSettings", "useVoiceOnly", "cancel"] },
    });
    stage.do({ type: "answer", answer: "useVoiceOnly" });
    expect(stage.commands).toContainEqual({ type: "call", request: AUDIO });
    expect(stage.view).toMatchObject({ stage: "calling", media: "audio", peer: { name: "Bob" } });
    expect(stage.view.dialog).toBeUndefined();
  });

  test("a refusal while in a call leaves that call alone", () => {
    const stage = new Stage();
    stage.connect();
    dial(stage);
    expect(stage.view.stage).toBe("connected");
    stage.do({
      type: "refused",
      command: { type: "call", request: VIDEO },
      refusal: { text: { key: "inCall" } },
    });
    expect(stage.view).toMatchObject({ stage: "connected", toast: { key: "inCall" } });
  });
});
