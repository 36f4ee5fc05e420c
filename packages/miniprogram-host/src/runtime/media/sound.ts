/** A microphone's sound as the uplink takes it: PCM, 16 bits, 48 kHz, mono. */

import { Resampler } from "./resampler.ts";
import { TrackReader } from "./track-reader.ts";
import { VolumeMeter } from "./volume.ts";

export const SOUND_RATE = 48_000;

/** ms that the count of samples may part from the clock before it is set anew; smaller ones are the browser's jitter. */
const MOST_DRIFT_MS = 100;

export interface SoundNeeds {
  /** ms on the clock of the whole stream. */
  now(): number;
  /** Factor for the samples; 0 is silence. */
  gain(): number;
  pcm(ms: number, samples: Int16Array): void;
  volume(volume: number): void;
}

export class Sound {
  readonly #needs: SoundNeeds;
  readonly #reader: TrackReader<AudioData>;
  readonly #meter: VolumeMeter;
  #resampler: Resampler | undefined;
  /** Start of the count, and the samples since. */
  #base = 0;
  #samples = 0;

  constructor(track: MediaStreamTrack, needs: SoundNeeds) {
    this.#needs = needs;
    this.#base = needs.now();
    this.#meter = new VolumeMeter((volume) => needs.volume(volume));
    this.#reader = new TrackReader<AudioData>(track, (data) => this.#take(data));
  }

  stop(): void {
    this.#reader.stop();
  }

  #take(data: AudioData): void {
    const { now, gain, pcm } = this.#needs;
    const heard = new Float32Array(data.numberOfFrames);
    data.copyTo(heard, { planeIndex: 0, format: "f32-planar" });
    if (this.#resampler?.from !== data.sampleRate)
      this.#resampler = new Resampler(data.sampleRate, SOUND_RATE);
    const samples = this.#resampler.take(heard);
    const factor = gain();
    for (let index = 0; index < samples.length; index++)
      samples[index] = (samples[index] ?? 0) * factor;
    this.#meter.add(samples, SOUND_RATE);

    let ms = this.#base + (this.#samples * 1000) / SOUND_RATE;
    if (Math.abs(now() - ms) > MOST_DRIFT_MS) {
      ms = now();
      this.#base = ms;
      this.#samples = 0;
    }
    this.#samples += samples.length;
    pcm(Math.max(0, Math.round(ms)), toInt16(samples));
  }
}

function toInt16(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (sample) =>
    Math.round(Math.max(-1, Math.min(1, sample)) * 0x7fff),
  );
}
