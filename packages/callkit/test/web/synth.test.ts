import { expect, test } from "vitest";
import { render, type SoundName } from "../../src/web/synth.ts";

const RATE = 8000;
const NAMES: SoundName[] = ["ringback", "ringtone", "connected", "unanswered", "hangup"];

test.each(NAMES)("%s sounds, does not clip, and starts and ends in silence", (name) => {
  const samples = render(name, RATE);
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  expect(peak).toBeGreaterThan(0.1);
  expect(peak).toBeLessThan(0.9);
  expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.01);
  expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.01);
});

test("a call in vain is three tones, a hang-up one that falls", () => {
  expect(tones(render("unanswered", RATE))).toBe(3);
  expect(tones(render("hangup", RATE))).toBe(1);
  const falling = render("hangup", RATE);
  const half = Math.floor(falling.length / 2);
  expect(crossings(falling.subarray(0, half))).toBeGreaterThan(crossings(falling.subarray(half)));
});

test("the ringtone comes round with the vibration, every 2 s", () => {
  expect(render("ringtone", RATE).length / RATE).toBe(2);
});

/** How many stretches of sound there are with at least 50 ms of silence between them. */
function tones(samples: Float32Array): number {
  let count = 0;
  let silent = Number.POSITIVE_INFINITY;
  for (const sample of samples) {
    if (Math.abs(sample) < 0.001) {
      silent++;
      continue;
    }
    if (silent > RATE * 0.05) count++;
    silent = 0;
  }
  return count;
}

function crossings(samples: Float32Array): number {
  return samples.filter((sample, i) => i > 0 && sample < 0 !== (samples[i - 1] ?? 0) < 0).length;
}
