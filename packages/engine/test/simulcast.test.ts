import { describe, expect, test } from "vitest";
import { PROFILES } from "../src/web/quality.ts";
import { sizeOf } from "../src/web/shown.ts";
import { firstEncodings, layers } from "../src/web/simulcast.ts";

const active = (settings: ReturnType<typeof layers>) => settings.map((layer) => layer.active);

describe("the layers of a group call", () => {
  test("are a quarter, a half and the whole, the smallest first", () => {
    expect(firstEncodings().map(({ rid }) => rid)).toEqual(["q", "h", "f"]);
    expect(layers(PROFILES["720p"], 1_500, 3).map((layer) => layer.scaleResolutionDownBy)).toEqual([
      4, 2, 1,
    ]);
  });

  test("share what may be sent", () => {
    for (const kbps of [100, 300, 600, 900, 1_500, 2_500])
      for (const profile of Object.values(PROFILES)) {
        const sent = layers(profile, kbps, 3).filter((layer) => layer.active);
        const sum = sent.reduce((total, layer) => total + layer.maxBitrate, 0);
        expect(sum).toBeLessThanOrEqual(kbps * 1_000);
        expect(sent.length).toBeGreaterThan(0);
      }
  });

  test("the full one is left out where nobody's tile is large, or there is no room for it", () => {
    expect(active(layers(PROFILES["720p"], 1_500, 4))).toEqual([true, true, true]);
    expect(active(layers(PROFILES["720p"], 1_500, 5))).toEqual([true, true, false]);
    expect(active(layers(PROFILES["720p"], 600, 2))).toEqual([true, true, false]);
    expect(active(layers(PROFILES["720p"], 100, 2))).toEqual([true, false, false]);
  });

  test("a small camera's picture is sent whole and by half", () => {
    const settings = layers(PROFILES["360p"], 600, 9);
    expect(active(settings)).toEqual([true, true, false]);
    expect(settings.map((layer) => layer.scaleResolutionDownBy)).toEqual([2, 1, 1]);
  });
});

test.each([
  [0, "hidden"],
  [160, "small"],
  [320, "small"],
  [321, "medium"],
  [640, "medium"],
  [641, "large"],
] as const)("a picture of %i pixels is %s", (pixels, size) => {
  expect(sizeOf(pixels)).toBe(size);
});
