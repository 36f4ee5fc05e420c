/** What of a camera and a microphone is open: nothing may stay so after a call. */

export interface LiveTrack {
  readonly kind: "audio" | "video";
  readonly label: string;
}

export class Tracks {
  readonly #tracks = new Set<MediaStreamTrack>();

  own(track: MediaStreamTrack): void {
    this.#tracks.add(track);
  }

  /** Lets go of the device. */
  release(track: MediaStreamTrack): void {
    track.stop();
    this.#tracks.delete(track);
  }

  live(): LiveTrack[] {
    return [...this.#tracks]
      .filter(({ readyState }) => readyState === "live")
      .map(({ kind, label }) => ({ kind: kind as LiveTrack["kind"], label }));
  }
}
