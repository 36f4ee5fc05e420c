/** A camera or a microphone that is open as long as it is wanted. */

import { messageOf } from "../journal.ts";
import type { Tracks } from "./tracks.ts";

export class Device {
  readonly #kind: "audio" | "video";
  readonly #tracks: Tracks;
  readonly #failed: (why: string) => void;
  #wanted: string | undefined;
  #track: MediaStreamTrack | undefined;
  #opening: Promise<MediaStreamTrack | undefined> = Promise.resolve(undefined);

  constructor(kind: "audio" | "video", tracks: Tracks, failed: (why: string) => void) {
    this.#kind = kind;
    this.#tracks = tracks;
    this.#failed = failed;
  }

  /** What the last `want` gave: an earlier one has been overtaken. */
  get latest(): Promise<MediaStreamTrack | undefined> {
    return this.#opening;
  }

  /**
   * Opens it, with other constraints anew, without constraints not at all. Gives the track, or nothing where it
   * failed or is not wanted any more.
   */
  want(constraints: MediaTrackConstraints | undefined): Promise<MediaStreamTrack | undefined> {
    const wanted = constraints && JSON.stringify(constraints);
    if (wanted === this.#wanted) return this.#opening;
    this.#wanted = wanted;
    if (this.#track) this.#tracks.release(this.#track);
    this.#track = undefined;
    this.#opening = constraints ? this.#open(constraints, wanted) : Promise.resolve(undefined);
    return this.#opening;
  }

  async #open(
    constraints: MediaTrackConstraints,
    wanted: string | undefined,
  ): Promise<MediaStreamTrack | undefined> {
    let track: MediaStreamTrack | undefined;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ [this.#kind]: constraints });
      track = stream.getTracks()[0];
    } catch (error) {
      // What fails after it was given up is of no interest.
      if (wanted === this.#wanted) this.#fail(messageOf(error));
      return undefined;
    }
    if (!track || wanted !== this.#wanted) {
      track?.stop();
      return undefined;
    }
    this.#track = track;
    this.#tracks.own(track);
    track.addEventListener("ended", () => this.#fail("the device is gone"));
    return track;
  }

  /** It may be wanted again, with the same constraints. */
  #fail(why: string): void {
    this.#wanted = undefined;
    this.#track = undefined;
    this.#failed(why);
  }
}
