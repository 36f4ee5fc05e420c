import { describe, expect, test } from "vitest";
import type { Ended, EndReason } from "../../src/core/index.ts";
import { endingOf, isMissed, rowOf, withRow } from "../../src/core/index.ts";
import { aCall, ended, Stage } from "./stage.ts";

const UNCONNECTED = { connected: false, durationMs: 0 };

/** Reason, whose doing, and the words for the caller (Alice) and the callee (Alice again, called by Bob). */
const WORDS: [EndReason, string | undefined, string, string][] = [
  ["hangup", "alice", "ended", "ended"],
  ["hangup", "bob", "peerHungUp", "peerHungUp"],
  ["cancelled", undefined, "cancelled", "callerCancelled"],
  ["rejected", undefined, "peerDeclined", "declined"],
  ["no_answer", undefined, "noAnswer", "missed"],
  ["offline", undefined, "peerOffline", "missed"],
  ["busy", undefined, "peerBusy", "missedBusy"],
  ["answered_elsewhere", undefined, "answeredElsewhere", "answeredElsewhere"],
  ["rejected_elsewhere", undefined, "declinedElsewhere", "declinedElsewhere"],
  ["connection_failed", undefined, "connectFailed", "connectFailed"],
  ["lost", undefined, "connectionLost", "connectionLost"],
  ["kicked_out", undefined, "signedInElsewhere", "signedInElsewhere"],
  ["server", undefined, "endedByServer", "endedByServer"],
];

describe("how it ended", () => {
  test.each(WORDS)("%s by %s", (reason, by, caller, callee) => {
    const end: Ended = { ...ended({ reason }), ...(by && { by }) };
    expect(endingOf(end, "caller", "alice").key).toBe(caller);
    expect(endingOf(end, "callee", "alice").key).toBe(callee);
  });

  test("a conversation says how long it was, a call in vain does not", () => {
    const stage = new Stage();
    stage.connect();
    stage.connect({ ended: ended({ by: "bob" }) });
    expect(stage.view.ending).toEqual({
      text: { key: "peerHungUp", params: { name: "Bob" } },
      duration: "01:01",
    });
    const other = new Stage();
    other.engine({});
    other.engine({ ended: ended({ reason: "busy", ...UNCONNECTED }) });
    expect(other.view.ending).toEqual({ text: { key: "peerBusy", params: { name: "Bob" } } });
  });

  test("a long name is cut before the words that follow it", () => {
    const stage = new Stage();
    const peer = { nick: "Wolfeschlegelsteinhausenbergerdorff-Smit" };
    stage.connect({ peer });
    stage.connect({ peer, ended: ended({ by: "bob" }) });
    expect(stage.view.ending?.text.params).toEqual({ name: "Wolfeschlegel…" });
  });

  test("one's own hang-up does not wait for the server and stays for 0.8 s", () => {
    const stage = new Stage();
    stage.connect();
    stage.advance(12_000);
    stage.tap("hangUp");
    expect(stage.view.ending).toMatchObject({ text: { key: "ended" }, duration: "00:12" });
    stage.connect({ ended: ended({ by: "alice" }) });
    stage.advance(800);
    expect(stage.view.leaving).toBe(true);
    stage.advance(200);
    expect(stage.view).toMatchObject({ presence: "hidden", stage: "idle", awake: false });
    stage.connect({ ended: ended({ by: "alice" }) });
    expect(stage.view.presence).toBe("hidden");
  });

  test("a toast about the call does not outlive it", () => {
    const stage = new Stage();
    stage.connect();
    stage.tap("voiceOnly");
    stage.tap("hangUp");
    expect(stage.view.toast).toBeUndefined();
  });

  test("each end sounds once: falling for a hang-up, three tones for a call in vain, none for a cancelled one", () => {
    const hungUp = new Stage();
    hungUp.connect();
    hungUp.tap("hangUp");
    hungUp.connect({ ended: ended({ by: "alice" }) });
    expect(hungUp.cues()).toEqual(["hangup"]);

    const busy = new Stage();
    busy.engine({});
    busy.engine({ ended: ended({ reason: "busy", ...UNCONNECTED }) });
    expect(busy.cues()).toEqual(["unanswered"]);
    expect(busy.view.loop).toBeUndefined();

    const cancelled = new Stage();
    cancelled.engine({ peer: { rang: true } });
    cancelled.tap("cancel");
    expect(cancelled.cues()).toEqual([]);
    expect(cancelled.view.loop).toBeUndefined();
  });

  test("a call that ended while nobody looked shows nothing", () => {
    const stage = new Stage();
    stage.engine({ role: "callee", ended: ended({ reason: "no_answer", ...UNCONNECTED }) });
    expect(stage.view.presence).toBe("hidden");
  });

  test("the next call does not wait for the end text of the last", () => {
    const stage = new Stage();
    stage.connect();
    stage.tap("hangUp");
    stage.engine({ id: "call-2", role: "callee", phase: "ringing" });
    expect(stage.view).toMatchObject({ stage: "called", loop: "ringtone" });
  });
});

describe("the call list", () => {
  test("says the same words, and marks what was missed", () => {
    const missed = aCall({ role: "callee", ended: ended({ reason: "cancelled", ...UNCONNECTED }) });
    expect(rowOf(missed, "alice")).toMatchObject({
      direction: "in",
      outcome: "callerCancelled",
      missed: true,
      peer: { userId: "bob" },
    });
    const talked = aCall({ ended: ended({ by: "alice" }) });
    expect(rowOf(talked, "alice")).toMatchObject({
      direction: "out",
      missed: false,
      durationMs: 61_000,
    });
    expect(rowOf(aCall(), "alice")).toBeUndefined();
    expect(isMissed("rejected", "callee")).toBe(false);
  });

  test("holds each call once, newest first", () => {
    const row = rowOf(aCall({ ended: ended() }), "alice");
    const other = rowOf(aCall({ id: "call-2", ended: ended() }), "alice");
    if (!row || !other) throw new Error("an ended call has a row");
    expect(withRow(withRow([row], other), row).map(({ callId }) => callId)).toEqual([
      "call-1",
      "call-2",
    ]);
  });
});
