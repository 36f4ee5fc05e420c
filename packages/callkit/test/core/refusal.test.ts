import { expect, test } from "vitest";
import { refusalOf, signInRefusalOf } from "../../src/core/index.ts";

test.each([
  [{ code: 4101 }, "callSelf"],
  [{ code: 4102 }, "inCall"],
  [{ code: 20007 }, "notTakingCalls"],
  [{ code: 4108 }, "notTakingCalls"],
  [{ code: 4009 }, "tooOften"],
  [{ code: 4304 }, "signInExpired"],
  [{ code: 4011 }, "signedInElsewhere"],
  [{ code: 2805 }, "unreachable"],
  [{ code: 60004 }, "noCamera"],
  [{ code: 60005 }, "deviceBusy"],
  [{ device: "privacy_missing" }, "privacyMissing"],
  [new Error("anything"), "connectFailed"],
  [undefined, "connectFailed"],
])("%o is told as %s", (error, key) => {
  expect(refusalOf(error).text.key).toBe(key);
});

test("a ticket that is refused is told with its number", () => {
  expect(refusalOf({ code: 4303 }).text).toEqual({ key: "signInFailed", params: { code: "4303" } });
});

test("a missing permission is asked for", () => {
  expect(refusalOf({ code: -1101, device: "camera_denied" }).permission).toBe("camera");
  expect(refusalOf({ code: -1101 }).permission).toBe("microphone");
});

test("an agreement that is missing is no matter for the system's settings", () => {
  const refusal = refusalOf({ code: -1110, device: "microphone_denied" });
  expect(refusal).toMatchObject({ permission: "microphone", agreement: true });
});

test("signing in is never told as a matter of whom to call", () => {
  expect(signInRefusalOf({ code: -1202 }).text).toEqual({
    key: "signInFailed",
    params: { code: "-1202" },
  });
  expect(signInRefusalOf({ code: 2805 }).text.key).toBe("unreachable");
  expect(signInRefusalOf({ code: 4304 }).text.key).toBe("signInExpired");
});
