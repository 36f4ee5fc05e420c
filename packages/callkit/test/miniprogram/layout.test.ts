import { describe, expect, test } from "vitest";
import { homeOfSmall, type Layout, measure, roomOfSmall } from "../../src/miniprogram/layout.ts";
import { SmallPicture } from "../../src/miniprogram/small-picture.ts";
import { fakeWx, type Phone } from "./fake-wx.ts";

const NOTCH: Phone = { width: 375, height: 812, status: 44, home: 34 };
const SMALL: Phone = { width: 320, height: 568, status: 20, home: 0 };

describe("measures", () => {
  test("of a page that draws its own navigation bar", () => {
    expect(measure(fakeWx(NOTCH))).toEqual({
      width: 375,
      height: 812,
      safeTop: 44,
      safeBottom: 34,
      capsuleRoom: 106,
      capsuleBottom: 80,
      bar: false,
    });
  });

  test("of a page below WeChat's navigation bar, which has nothing to keep clear of", () => {
    const layout = measure(fakeWx({ ...NOTCH, bar: 88 }));
    expect(layout).toMatchObject({ height: 724, safeTop: 0, capsuleBottom: 0, bar: true });
    expect(layout.capsuleRoom).toBe(16);
  });

  test("of an older client, which does not say where the page begins", () => {
    expect(measure(fakeWx({ ...NOTCH, bar: 88, old: true }))).toMatchObject({
      bar: true,
      safeTop: 0,
    });
    // A tab bar shortens the window as well, and the screen will hide it.
    expect(measure(fakeWx({ ...NOTCH, tabs: 83, old: true }))).toMatchObject({
      bar: false,
      height: 812,
      safeTop: 44,
    });
  });
});

describe("the small picture", () => {
  const layout: Layout = measure(fakeWx(NOTCH));

  test("lies top right, below capsule and timer", () => {
    expect(homeOfSmall(layout)).toEqual({ x: 267, y: 108 });
    expect(new SmallPicture(layout).place).toEqual({ x: 267, y: 108, moving: false });
  });

  test("follows the finger and snaps to the nearer edge, above the buttons", () => {
    const small = new SmallPicture(layout);
    small.fit(layout, 2);
    small.start({ x: 300, y: 200 });
    expect(small.move({ x: 120, y: 700 })).toBe(true);
    expect(small.place).toEqual({ x: 87, y: 608, moving: true });
    small.end();
    expect(small.dragged).toBe(true);
    const { left, bottom } = roomOfSmall(layout, 2);
    expect(small.place).toEqual({ x: left, y: bottom, moving: false });
    // Lowest edge: the upper row of buttons less 12.
    expect(bottom + 170).toBe(812 - 34 - 24 - 196 - 12);
  });

  test("takes a finger that hardly moves for a tap", () => {
    const small = new SmallPicture(layout);
    small.start({ x: 300, y: 200 });
    expect(small.move({ x: 304, y: 203 })).toBe(false);
    small.end();
    expect(small.dragged).toBe(false);
    expect(small.place.x).toBe(267);
  });

  test("stays inside when the screen has another size", () => {
    const small = new SmallPicture(layout);
    small.fit(layout, 2);
    small.start({ x: 300, y: 200 });
    small.move({ x: 300, y: 500 });
    small.end();
    const other = measure(fakeWx(SMALL));
    small.fit(other, 2);
    const { right, bottom } = roomOfSmall(other, 2);
    expect(small.place.x).toBeLessThanOrEqual(right);
    expect(small.place.y).toBeLessThanOrEqual(bottom);
  });
});
