import { expect, test } from "vitest";
import { clamp, snap } from "../../src/web/drag.ts";

const ROOM = { left: 12, top: 56, right: 267, bottom: 400 };

test("what is dropped goes to the nearer edge and stays in the room", () => {
  expect(snap({ x: 100, y: 200 }, ROOM)).toEqual({ x: 12, y: 200 });
  expect(snap({ x: 180, y: 200 }, ROOM)).toEqual({ x: 267, y: 200 });
  expect(snap({ x: -50, y: 900 }, ROOM)).toEqual({ x: 12, y: 400 });
  expect(clamp({ x: 100, y: 0 }, ROOM)).toEqual({ x: 100, y: 56 });
});
