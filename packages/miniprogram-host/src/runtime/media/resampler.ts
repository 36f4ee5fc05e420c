/** Brings sound to another rate along straight lines between samples: enough for voices. */
export class Resampler {
  readonly from: number;
  readonly #step: number;
  /** Place of the next sample, in samples behind the last one of the piece before. */
  #next = 0;
  #last = 0;

  constructor(from: number, to: number) {
    this.from = from;
    this.#step = from / to;
  }

  take(samples: Float32Array): Float32Array {
    if (this.#step === 1) return samples;
    const at = (index: number) => (index < 0 ? this.#last : (samples[index] ?? 0));
    const made: number[] = [];
    let place = this.#next;
    // Place 0 lies on the last sample of the piece before.
    for (; place < samples.length; place += this.#step) {
      const index = Math.floor(place) - 1;
      const part = place - Math.floor(place);
      made.push(at(index) * (1 - part) + at(index + 1) * part);
    }
    this.#next = place - samples.length;
    this.#last = samples.at(-1) ?? this.#last;
    return Float32Array.from(made);
  }
}
