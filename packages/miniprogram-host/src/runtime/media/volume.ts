/** How loud a sound is, as the tags tell it: 0 to 100. */

/** ms between two `audiovolumenotify` events. */
const TELL_MS = 300;
/** Below this it counts as silence. */
const SILENCE_DB = -60;

export class VolumeMeter {
  readonly #tell: (volume: number) => void;
  #squares = 0;
  #count = 0;
  #seconds = 0;

  constructor(tell: (volume: number) => void) {
    this.#tell = tell;
  }

  /** Takes samples between -1 and 1. */
  add(samples: Float32Array, sampleRate: number): void {
    for (const sample of samples) this.#squares += sample * sample;
    this.#count += samples.length;
    this.#seconds += samples.length / sampleRate;
    if (this.#seconds * 1000 < TELL_MS) return;
    this.#tell(volumeOf(Math.sqrt(this.#squares / this.#count)));
    this.#squares = 0;
    this.#count = 0;
    this.#seconds = 0;
  }
}

function volumeOf(level: number): number {
  const decibels = 20 * Math.log10(level);
  if (decibels <= SILENCE_DB) return 0;
  return Math.min(100, Math.round(100 * (1 - decibels / SILENCE_DB)));
}
