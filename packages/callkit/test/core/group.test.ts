import { describe, expect, test } from "vitest";
import { statusOf } from "../../src/core/index.ts";
import { type CallChange, ended, member, names, Stage } from "./stage.ts";

const CAROL = member("carol", { nick: "Carol" });
const DAVE = member("dave", { nick: "Dave", phase: "ringing" });

function talking(change: CallChange = {}): Stage {
  const stage = new Stage();
  stage.connect({ group: true, others: [CAROL, DAVE], ...change });
  return stage;
}

const tilesOf = (stage: Stage) => stage.view.group?.tiles ?? [];
const tileOf = (stage: Stage, userId: string) =>
  tilesOf(stage).find(({ face }) => face.userId === userId);

test("a call that was declined is on the screen again when this user joins it after all", () => {
  const stage = new Stage();
  const change: CallChange = { group: true, role: "callee", others: [CAROL] };
  stage.engine({ ...change, phase: "ringing", peer: { phase: "joined" } });
  stage.tap("decline");
  // The engine has not heard of it yet: that is no news.
  stage.engine({ ...change, phase: "ringing", peer: { phase: "joined" } });
  expect(stage.view.stage).toBe("ended");
  stage.engine({ ...change, ended: ended({ reason: "rejected", connected: false }) });
  stage.advance(2000);
  expect(stage.view.presence).toBe("hidden");
  stage.connect(change);
  expect(stage.view).toMatchObject({ presence: "full", stage: "connected" });
  expect(tilesOf(stage)).toHaveLength(3);
});

