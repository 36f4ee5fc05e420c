// How far sound and picture are apart: what a player is sent is recorded, and the flash and the beep
// of each clap are looked for in it.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Records what `url` gives for so many seconds, and tells of every clap how late its beep is, in seconds. */
export async function recordedLags(url, seconds) {
  const dir = mkdtempSync(join(tmpdir(), "callkit-record-"));
  const file = join(dir, "recorded.flv");
  try {
    const copy = ["-v", "error", "-y", "-i", url, "-t", String(seconds), "-c", "copy", file];
    const recorder = spawn("ffmpeg", copy, { stdio: ["ignore", "ignore", "inherit"] });
    await new Promise((done) => recorder.once("exit", done));
    return lags(file);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function lags(file) {
  const flashes = onsets(values(`movie=${file},signalstats`, "lavfi.signalstats.YAVG"), 128);
  const levels = `amovie=${file},astats=metadata=1:reset=1`;
  const beeps = onsets(values(levels, "lavfi.astats.Overall.RMS_level"), -30);
  return flashes
    .map((flash) => {
      const distances = beeps.map((beep) => beep - flash);
      return distances.sort((a, b) => Math.abs(a) - Math.abs(b))[0] ?? Number.NaN;
    })
    .filter((_, at) => at > 0);
}

/** The time and the value of each frame. */
function values(graph, tag) {
  const entries = `frame=pts_time:frame_tags=${tag}`;
  const show = ["-show_entries", entries, "-of", "csv=p=0"];
  const text = execFileSync("ffprobe", ["-v", "error", "-f", "lavfi", graph, ...show], {
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
  return text
    .split("\n")
    .filter((line) => line.trim())
    .map((line) => line.split(",").map(Number));
}

/** When the value rises above the threshold. */
function onsets(frames, threshold) {
  return frames
    .filter(([, value], at) => value > threshold && !(frames[at - 1]?.[1] > threshold))
    .map(([time]) => time);
}
