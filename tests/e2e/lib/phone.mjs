// A mini program's phone without a mini program: the protocol by hand, ffmpeg in the place of
// live-pusher and live-player.

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { until } from "./wait.mjs";
import { Wire } from "./wire.mjs";

/** What the player writes its sound as: 16 bits, one channel. */
const RATE = 48_000;

/** A device of a mini program, signed in. */
export class Phone {
  #running = [];
  #heartbeat;

  static async signIn(server, user) {
    const phone = new Phone();
    phone.user = user;
    phone.wire = await Wire.signIn(server, user, { platform: "wx" });
    // As engines do, so that the server may forget calls that are over.
    phone.wire.socket.on("message", (data) => {
      const { type, call } = JSON.parse(data);
      if (type === "view")
        phone.wire.say({ type: "ack", call_id: call.call_id, version: call.version });
    });
    const beat = () => phone.wire.say({ type: "ping", sent: Date.now() });
    phone.#heartbeat = setInterval(beat, phone.wire.welcome.heartbeat_ms);
    return phone;
  }

  /** Says a command; fails unless it is carried out. */
  async do(type, fields = {}) {
    const reply = await this.wire.command({ type, key: randomUUID(), ...fields });
    if (reply.error) throw new Error(`${type}: ${JSON.stringify(reply.error)}`);
    return reply.ok;
  }

  /** Calls one or several. */
  async call(users, media = "video") {
    this.callId = (await this.do("call", { callees: [users].flat(), media })).call_id;
  }

  /** Waits until somebody calls, and accepts. */
  async accept() {
    const view = await this.sees(({ you, ended }) => you.phase === "ringing" && !ended);
    this.callId = view.call_id;
    await this.do("accept", { call_id: view.call_id });
  }

  hangUp() {
    return this.do("hangup", { call_id: this.callId });
  }

  /** The newest view of the call. */
  get view() {
    const views = this.wire.heard.filter(({ type }) => type === "view").map(({ call }) => call);
    const own = views.filter(({ call_id }) => !this.callId || call_id === this.callId);
    return own.reduce((newest, one) => (newest?.version > one.version ? newest : one), undefined);
  }

  /** Waits for a view of the call. */
  sees(matches, withinMs) {
    return until(
      `${this.user} sees`,
      () => {
        const { view } = this;
        if (view && matches(view)) return view;
        throw new Error(JSON.stringify(view)?.slice(0, 400));
      },
      withinMs,
    );
  }

  /** Waits for the addresses that live-pusher and live-player would be given. */
  async live() {
    return (await this.sees(({ you }) => you.leg?.live)).you.leg.live;
  }

  /** Waits for the addresses of another member's stream. */
  async playerOf(user) {
    const of = ({ you }) => you.leg?.live?.players.find(({ user_id }) => user_id === user);
    return of(await this.sees(of));
  }

  /** As live-pusher: camera and microphone of a kind. */
  async push(options) {
    const { push_url } = await this.live();
    return this.#run(new Pusher(push_url, options));
  }

  /** As live-player. `how` is the kind of address: `rtmp_url` or `flv_url`. */
  async play(user, how = "flv_url") {
    const player = await this.playerOf(user);
    return this.#run(new Player(player[how]));
  }

