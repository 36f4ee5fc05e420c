import type { WebCallEngine } from "./engine-adapter.ts";

export type DeviceKind = "microphone" | "camera" | "speaker";

/** One device that can be chosen. */
export interface Device {
  readonly id: string;
  readonly name: string;
}

/** What the panel shows: for each kind its devices and the one in use. */
export type DeviceLists = Readonly<
  Record<DeviceKind, { readonly devices: readonly Device[]; readonly current: string | undefined }>
>;

const KINDS = ["microphone", "camera", "speaker"] as const;

/** The panel in which devices are chosen, and the meter that shows whether the microphone hears anything. */
export class DevicePanel {
  lists: DeviceLists | undefined;
  readonly #engine: WebCallEngine;
  readonly #changed: () => void;
  #meter: Meter | undefined;

  constructor(engine: WebCallEngine, changed: () => void) {
    this.#engine = engine;
    this.#changed = changed;
  }

  get isOpen(): boolean {
    return this.lists !== undefined;
  }

  async open(): Promise<void> {
    navigator.mediaDevices?.addEventListener("devicechange", this.#reload);
    await this.#load();
  }

  close(): void {
    navigator.mediaDevices?.removeEventListener("devicechange", this.#reload);
    this.lists = undefined;
    this.#meter?.stop();
    this.#meter = undefined;
    this.#changed();
  }

  async choose(kind: DeviceKind, id: string): Promise<void> {
    await this.#engine.chooseDevice(kind, id);
    await this.#load();
  }

  /** Lets the bar follow what the microphone hears. */
  follow(bar: Element | undefined): void {
    if (!(bar instanceof HTMLElement)) {
      this.#meter?.stop();
      this.#meter = undefined;
      return;
    }
    const stream = this.#engine.localStream();
    if (this.#meter?.fits(stream, bar)) return;
    this.#meter?.stop();
    this.#meter = stream && new Meter(stream, bar);
  }

  async #load(): Promise<void> {
    const [microphone, camera, speaker] = await Promise.all(
      KINDS.map(async (kind) => ({
        devices: await this.#engine.devices(kind),
        current: await this.#engine.currentDevice(kind),
      })),
    );
    if (!microphone || !camera || !speaker) return;
    this.lists = { microphone, camera, speaker };
    this.#changed();
  }

  readonly #reload = () => {
    if (this.isOpen) this.#load().catch(() => undefined);
  };
}

/** From the amplitude of a waveform to a share of the bar: quiet speech fills a third of it. */
const GAIN = 4;

class Meter {
  readonly #track: MediaStreamTrack | undefined;
  readonly #bar: HTMLElement;
  readonly #context: AudioContext | undefined;
  #frame = 0;

  constructor(stream: MediaStream, bar: HTMLElement) {
    const [track] = stream.getAudioTracks();
    this.#track = track;
    this.#bar = bar;
    if (!track || typeof AudioContext === "undefined") return;
    this.#context = new AudioContext();
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 1024;
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const wave = new Float32Array(analyser.fftSize);
    const draw = () => {
      analyser.getFloatTimeDomainData(wave);
      const loudest = wave.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      bar.style.transform = `scaleX(${Math.min(1, loudest * GAIN).toFixed(3)})`;
      this.#frame = requestAnimationFrame(draw);
    };
    draw();
  }

  fits(stream: MediaStream | undefined, bar: HTMLElement): boolean {
    return this.#bar === bar && this.#track === stream?.getAudioTracks()[0];
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#context?.close().catch(() => undefined);
  }
}
