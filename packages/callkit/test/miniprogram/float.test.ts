import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ALICE, aCall, type CallChange, ended, member } from "../core/stage.ts";
import { type AKit, aKit } from "./a-kit.ts";
import { PHONE } from "./fake-wx.ts";

let wx: AKit["wx"];
let engine: AKit["engine"];
let kit: AKit["kit"];
let data: AKit["data"];

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  start();
});
afterEach(() => {
  kit.dispose();
  vi.useRealTimers();
});

function start(phone = PHONE): void {
  ({ wx, engine, kit, data } = aKit({ phone }));
  kit.set({ minimisable: true });
  engine.show(ALICE);
}

function talk(change: CallChange = {}): void {
  const times = { startedAt: Date.now(), connectedAt: Date.now() };
  engine.show(
    ALICE,
    aCall({
      phase: "connected",
      ...times,
      ...change,
      peer: { phase: "joined", ...change.peer },
    }),
  );
}

function drag(x: number, y: number): void {
  const from = { x: 300, y: 200 };
  kit.touch("float", "start", from.x, from.y);
  kit.touch("float", "move", from.x + x, from.y + y);
  kit.touch("float", "end", from.x + x, from.y + y);
  kit.tapFloat();
}

test("the button is there where it is allowed, and not while somebody calls", () => {
  talk();
  expect(kit.drawing.minimise).toBe(true);
  kit.set({ minimisable: false });
  expect(kit.drawing.minimise).toBe(false);
  kit.toggleMinimise();
  expect(kit.drawing.screen).toBe("connected");
  start();
  engine.show(ALICE, aCall({ role: "callee", phase: "ringing", startedAt: Date.now() }));
  expect(kit.drawing.minimise).toBe(false);
});

test("the small window shows the peer and the timer; one's own picture goes on unseen", () => {
  talk();
  kit.playerState("bob", 2003);
  kit.tap("minimise");
  expect(kit.drawing).toMatchObject({
    screen: "floating",
    full: false,
    theirs: { place: "big", live: true },
    own: { place: "none", expected: true },
    float: { text: "00:00", over: true, face: { userId: "" } },
  });
  vi.advanceTimersByTime(2000);
  expect(data["view.float"]).toMatchObject({ text: "00:02" });
});

test("also where one's own picture was the big one", () => {
  talk();
  kit.swap();
  kit.tap("minimise");
  expect(kit.drawing.theirs.place).toBe("big");
  kit.tapFloat();
  expect([kit.drawing.own.place, kit.drawing.theirs.place]).toEqual(["big", "small"]);
});

test("a tap brings the screen back with nothing lost", () => {
  talk();
  kit.playerState("bob", 2003);
  kit.toggleMinimise();
  vi.advanceTimersByTime(60_000);
  kit.tapFloat();
  expect(kit.drawing).toMatchObject({
    screen: "connected",
    timer: "01:00",
    theirs: { place: "big", live: true },
    own: { place: "small" },
  });
});

test("meanwhile the page has its own bars, and still asks before it is left", () => {
  talk();
  kit.tap("minimise");
  expect(wx.asked.at(-1)).toBe("bar #ededed");
  expect(wx.asked).toContain("showTabBar");
  expect(wx.asked).not.toContain("unguard");
  kit.tapFloat();
  expect(wx.asked.at(-1)).toBe("bar #191919");
});

test("a finger moves it, it snaps to the nearer edge, and that was no tap", () => {
  talk();
  kit.tap("minimise");
  expect(data["float"]).toEqual({ x: 375 - 90 - 12, y: 92, moving: false });
  drag(-200, 900);
  expect(data["float"]).toEqual({ x: 12, y: 812 - 34 - 160 - 12, moving: false });
  expect(kit.drawing.screen).toBe("floating");
  kit.touch("float", "start", 20, 600);
  kit.touch("float", "end", 20, 600);
  kit.tapFloat();
  expect(kit.drawing.screen).toBe("connected");
});

test("the next call's small window lies where it does to begin with", () => {
  talk();
  kit.tap("minimise");
  drag(-200, 300);
  talk({ ended: ended() });
  vi.advanceTimersByTime(3000);
  talk({ id: "another" });
  kit.tap("minimise");
  expect(data["float"]).toMatchObject({ x: 375 - 90 - 12 });
});

test("by voice it is a telephone with the timer", () => {
  talk({ media: "audio" });
  kit.tap("minimise");
  expect(kit.drawing.float).toMatchObject({ phone: true, over: false, text: "00:00" });
  expect(data["float"]).toMatchObject({ x: 375 - 72 - 12 });
});

test("while it rings it says so; without a picture it shows who it is", () => {
  engine.show(ALICE, aCall({ startedAt: Date.now(), media: "audio" }));
  kit.tap("minimise");
  expect(kit.drawing.float).toMatchObject({ phone: true, text: "Ringing" });
  start();
  talk({ peer: { camera: false } });
  kit.tap("minimise");
  expect(kit.drawing.float).toMatchObject({ over: false, face: { userId: "bob" } });
});

test("a call that ends there says how for 1.5 s, and gives everything back", () => {
  talk();
  kit.tap("minimise");
  talk({ ended: ended({ reason: "hangup", by: "bob" }) });
  expect(kit.drawing).toMatchObject({ screen: "floating", float: { text: "bob hung up" } });
  vi.advanceTimersByTime(1499);
  expect(kit.drawing.leaving).toBe(false);
  vi.advanceTimersByTime(300);
  expect(kit.drawing.shown).toBe(false);
  expect(wx.asked).toContain("unguard");
});

test("of a group it shows one member, and the others' pictures are there when it is full again", () => {
  const others = [member("carol"), member("dave")];
  talk({ group: true, others });
  for (const user of ["bob", "carol", "dave"]) kit.playerState(user, 2003);
  kit.tapTile("carol");
  kit.tap("minimise");
  const tiles = () => kit.drawing.group.tiles;
  const seen = tiles().filter(({ place }) => place === "tile");
  expect(seen).toMatchObject([{ key: "carol", style: "left:0%;top:0%;width:100%;height:100%" }]);
  expect(kit.drawing.own.place).toBe("none");
  kit.tapFloat();
  expect(
    tiles()
      .filter(({ own }) => !own)
      .map(({ live }) => live),
  ).toEqual([true, true, true]);
});

test("of a group by voice it shows nobody", () => {
  talk({ group: true, media: "audio", others: [member("carol")] });
  kit.tap("minimise");
  expect(kit.drawing.group.tiles.every(({ place }) => place === "none")).toBe(true);
  expect(kit.drawing.float).toMatchObject({ phone: true, text: "00:00" });
});
