import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ALICE, aCall, type CallChange, ended, member } from "../core/stage.ts";
import { type AKit, aKit } from "./a-kit.ts";

const CAROL = member("carol", { camera: false });
const DAVE = member("dave", { phase: "ringing" });

let engine: AKit["engine"];
let kit: AKit["kit"];

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  ({ engine, kit } = aKit());
});
afterEach(() => {
  kit.dispose();
  vi.useRealTimers();
});

/** A group call that goes on; those beside bob are `others`. */
function talk(others = [CAROL, DAVE], change: CallChange = {}): void {
  engine.show(
    ALICE,
    aCall({
      group: true,
      phase: "connected",
      startedAt: Date.now(),
      connectedAt: Date.now(),
      others,
      ...change,
      peer: { phase: "joined", ...change.peer },
    }),
  );
}

const tiles = () => kit.drawing.group.tiles;
const tile = (userId: string) => tiles().find(({ key }) => key === userId);

test("everybody has a tile, and the tags lie where the tiles are", () => {
  talk();
  expect(tiles().map(({ key }) => key)).toEqual(["bob", "carol", "dave", "alice"]);
  expect(tile("alice")?.style).toBe("left:50%;top:50%;width:50%;height:50%");
  // The pusher is oneself's tile; there is no picture that fills the screen.
  expect(kit.drawing.own).toMatchObject({ place: "tile", style: tile("alice")?.style });
  expect(kit.drawing.theirs.place).toBe("none");
  expect(tile("carol")).toMatchObject({ expected: false, live: false });
});

test("a picture that has come is live, and one of somebody who left is expected anew", () => {
  talk();
  kit.playerState("bob", 2003);
  expect(tile("bob")).toMatchObject({ expected: true, live: true });
  talk([CAROL], { peer: { phase: "left", left: "hangup" } });
  expect(tile("bob")).toBeUndefined();
  talk([CAROL]);
  expect(tile("bob")).toMatchObject({ expected: true, live: false });
});

test("tiles say who rings, who is muted, and who speaks", () => {
  talk([{ ...CAROL, microphone: false }, DAVE], { peer: { level: 50 } });
  expect(tile("dave")).toMatchObject({ ringing: true, caption: "Ringing", label: "dave, Ringing" });
  expect(tile("carol")).toMatchObject({ muted: true, label: "carol, Their microphone is off" });
  expect([tile("bob")?.speaking, tile("carol")?.speaking]).toEqual([true, false]);
});

test("a tap makes a tile big, the others a strip, and another brings the grid back", () => {
  talk();
  kit.tapTile("carol");
  expect(tile("carol")).toMatchObject({ strip: false, avatar: 72 });
  expect(tile("carol")?.style).toMatch(/^left:0%;top:0%;width:100%/);
  expect(tile("bob")).toMatchObject({ strip: true, avatar: 24 });
  kit.tapTile("carol");
  expect(tiles().some(({ strip }) => strip)).toBe(false);
});

test("with many the faces are smaller", () => {
  talk([CAROL, DAVE, member("erin"), member("frank")]);
  expect(new Set(tiles().map(({ avatar }) => avatar))).toEqual(new Set([40]));
});

test("while it rings the line stands in the middle, where the timer will be", () => {
  talk([CAROL, DAVE], { phase: "dialing", peer: { phase: "ringing" } });
  expect(kit.drawing).toMatchObject({ screen: "calling", corner: false, peer: { userId: "" } });
});

test("called into a group it shows who else is", () => {
  engine.show(
    ALICE,
    aCall({
      group: true,
      role: "callee",
      phase: "ringing",
      startedAt: Date.now(),
      peer: { phase: "joined" },
      others: [CAROL, DAVE],
    }),
  );
  expect(kit.drawing).toMatchObject({ line: "Group call", group: { shown: false } });
  expect(kit.drawing.others.map(({ name }) => name)).toEqual(["carol", "dave"]);
});

test("by the dialog somebody is asked in, and the engine asks him", () => {
  talk();
  kit.tap("invite");
  expect(kit.drawing.picker).toMatchObject({ shown: true, rows: [], invite: "Invite" });
  kit.pick({ do: "type", text: "erin" });
  expect(kit.drawing.picker.rows).toMatchObject([{ key: "erin", picked: false }]);
  kit.pick({ do: "toggle", userId: "erin" });
  expect(kit.drawing.picker.invite).toBe("Invite (1)");
  kit.pick({ do: "invite" });
  expect(kit.drawing.picker.shown).toBe(false);
  expect(engine.asked).toContain("inviteUser erin");
});

test("the end of a group call is told without anybody's picture", () => {
  talk();
  talk([CAROL, DAVE], { ended: ended({ reason: "hangup", by: "bob" }) });
  expect(kit.drawing).toMatchObject({ screen: "ended", peer: { userId: "" } });
  expect(kit.drawing.group.shown).toBe(false);
});
