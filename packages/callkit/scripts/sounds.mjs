// Makes MiniProgram/TUICallKit/assets/sounds from the same recipes that the Web plays by: WeChat plays files only.
// Needs ffmpeg with libmp3lame; the files are committed.
//
//   node scripts/sounds.mjs

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const RATE = 32_000;
/** Plain tones need no more; higher is louder hiss saved for nobody. */
const KBPS = 40;

const root = join(import.meta.dirname, "..");
const folder = join(root, "../../MiniProgram/TUICallKit/assets/sounds");

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ["src/web/synth.ts"],
  format: "esm",
  write: false,
});
const source = Buffer.from(outputFiles[0].contents).toString("base64");
const { render } = await import(`data:text/javascript;base64,${source}`);

mkdirSync(folder, { recursive: true });
for (const name of ["ringback", "ringtone", "connected", "unanswered", "hangup"]) {
  const samples = render(name, RATE);
  execFileSync(
    "ffmpeg",
    [
      ...["-v", "error", "-y", "-f", "f32le", "-ar", String(RATE), "-ac", "1", "-i", "-"],
      ...["-codec:a", "libmp3lame", "-b:a", `${KBPS}k`, "-map_metadata", "-1"],
      ...["-fflags", "+bitexact", "-flags:a", "+bitexact", "-id3v2_version", "0"],
      join(folder, `${name}.mp3`),
    ],
    { input: Buffer.from(samples.buffer), stdio: ["pipe", "inherit", "inherit"] },
  );
}
