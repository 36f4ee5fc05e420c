// Chromium with a microphone of its own: a file with one tone, so that a test can tell whom it hears.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "playwright-core";

import { tonesIn } from "./tones.mjs";
import { until } from "./wait.mjs";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** A WAV file of ten seconds of a sine wave: 48 kHz, mono, 16 bits. */
export function toneFile(path, hertz) {
  const rate = 48_000;
  const samples = rate * 10;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i += 1) {
    wav.writeInt16LE(Math.round(9000 * Math.sin((2 * Math.PI * hertz * i) / rate)), 44 + i * 2);
  }
  writeFileSync(path, wav);
}

/** Runs before any script of a page: keeps hold of its connections, so that a test can look at them. */
export function watchConnections() {
  const Native = window.RTCPeerConnection;
  window.__connections = [];
  window.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args);
      window.__connections.push(this);
    }
  };
}

/** Runs before any script of a page: it reaches the server's media through other ports. */
function reachThrough(ports) {
  const native = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function (description) {
    let { sdp } = description;
    for (const [from, to] of ports) sdp = sdp.replaceAll(` ${from} typ host`, ` ${to} typ host`);
    return native.call(this, { type: description.type, sdp });
  };
}

/** One browser process with one page: one person. */
export class Person {
  /** @param {{hertz: number, viewport?: {width: number, height: number}, url?: string}} options */
  static async open({
    hertz,
    viewport = { width: 375, height: 812 },
    args = [],
    ports = [],
    locale = "en-US",
  }) {
    const person = new Person();
    person.dir = mkdtempSync(join(tmpdir(), "callkit-browser-"));
    const wav = join(person.dir, "tone.wav");
    toneFile(wav, hertz);
    person.context = await chromium.launchPersistentContext(join(person.dir, "profile"), {
      executablePath: EXECUTABLE,
      headless: false,
      viewport,
      locale,
      permissions: ["microphone", "camera"],
      args: [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        `--use-file-for-fake-audio-capture=${wav}`,
        "--autoplay-policy=no-user-gesture-required",
        ...args,
      ],
    });
    await person.context.addInitScript(reachThrough, ports);
    await person.context.addInitScript(watchConnections);
    person.page = person.context.pages()[0] ?? (await person.context.newPage());
    person.errors = [];
    person.page.on("pageerror", (error) => person.errors.push(error.message));
    person.console = [];
    person.page.on("console", (message) => person.console.push(message.text()));
    return person;
  }

  async close() {
    await this.context.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Sums of what the newest connection has received and sent. */
  stats() {
    return this.page.evaluate(async () => {
      const pc = window.__connections.filter((c) => c.connectionState !== "closed").at(-1);
      const sums = {
        framesDecoded: 0,
        framesSent: 0,
        audioReceived: 0,
        audioEnergy: 0,
        audioSent: 0,
        state: pc?.connectionState,
      };
      if (!pc) return sums;
      for (const s of (await pc.getStats()).values()) {
        if (s.type === "inbound-rtp" && s.kind === "video")
          sums.framesDecoded += s.framesDecoded ?? 0;
        if (s.type === "inbound-rtp" && s.kind === "audio")
          sums.audioReceived += s.packetsReceived ?? 0;
        if (s.type === "inbound-rtp" && s.kind === "audio")
          sums.audioEnergy += s.totalAudioEnergy ?? 0;
        if (s.type === "outbound-rtp" && s.kind === "video") sums.framesSent += s.framesSent ?? 0;
        if (s.type === "outbound-rtp" && s.kind === "audio") sums.audioSent += s.packetsSent ?? 0;
        if (s.type === "candidate-pair" && s.nominated) {
          const remote = (await pc.getStats()).get(s.remoteCandidateId);
          sums.protocol = remote?.protocol;
        }
        if (s.type === "codec" && s.mimeType?.startsWith("video/")) sums.codec = s.mimeType;
      }
      return sums;
    });
  }

  /** The loudest frequency in what arrives, in Hz; 0 while it is silent. */
  async tone() {
    const [heard = 0] = await tonesIn(this.page, () => {
      const pc = window.__connections.filter((c) => c.connectionState !== "closed").at(-1);
      const tracks = (pc?.getReceivers() ?? []).map((receiver) => receiver.track);
      return tracks.filter(({ kind, muted }) => kind === "audio" && !muted).slice(0, 1);
    });
    return heard;
  }

  /** Waits until this person hears this tone. */
  hears(hertz, withinMs = 15_000) {
    return until(
      `hears ${hertz} Hz`,
      async () => {
        const heard = await this.tone();
        if (Math.abs(heard - hertz) <= 8) return true;
        throw new Error(`hears ${heard} Hz`);
      },
      withinMs,
    );
  }

  /** Waits until the pictures that arrive move on by this many frames. */
  async sees(frames = 10, withinMs = 20_000) {
    const before = (await this.stats()).framesDecoded;
    await until(
      `${frames} more frames are decoded`,
      async () => {
        const now = (await this.stats()).framesDecoded;
        if (now - before >= frames) return true;
        throw new Error(`${now - before} frames`);
      },
      withinMs,
    );
  }
}
