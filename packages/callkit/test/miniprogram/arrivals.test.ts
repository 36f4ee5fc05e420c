import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Arrivals } from "../../src/miniprogram/arrivals.ts";

let told: string[];
let arrivals: Arrivals;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  arrivals = new Arrivals((user, arrived) => told.push(`${user} ${arrived}`));
});
afterEach(() => vi.useRealTimers());

test("a picture is there with the player's first frame", () => {
  arrivals.expect("bob", false, true);
  arrivals.player("bob", 2001);
  expect(told).toEqual([]);
  arrivals.player("bob", 2003);
  arrivals.player("bob", 2004);
  expect(told).toEqual(["bob true"]);
});

test("a first frame that came before the call was connected is not lost", () => {
  arrivals.player("bob", 2003);
  arrivals.expect("bob", false, true);
  expect(told).toEqual(["bob true"]);
});

test("the black picture that stands in for a closed camera is none", () => {
  arrivals.expect("bob", false, false);
  arrivals.player("bob", 2003);
  arrivals.player("bob", 2009);
  expect(told).toEqual([]);
});

test("a camera that comes back is seen by its resolution", () => {
  arrivals.expect("bob", false, true);
  arrivals.player("bob", 2003);
  arrivals.expect("bob", false, false);
  arrivals.expect("bob", false, true);
  expect(told).toEqual(["bob true", "bob false"]);
  arrivals.player("bob", 2009);
  expect(told.at(-1)).toBe("bob true");
});

test("a camera that comes back is seen by its bit rate, or after a while all the same", () => {
  arrivals.expect("bob", false, true);
  arrivals.player("bob", 2003);
  arrivals.expect("bob", false, false);
  arrivals.expect("bob", false, true);
  arrivals.playerRate("bob", 4);
  expect(told.at(-1)).toBe("bob false");
  arrivals.playerRate("bob", 400);
  expect(told.at(-1)).toBe("bob true");
  arrivals.expect("bob", false, false);
  arrivals.expect("bob", false, true);
  vi.advanceTimersByTime(2500);
  expect(told.at(-1)).toBe("bob true");
});

test("a player that has given up has no picture until its next first frame", () => {
  arrivals.expect("bob", false, true);
  arrivals.player("bob", 2003);
  arrivals.player("bob", -2301);
  expect(told.at(-1)).toBe("bob false");
  arrivals.player("bob", 2003);
  expect(told.at(-1)).toBe("bob true");
});

test("the own picture is there with its first frame, or a moment after the camera was opened", () => {
  arrivals.expect("me", true, true);
  arrivals.pusher("me", 1001);
  arrivals.pusher("me", 1003);
  // It is black so far.
  expect(told).toEqual([]);
  vi.advanceTimersByTime(250);
  expect(told).toEqual(["me true"]);
  arrivals.expect("me", true, false);
  arrivals.forget();
  arrivals.expect("me", true, true);
  arrivals.pusher("me", 1007);
  expect(told.at(-1)).toBe("me true");
  expect(vi.getTimerCount()).toBe(0);
});

test("a call that is over leaves no timer and no memory", () => {
  arrivals.player("bob", 2003);
  arrivals.expect("me", true, true);
  arrivals.forget();
  expect(vi.getTimerCount()).toBe(0);
  arrivals.expect("bob", false, true);
  expect(told).toEqual([]);
});