describe("the grid", () => {
  test("has everybody who is there or asked, self last, in an order that stays", () => {
    const stage = talking();
    const ids = () => tilesOf(stage).map(({ face }) => face.userId);
    expect(ids()).toEqual(["bob", "carol", "dave", "alice"]);
    expect(tilesOf(stage).at(-1)).toMatchObject({ own: true, mirrored: true });
    stage.connect({ group: true, others: [CAROL, { ...DAVE, phase: "joined" }] });
    expect(ids()).toEqual(["bob", "carol", "dave", "alice"]);
    stage.connect({ group: true, others: [{ ...CAROL, phase: "left", left: "hangup" }, DAVE] });
    expect(ids()).toEqual(["bob", "dave", "alice"]);
  });

  test("is there while it rings for the caller, and not for the one who is called", () => {
    const caller = new Stage();
    caller.engine({ group: true, others: [DAVE] });
    expect(tilesOf(caller)).toHaveLength(3);
    expect(names(caller.view)).toEqual(["camera cancel flip"]);
    const callee = new Stage();
    callee.engine({
      group: true,
      role: "callee",
      phase: "ringing",
      peer: { phase: "joined" },
      others: [DAVE],
    });
    expect(callee.view).toMatchObject({
      line: { text: { key: "calledGroup" } },
      peer: { name: "Bob" },
      others: [{ name: "Dave" }],
    });
    expect(callee.view.group).toBeUndefined();
    expect(names(callee.view)).toEqual(["decline accept"]);
    callee.tap("accept");
    expect(callee.view).toMatchObject({ line: { text: { key: "connecting" } } });
    expect(tilesOf(callee)).toHaveLength(3);
  });

  test("who rings is told, and has no picture", () => {
    const stage = talking();
    expect(tileOf(stage, "dave")).toMatchObject({
      ringing: true,
      show: "avatar",
      expected: false,
      caption: { key: "tileRinging" },
    });
  });

  test("a picture comes with its first frame and goes with the camera", () => {
    const stage = talking();
    expect(tileOf(stage, "carol")).toMatchObject({ show: "avatar", expected: true });
    stage.do({ type: "frames", userId: "carol", arrived: true });
    expect(tileOf(stage, "carol")).toMatchObject({ show: "live" });
    stage.connect({ group: true, others: [{ ...CAROL, camera: false }, DAVE] });
    expect(tileOf(stage, "carol")).toMatchObject({ show: "avatar", expected: false });
  });

  test("a voice call shows avatars alone", () => {
    const stage = talking({ media: "audio" });
    expect(tilesOf(stage).every(({ show, expected }) => show === "avatar" && !expected)).toBe(true);
  });

  test("who speaks has the ring, who is muted has not, whatever is heard", () => {
    const stage = talking();
    const say = (level: number, microphone = true) =>
      stage.connect({ group: true, others: [{ ...CAROL, level, microphone }, DAVE] });
    expect(tileOf(stage, "carol")?.speaking).toBe(false);
    say(40);
    expect(tileOf(stage, "carol")).toMatchObject({ speaking: true, muted: false });
    say(40, false);
    expect(tileOf(stage, "carol")).toMatchObject({ speaking: false, muted: true });
    say(3);
    expect(tileOf(stage, "carol")?.speaking).toBe(false);
    stage.connect({ group: true, others: [CAROL], self: { level: 50 } });
    expect(tileOf(stage, "alice")?.speaking).toBe(true);
  });

  test("whose media is away has the last picture blurred and says so", () => {
    const stage = talking();
    stage.do({ type: "frames", userId: "carol", arrived: true });
    stage.connect({ group: true, others: [{ ...CAROL, away: true }, DAVE] });
    expect(tileOf(stage, "carol")).toMatchObject({
      blurred: true,
      caption: { key: "reconnecting" },
    });
    expect(tileOf(stage, "bob")?.blurred).toBe(false);
  });

  test("a tap makes a tile big, another one puts it back; it does not stay for who is gone", () => {
    const stage = talking();
    stage.do({ type: "tapTile", userId: "carol" });
    expect(stage.view.group?.big).toBe("carol");
    stage.do({ type: "tapTile", userId: "alice" });
    expect(stage.view.group?.big).toBe("alice");
    stage.do({ type: "tapTile", userId: "alice" });
    expect(stage.view.group?.big).toBeUndefined();
    stage.do({ type: "tapTile", userId: "carol" });
    stage.connect({ group: true, others: [{ ...CAROL, phase: "left", left: "hangup" }, DAVE] });
    expect(stage.view.group?.big).toBeUndefined();
  });

  test("the controls stay, and have their places also where an app leaves some out", () => {
    const stage = talking();
    expect(names(stage.view)).toEqual(["microphone speaker camera", "invite hangUp flip"]);
    stage.advance(60_000);
    expect(stage.view.controls).toBe(true);
    stage.do({ type: "surroundings", change: { hidden: ["camera", "invite"] } });
    expect(names(stage.view)).toEqual(["microphone speaker -", "- hangUp flip"]);
    const voice = talking({ media: "audio" });
    expect(names(voice.view)).toEqual(["microphone invite speaker", "- hangUp -"]);
  });

  test("a call between two becomes a group in the middle, with timer and switches as they were", () => {
    const stage = new Stage();
    const connectedAt = stage.now - 61_000;
    stage.connect({ connectedAt });
    stage.tap("microphone");
    expect(stage.view.group).toBeUndefined();
    stage.connect({ connectedAt, group: true, others: [DAVE] });
    expect(stage.view.big).toBeUndefined();
    expect(stage.view.timer).toBe("01:01");
    expect(tilesOf(stage)).toHaveLength(3);
    expect(stage.view.rows[0]?.[0]).toMatchObject({ id: "microphone", on: false });
  });

  test("the small window shows who was made big, else who spoke last", () => {
    const stage = talking();
    stage.tap("minimise");
    expect(stage.view).toMatchObject({ presence: "floating", group: { big: "bob" } });
    stage.connect({ group: true, others: [{ ...CAROL, level: 60 }, DAVE] });
    stage.connect({ group: true, others: [CAROL, DAVE] });
    expect(stage.view.group?.big).toBe("carol");
    stage.do({ type: "restore" });
    expect(stage.view.group?.big).toBeUndefined();
  });
});