  #run(program) {
    this.#running.push(program);
    return program;
  }

  close() {
    clearInterval(this.#heartbeat);
    for (const program of this.#running) program.stop();
    this.wire.close();
  }
}

/** One ffmpeg. */
export class Ffmpeg {
  stderr = "";

  constructor(args) {
    this.child = spawn("ffmpeg", ["-hide_banner", "-nostdin", "-y", ...args], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.child.stderr.on("data", (chunk) => {
      this.stderr = (this.stderr + chunk).slice(-20_000);
    });
    this.exited = new Promise((done) => this.child.once("close", (code) => done(code)));
  }

  stop() {
    this.child.kill("SIGKILL");
  }
}

/** What live-pusher sends: baseline H.264 without B-frames, a keyframe each two seconds, and AAC. */
export class Pusher extends Ffmpeg {
  /**
   * @param {string} url
   * @param {{hertz?: number, size?: string, rate?: number, channels?: number, claps?: boolean,
   *   video?: string[], audio?: string[]}} options `claps`: a flash and a beep together, each second
   */
  constructor(url, options = {}) {
    const { hertz = 440, size = "360x640", rate = 48_000, channels = 1, claps = false } = options;
    const during = "lt(mod(t\\,1)\\,0.2)";
    const beep = `aevalsrc=0.5*sin(${hertz}*2*PI*t)*${during}:s=${rate}`;
    const flash = `color=black:s=${size}:r=15,drawbox=c=white:t=fill:enable=${during}`;
    const tone = `sine=frequency=${hertz}:sample_rate=${rate}`;
    const sound = ["-f", "lavfi", "-i", claps ? beep : tone];
    const picture = ["-f", "lavfi", "-i", claps ? flash : `testsrc2=size=${size}:rate=15`];
    const video = options.video ?? [
      ...["-c:v", "libx264", "-profile:v", "baseline", "-bf", "0", "-g", "30"],
      ...["-preset", "ultrafast", "-tune", "zerolatency", "-b:v", "500k", "-pix_fmt", "yuv420p"],
    ];
    const audio = options.audio ?? ["-c:a", "aac", "-ac", String(channels)];
    super([
      ...["-loglevel", "warning", "-re", ...sound],
      ...(video.length > 0 ? ["-re", ...picture] : []),
      ...[...video, ...audio, "-f", "flv", url],
    ]);
  }
}

/** What live-player shows: sound as samples and each picture's hash, in files that grow. */
export class Player extends Ffmpeg {
  constructor(url) {
    const dir = mkdtempSync(join(tmpdir(), "callkit-player-"));
    super([
      ...["-loglevel", "info", "-fflags", "nobuffer", "-analyzeduration", "2000000", "-i", url],
      ...["-map", "0:a", "-ac", "1", "-ar", String(RATE), "-flush_packets", "1"],
      ...["-f", "s16le", join(dir, "sound")],
      ...["-map", "0:v", "-flush_packets", "1", "-f", "framemd5", join(dir, "pictures")],
    ]);
    this.dir = dir;
  }

  stop() {
    super.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** The loudest of the tones in the last half second, in Hz; 0 while it is silent. */
  tone(among) {
    const file = join(this.dir, "sound");
    if (!existsSync(file)) return 0;
    const bytes = readFileSync(file);
    const samples = Math.min(RATE / 2, Math.floor(bytes.length / 2));
    const sound = new Float32Array(samples);
    for (let i = 0; i < samples; i += 1)
      sound[i] = bytes.readInt16LE(bytes.length - (bytes.length % 2) - 2 * (samples - i)) / 32_768;
    const heard = among.map((hertz) => ({ hertz, strength: strength(sound, hertz) }));
    const best = heard.reduce((a, b) => (a.strength > b.strength ? a : b));
    return best.strength > 0.02 ? best.hertz : 0;
  }

  /** Waits until this tone, and no neighbour of it, is the loudest. */
  hears(hertz, withinMs = 20_000) {
    const among = [220, 330, 440, 520, 660, 880, hertz - 15, hertz + 15, hertz];
    return until(
      `the player hears ${hertz} Hz`,
      () => {
        if (this.child.exitCode !== null) throw new Error(`it has exited: ${this.stderr}`);
        const heard = this.tone(among);
        if (heard === hertz) return true;
        throw new Error(`hears ${heard} Hz; ${this.stderr.slice(-300)}`);
      },
      withinMs,
    );
  }

  /** How many different pictures there have been. */
  get pictures() {
    const file = join(this.dir, "pictures");
    if (!existsSync(file)) return 0;
    const lines = readFileSync(file, "utf8").split("\n");
    const hashes = lines.filter((line) => line && !line.startsWith("#"));
    return new Set(hashes.map((line) => line.split(",").at(-1))).size;
  }

  /** Waits until the picture has moved on by this many. */
  sees(count = 10, withinMs = 20_000) {
    const before = this.pictures;
    return until(
      `${count} more pictures are played`,
      () => {
        if (this.child.exitCode !== null) throw new Error(`it has exited: ${this.stderr}`);
        const moved = this.pictures - before;
        if (moved >= count) return true;
        throw new Error(`${moved} pictures`);
      },
      withinMs,
    );
  }

  /** The width and height that ffmpeg found at the start. */
  get size() {
    const [, size] = this.stderr.match(/Video: h264[^\n]*? (\d+x\d+)/) ?? [];
    return size;
  }
}

/** How strong one frequency is (Goertzel), as an amplitude from 0 to 1. */
function strength(sound, hertz) {
  if (sound.length === 0) return 0;
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / RATE);
  let [one, two] = [0, 0];
  for (const sample of sound) [one, two] = [sample + turn * one - two, one];
  return (2 * Math.sqrt(one * one + two * two - turn * one * two)) / sound.length;
}
