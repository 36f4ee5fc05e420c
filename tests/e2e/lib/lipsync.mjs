// How far sound and picture are apart: what a player is sent is recorded, and the flash and the beep
// of each clap are looked for in it.

import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Records what `url` gives for so many seconds, and tells of every clap how late its beep is, in seconds. */
export async function recordedLags(url, seconds) {
  const dir = mkdtempSync(join(tmpdir(), "callkit-record-"));
  const file = join(dir, "recorded.flv");
  try {
    const copy = ["-v", "error", "-y", "-i", url, "-t", String(seconds), "-c", "copy", file];
    const recorder = spawn("ffmpeg", copy, { stdio: ["ignore", "ignore", "inherit"] });
    await new Promise((done) => recorder.once("exit", done));
    return await lags(file);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function lags(file) {
  const brightness = ["-vf", "signalstats,metadata=print:file=-"];
  const flashes = onsets(await values(file, brightness, "lavfi.signalstats.YAVG"), 128);
  const loudness = ["-af", "astats=metadata=1:reset=1,ametadata=print:file=-"];
  const beeps = onsets(await values(file, loudness, "lavfi.astats.Overall.RMS_level"), -30);
  return flashes
    .map((flash) => {
      const distances = beeps.map((beep) => beep - flash);
      return distances.sort((a, b) => Math.abs(a) - Math.abs(b))[0] ?? Number.NaN;
    })
    .filter((_, at) => at > 0);
}

/** The time and the value of each frame; meanwhile whoever records goes on with his own work. */
async function values(file, filter, tag) {
  const args = ["-v", "error", "-i", file, ...filter, "-f", "null", "-"];
  const { stdout: text } = await run("ffmpeg", args, { maxBuffer: 1 << 30 });
  const frames = [];
  let time = 0;
  for (const line of text.split("\n")) {
    const [, at] = line.match(/pts_time:([\d.]+)/) ?? [];
    if (at) time = Number(at);
    if (line.startsWith(`${tag}=`)) frames.push([time, Number(line.slice(tag.length + 1))]);
  }
  return frames;
}

/** When the value rises above the threshold. */
function onsets(frames, threshold) {
  return frames
    .filter(([, value], at) => value > threshold && !(frames[at - 1]?.[1] > threshold))
    .map(([time]) => time);
}