describe("what the others do", () => {
  const NEWS: [CallChange["others"], string][] = [
    [[CAROL, { ...DAVE, phase: "joined" }], "memberJoined"],
    [[CAROL, { ...DAVE, phase: "left", left: "rejected" }], "memberDeclined"],
    [[CAROL, { ...DAVE, phase: "left", left: "no_answer" }], "memberNoAnswer"],
    [[CAROL, { ...DAVE, phase: "left", left: "offline" }], "memberNoAnswer"],
    [[CAROL, { ...DAVE, phase: "left", left: "busy" }], "memberBusy"],
    [[{ ...CAROL, phase: "left", left: "hangup" }, DAVE], "memberLeft"],
    [[{ ...CAROL, phase: "left", left: "lost" }, DAVE], "memberLeft"],
  ];

  test.each(NEWS)("a toast tells it (%#)", (others, key) => {
    const stage = talking();
    stage.connect({ group: true, ...(others && { others }) });
    expect(stage.view.toast?.key).toBe(key);
    stage.advance(2000);
    expect(stage.view.toast).toBeUndefined();
  });

  test("several are told one after the other", () => {
    const stage = talking();
    const gone = { phase: "left", left: "hangup" } as const;
    stage.connect({
      group: true,
      others: [
        { ...CAROL, ...gone },
        { ...DAVE, phase: "joined" },
      ],
    });
    expect(stage.view.toast).toEqual({ key: "memberLeft", params: { name: "Carol" } });
    stage.advance(1000);
    expect(stage.view.toast).toEqual({ key: "memberJoined", params: { name: "Dave" } });
    stage.advance(2000);
    expect(stage.view.toast).toBeUndefined();
  });

  test("nobody is told of it while the call rings here, or between two", () => {
    const callee = new Stage();
    const ringing: CallChange = { group: true, role: "callee", phase: "ringing" };
    callee.engine({ ...ringing, peer: { phase: "joined" }, others: [DAVE] });
    callee.engine({
      ...ringing,
      peer: { phase: "joined" },
      others: [{ ...DAVE, phase: "joined" }],
    });
    expect(callee.view.toast).toBeUndefined();
    const two = new Stage();
    two.engine({});
    two.connect();
    expect(two.view.toast).toBeUndefined();
  });

  test("whose network is weak is named", () => {
    const stage = talking();
    stage.connect({ group: true, others: [{ ...CAROL, quality: 5 }, DAVE] });
    stage.advance(2000);
    expect(stage.view.notice).toEqual({ key: "weakPeer", params: { name: "Carol" } });
  });

  test("who left last is not said to have hung up on anybody", () => {
    const stage = talking();
    stage.connect({ group: true, others: [CAROL], ended: ended({ by: "carol" }) });
    expect(stage.view.ending).toMatchObject({ text: { key: "ended" }, duration: "01:01" });
    expect(stage.view.peer).toBeUndefined();
  });
});

describe("the platform's word for the screens", () => {
  test.each([
    [{ phase: "dialing" }, "dialing-c2c"],
    [{ phase: "dialing", group: true }, "dialing-group"],
    [{ phase: "ringing", role: "callee", group: true }, "be-invited"],
    [{ phase: "connected", media: "audio" }, "calling-c2c-audio"],
    [{ phase: "connected", media: "video" }, "calling-c2c-video"],
    [{ phase: "connected", media: "audio", group: true }, "calling-group-audio"],
    [{ phase: "connected", media: "video", group: true }, "calling-group-video"],
    [{ phase: "connected", ended: ended() }, "idle"],
  ] satisfies [CallChange, string][])("%o is %s", (change, status) => {
    const stage = new Stage();
    const { ended: end, ...call } = change as CallChange;
    stage.engine(call);
    if (end) stage.engine({ ...call, ended: end });
    expect(statusOf(stage.view)).toBe(status);
  });
});
