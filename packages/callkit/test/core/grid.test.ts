import { describe, expect, test } from "vitest";
import { type TilePlace, tilePlaces } from "../../src/core/index.ts";

const right = ({ left, width }: TilePlace) => left + width;
const bottom = ({ top, height }: TilePlace) => top + height;

describe("where tiles lie", () => {
  test("one fills the area, two halve it along its longer side", () => {
    expect(tilePlaces(1, "tall")).toEqual([{ left: 0, top: 0, width: 1, height: 1 }]);
    expect(tilePlaces(2, "tall").map(({ top, height }) => [top, height])).toEqual([
      [0, 0.5],
      [0.5, 0.5],
    ]);
    expect(tilePlaces(2, "wide").map(({ left, width }) => [left, width])).toEqual([
      [0, 0.5],
      [0.5, 0.5],
    ]);
  });

  test("three and four are 2 by 2, five to nine are 3 by 3", () => {
    for (const count of [3, 4])
      for (const { width, height } of tilePlaces(count, "tall"))
        expect([width, height]).toEqual([0.5, 0.5]);
    for (const count of [5, 6, 7, 8, 9])
      for (const { width, height } of tilePlaces(count, "tall"))
        expect([width, height]).toEqual([1 / 3, 1 / 3]);
  });

  test("a row that is not full stands in the middle", () => {
    expect(tilePlaces(3, "tall")[2]?.left).toBe(0.25);
    expect(tilePlaces(7, "tall")[6]?.left).toBeCloseTo(1 / 3);
  });

  const every = [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((count) =>
    (["tall", "wide"] as const).flatMap((shape) =>
      [undefined, 0, count - 1].map((big) => [count, shape, big] as const),
    ),
  );

  test.each(every)("%i tiles, %s, big %s: inside the area and apart", (count, shape, big) => {
    const places = tilePlaces(count, shape, big);
    expect(places).toHaveLength(count);
    for (const place of places) {
      expect(Math.min(place.left, place.top)).toBeGreaterThanOrEqual(-1e-9);
      expect(Math.max(right(place), bottom(place))).toBeLessThanOrEqual(1 + 1e-9);
    }
    for (const [index, a] of places.entries())
      for (const b of places.slice(index + 1)) {
        const apart =
          right(a) <= b.left + 1e-9 ||
          right(b) <= a.left + 1e-9 ||
          bottom(a) <= b.top + 1e-9 ||
          bottom(b) <= a.top + 1e-9;
        expect(apart).toBe(true);
      }
  });

  test("the big one has more room than all of the strip", () => {
    for (const shape of ["tall", "wide"] as const) {
      const [big, ...strip] = tilePlaces(9, shape, 0);
      const area = ({ width, height }: TilePlace) => width * height;
      const others = strip.reduce((sum, place) => sum + area(place), 0);
      expect(big && area(big)).toBeGreaterThan(others);
    }
  });
});
