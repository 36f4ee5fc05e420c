/** Reads a track's raw media until it is stopped. Each piece is let go after it was seen. */
export class TrackReader<T extends VideoFrame | AudioData> {
  readonly #reader: ReadableStreamDefaultReader<T>;

  constructor(track: MediaStreamTrack, see: (piece: T) => void) {
    this.#reader = new MediaStreamTrackProcessor<T>({ track }).readable.getReader();
    void this.#run(see);
  }

  stop(): void {
    // A stream that has ended meanwhile needs no cancelling.
    this.#reader.cancel().catch(() => {});
  }

  async #run(see: (piece: T) => void): Promise<void> {
    for (;;) {
      const { value, done } = await this.#reader.read();
      if (done) return;
      try {
        see(value);
      } finally {
        value.close();
      }
    }
  }
}
