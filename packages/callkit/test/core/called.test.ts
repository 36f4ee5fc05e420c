import { describe, expect, test } from "vitest";
import { names, Stage } from "./stage.ts";

function ring(stage: Stage, media: "audio" | "video" = "video"): void {
  stage.engine({ role: "callee", phase: "ringing", media, peer: { phase: "joined" } });
}

describe("being called", () => {
  test("video offers decline and accept, and to answer by voice above accept", () => {
    const stage = new Stage();
    ring(stage);
    expect(names(stage.view)).toEqual(["- answerByVoice", "decline accept"]);
    expect(stage.view).toMatchObject({
      line: { text: { key: "calledVideo" } },
      loop: "ringtone",
      vibrate: true,
      minimise: false,
      alert: { key: "calledTitle", params: { name: "Bob" } },
    });
  });

  test("voice offers decline and accept", () => {
    const stage = new Stage();
    ring(stage, "audio");
    expect(names(stage.view)).toEqual(["decline accept"]);
    expect(stage.view.line?.text.key).toBe("calledAudio");
  });

  test("mute mode rings without sound and vibration", () => {
    const stage = new Stage({ muted: true });
    ring(stage);
    expect(stage.view.loop).toBeUndefined();
    expect(stage.view.vibrate).toBe(false);
  });

  test("accept shows at once, stops the ringtone, and asks for patience after 8 s", () => {
    const stage = new Stage();
    ring(stage);
    stage.tap("accept");
    expect(stage.last).toEqual({ type: "accept" });
    expect(stage.view).toMatchObject({
      stage: "connecting",
      line: { text: { key: "connecting" } },
    });
    expect(stage.view.loop).toBeUndefined();
    stage.advance(8000);
    expect(stage.view.line?.text.key).toBe("connectingSlow");
  });

  test("a server that never comes back does not keep the screen", () => {
    const stage = new Stage();
    ring(stage);
    stage.tap("accept");
    stage.advance(22_000);
    expect(stage.last).toEqual({ type: "cue", cue: "hangup" });
    expect(stage.commands).toContainEqual({ type: "hangup" });
    expect(stage.view.ending?.text.key).toBe("connectFailed");
  });

  test("a refused accept rings again and says why", () => {
    const stage = new Stage();
    ring(stage);
    stage.tap("accept");
    stage.do({
      type: "refused",
      command: { type: "accept" },
      refusal: { text: { key: "deviceBusy" } },
    });
    expect(stage.view).toMatchObject({
      stage: "called",
      loop: "ringtone",
      toast: { key: "deviceBusy" },
    });
  });

  test("an engine that began to connect and was refused a device rings again and says why", () => {
    const stage = new Stage();
    ring(stage);
    stage.tap("accept");
    stage.engine({ phase: "connecting" });
    stage.engine({ phase: "ringing" });
    stage.do({
      type: "refused",
      command: { type: "accept" },
      refusal: { text: { key: "needMicrophone" }, permission: "microphone" },
    });
    expect(stage.view).toMatchObject({ stage: "called", dialog: { text: "needMicrophone" } });
  });

  test("answering by voice is a voice call at once", () => {
    const stage = new Stage();
    ring(stage);
    stage.tap("answerByVoice");
    expect(stage.commands).toContainEqual({ type: "accept", media: "audio" });
    expect(stage.view).toMatchObject({ media: "audio", toast: { key: "switchedToVoice" } });
    expect(names(stage.view)).toEqual(["microphone hangUp speaker"]);
  });

  test("declining stays for 0.8 s, missing a call for 1.2 s", () => {
    const stage = new Stage();
    ring(stage);
    stage.tap("decline");
    expect(stage.last).toEqual({ type: "reject" });
    expect(stage.view.ending?.text.key).toBe("declined");
    stage.advance(799);
    expect(stage.view.leaving).toBe(false);
    stage.advance(1);
    expect(stage.view.leaving).toBe(true);
    stage.advance(200);
    expect(stage.view.presence).toBe("hidden");

    const other = new Stage();
    ring(other);
    other.engine({
      role: "callee",
      phase: "ringing",
      ended: { reason: "no_answer", connected: false, durationMs: 0 },
    });
    expect(other.view.ending?.text.key).toBe("missed");
    other.advance(1199);
    expect(other.view.leaving).toBe(false);
    other.advance(1);
    expect(other.view.leaving).toBe(true);
  });

  test("a banner opens into the screen, and can be answered as it is", () => {
    const stage = new Stage({ incoming: "banner" });
    ring(stage);
    expect(stage.view.presence).toBe("banner");
    stage.do({ type: "restore" });
    expect(stage.view.presence).toBe("full");
    const other = new Stage({ incoming: "banner" });
    ring(other);
    other.tap("accept");
    expect(other.view).toMatchObject({ presence: "full", stage: "connecting" });
  });

  test("a camera that is not permitted keeps it ringing and can be done without", () => {
    const stage = new Stage();
    ring(stage);
    stage.tap("accept");
    stage.do({
      type: "refused",
      command: { type: "accept" },
      refusal: { text: { key: "needCamera" }, permission: "camera" },
    });
    expect(stage.view).toMatchObject({
      stage: "called",
      dialog: { answers: ["useVoiceOnly", "cancel"] },
    });
    stage.do({ type: "answer", answer: "useVoiceOnly" });
    expect(stage.commands).toContainEqual({ type: "accept", media: "audio" });
  });
});
