import { expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import * as everything from "../src/index.ts";

test("the version is that of the package", () => {
  expect(everything.TUICallEngine.version).toBe(manifest.version);
});

test("what older and newer code imports is there", () => {
  const { TUICallEngine, TUICallEvent, TUICallType } = everything;
  expect(everything.default).toBe(TUICallEngine);
  expect(TUICallEngine.EVENT).toBe(TUICallEvent);
  expect(TUICallType).toMatchObject({ AUDIO_CALL: 1, VIDEO_CALL: 2 });
  expect(TUICallEvent).toMatchObject({
    KICKED_OUT: "onKickedOffLine",
    USER_ENTER: "onUserJoin",
    CALLING_END: "onCallEnd",
    LINE_BUSY: "onUserLineBusy",
  });
  expect(Object.keys(everything).sort()).toMatchInlineSnapshot(`
    [
      "AUDIO_PLAYBACK_DEVICE",
      "CallEndReason",
      "CallRole",
      "ErrorCodes",
      "LOG_LEVEL",
      "STATUS",
      "TUIAudioQuality",
      "TUICallCameraPosition",
      "TUICallEngine",
      "TUICallEngineError",
      "TUICallEvent",
      "TUICallType",
      "TUINetworkQuality",
      "TUIResolutionMode",
      "TUIVideoQuality",
      "default",
    ]
  `);
});
