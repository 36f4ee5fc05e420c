import type { Cue } from "../core/index.ts";
import { render, type SoundName } from "./synth.ts";

/** What fades a sound out when the next one begins or it is to stop; shorter clicks. */
const FADE_S = 0.03;

/** What a bell of the page's own is decoded for; any device plays it. */
const BELL_RATE = 48_000;

/** Plays the sounds of a call, one at a time. */
export class Sounds {
  #context: AudioContext | undefined;
  readonly #rendered = new Map<SoundName, AudioBuffer>();
  #playing: { name: SoundName; source: AudioBufferSourceNode; gain: GainNode } | undefined;
  #loop: SoundName | undefined;
  #bell = "";

  /** Browsers play nothing before the page was touched: call this when it is. */
  unlock(): void {
    this.#context ??= makeContext();
    if (this.#context?.state === "suspended") this.#context.resume().catch(() => undefined);
  }

  /** Plays this sound over and over, or stops the one that does. */
  loop(name: "ringback" | "ringtone" | undefined): void {
    if (name === this.#loop) return;
    this.#loop = name;
    if (name) this.#start(name, true);
    else if (this.#playing?.source.loop) this.#stop();
  }

  /** Plays a short sound once, in the place of whatever sounds. */
  cue(name: Cue): void {
    this.#loop = undefined;
    this.#start(name, false);
  }

  /** The address of a sound file to ring with; empty: our own. One that does not load rings as our own, too. */
  setBell(address: string): void {
    if (address === this.#bell) return;
    this.#bell = address;
    this.#rendered.delete("ringtone");
    if (address) this.#fetchBell(address).catch(() => undefined);
  }

  dispose(): void {
    this.#stop();
    this.#context?.close().catch(() => undefined);
    this.#context = undefined;
    this.#rendered.clear();
  }

  #start(name: SoundName, loop: boolean): void {
    this.#stop();
    this.unlock();
    const context = this.#context;
    if (!context) return;
    // A short sound that was held back would come long after what it tells of.
    if (!loop && context.state !== "running") return;
    const gain = context.createGain();
    gain.connect(context.destination);
    const source = context.createBufferSource();
    source.buffer = this.#buffer(context, name);
    source.loop = loop;
    source.connect(gain);
    source.start();
    this.#playing = { name, source, gain };
    source.onended = () => {
      gain.disconnect();
      if (this.#playing?.source === source) this.#playing = undefined;
    };
  }

  async #fetchBell(address: string): Promise<void> {
    const context = new OfflineAudioContext(1, 1, BELL_RATE);
    const response = await fetch(address);
    if (!response.ok) return;
    const buffer = await context.decodeAudioData(await response.arrayBuffer());
    if (address === this.#bell) this.#rendered.set("ringtone", buffer);
  }

  #stop(): void {
    const playing = this.#playing;
    const context = this.#context;
    if (!playing || !context) return;
    this.#playing = undefined;
    playing.gain.gain.setTargetAtTime(0, context.currentTime, FADE_S / 3);
    playing.source.stop(context.currentTime + FADE_S);
  }

  #buffer(context: AudioContext, name: SoundName): AudioBuffer {
    const known = this.#rendered.get(name);
    if (known) return known;
    const samples = render(name, context.sampleRate);
    const buffer = context.createBuffer(1, samples.length, context.sampleRate);
    buffer.copyToChannel(samples, 0);
    this.#rendered.set(name, buffer);
    return buffer;
  }
}

function makeContext(): AudioContext | undefined {
  return typeof AudioContext === "undefined" ? undefined : new AudioContext();
}
