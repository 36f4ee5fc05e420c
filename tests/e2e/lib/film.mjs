// Films made before, for what an encoder that runs does not do when it is told: a picture that changes its size while
// the connection stays, as that of a phone that is turned around.

import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { AUDIO, RawRtmp, VIDEO } from "./rtmp.mjs";

/** Signature, version, what there is, length; then the length of the tag before the first. */
const FLV_HEADER = 13;
const TAG_HEADER = 11;
/** Between the last tag of a film and the first of what follows, in ms: a picture's time. */
const GAP_MS = 67;

/** Two seconds of a moving picture of this size and a tone, in the form that ffmpeg knows by its name. */
export function filmed(format, size, hertz = 440) {
  const sound = ["-f", "lavfi", "-i", `sine=frequency=${hertz}:sample_rate=48000`];
  return execFileSync("ffmpeg", [
    ...["-v", "error", "-f", "lavfi", "-i", `testsrc2=size=${size}:rate=15`],
    ...(format === "flv" ? [...sound, "-c:a", "aac", "-ac", "1"] : []),
    ...["-t", "2", "-c:v", "libx264", "-profile:v", "baseline", "-bf", "0", "-g", "15"],
    ...["-preset", "veryfast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-b:v", "500k"],
    ...["-f", format, "-"],
  ]);
}

/** The path of a film for programs to send in `dir`: its picture is quick to decode. */
export function smallFilm(dir) {
  const path = join(dir, "small.h264");
  const picture = ["-f", "lavfi", "-i", "testsrc=size=160x120:rate=2", "-t", "4"];
  const codec = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-profile:v", "baseline", "-g", "2"];
  const slices = ["-x264-params", "scenecut=0:sliced-threads=0"];
  execFileSync("ffmpeg", ["-v", "error", "-y", ...picture, ...codec, ...slices, path]);
  return path;
}

/** Publishes one film over and over, until it is given another. */
export class Projector {
  #raw;
  #film;
  #next;
  #timer;

  /** @param {string} url where to @param {Buffer} film FLV */
  static async start(server, url, film) {
    const projector = new Projector();
    projector.#raw = await RawRtmp.publish(server, url);
    projector.#next = film;
    projector.#begin(performance.now(), 0);
    return projector;
  }

  /** From the end of what is shown, on the same connection. */
  show(film) {
    this.#next = film;
  }

  get closed() {
    return this.#raw.closed;
  }

  stop() {
    clearTimeout(this.#timer);
    this.#raw.close();
  }

  /** Shows the next film from its beginning; `origin` is the time of this publisher's zero. */
  #begin(origin, startsAt) {
    this.#film = tags(this.#next);
    const length = this.#film.at(-1).time + GAP_MS;
    const send = () => {
      const now = performance.now() - origin - startsAt;
      while (this.#film.length > 0 && this.#film[0].time <= now) {
        const { type, time, body } = this.#film.shift();
        this.#raw.message(type, startsAt + time, body);
      }
      if (this.#film.length > 0) this.#timer = setTimeout(send, this.#film[0].time - now);
      else this.#begin(origin, startsAt + length);
    };
    send();
  }
}

/** What is heard and seen in a film, in order; of one that still comes, what is whole. */
export function tags(film) {
  const found = [];
  for (let at = FLV_HEADER; at + TAG_HEADER < film.length; ) {
    const type = film[at];
    const size = film.readUIntBE(at + 1, 3);
    if (at + TAG_HEADER + size > film.length) break;
    const time = film.readUIntBE(at + 4, 3);
    const body = film.subarray(at + TAG_HEADER, at + TAG_HEADER + size);
    if (type === AUDIO || type === VIDEO) found.push({ type, time, body });
    at += TAG_HEADER + size + 4;
  }
  return found;
}
