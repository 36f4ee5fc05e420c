import { describe, expect, test } from "vitest";
import { EdgePlace } from "../../src/miniprogram/edge-place.ts";
import {
  homeOfFloat,
  homeOfSmall,
  type Layout,
  layoutStyle,
  measure,
  roomOfFloat,
  roomOfSmall,
} from "../../src/miniprogram/layout.ts";
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
      pageBottom: 778,
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

test("the button at the top left lies across from the capsule, or below the status bar", () => {
  expect(layoutStyle(measure(fakeWx(NOTCH)))).toContain("--ck-corner-top:42px");
  expect(layoutStyle(measure(fakeWx({ ...NOTCH, bar: 88 })))).toContain("--ck-corner-top:2px");
});

/** The small picture of a call between two, as on this phone with so many rows of buttons. */
function smallOn(layout: Layout, rows: number): EdgePlace {
  const small = new EdgePlace();
  small.fit(homeOfSmall(layout), roomOfSmall(layout, rows));
  return small;
}

describe("the small picture", () => {
  const layout: Layout = measure(fakeWx(NOTCH));

  test("lies top right, below capsule and timer", () => {
    expect(homeOfSmall(layout)).toEqual({ x: 267, y: 108 });
    expect(smallOn(layout, 2).place).toEqual({ x: 267, y: 108, moving: false });
  });

  test("follows the finger and snaps to the nearer edge, above the buttons", () => {
    const small = smallOn(layout, 2);
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
    const small = smallOn(layout, 2);
    small.start({ x: 300, y: 200 });
    expect(small.move({ x: 304, y: 203 })).toBe(false);
    small.end();
    expect(small.dragged).toBe(false);
    expect(small.place.x).toBe(267);
  });

  test("stays inside when the screen has another size", () => {
    const small = smallOn(layout, 2);
    small.start({ x: 300, y: 200 });
    small.move({ x: 300, y: 500 });
    small.end();
    const other = measure(fakeWx(SMALL));
    small.fit(homeOfSmall(other), roomOfSmall(other, 2));
    const { right, bottom } = roomOfSmall(other, 2);
    expect(small.place.x).toBeLessThanOrEqual(right);
    expect(small.place.y).toBeLessThanOrEqual(bottom);
  });
});

describe("the small window", () => {
  test("lies top right, clear of the capsule", () => {
    const layout = measure(fakeWx(NOTCH));
    expect(homeOfFloat(layout, "video")).toEqual({ x: 375 - 90 - 12, y: 80 + 12 });
    expect(homeOfFloat(layout, "audio")).toEqual({ x: 375 - 72 - 12, y: 80 + 12 });
  });

  test("ends above the home indicator, or above a tab bar", () => {
    expect(roomOfFloat(measure(fakeWx(NOTCH)), "video").bottom).toBe(812 - 34 - 160 - 12);
    expect(roomOfFloat(measure(fakeWx({ ...NOTCH, tabs: 83 })), "video").bottom).toBe(
      812 - 83 - 160 - 12,
    );
  });
});
