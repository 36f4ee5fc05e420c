import { type ElementPart, noChange } from "lit";
import { AsyncDirective, directive } from "lit/async-directive.js";
import { onNextFrame } from "./frames.ts";

/**
 * Plays a stream in a video element and tells when its picture is there: `playing(stream, expected, onFrames)`.
 * With `expected` false no picture is waited for, and the next one counts as a first again.
 */
class Playing extends AsyncDirective {
  #video: HTMLVideoElement | undefined;
  #stream: MediaStream | undefined;
  #stopWaiting: (() => void) | undefined;
  #arrived = false;
  #onFrames: (arrived: boolean) => void = () => undefined;

  render(
    _stream: MediaStream | undefined,
    _expected: boolean,
    _onFrames: (arrived: boolean) => void,
  ): typeof noChange {
    return noChange;
  }

  override update(
    part: ElementPart,
    [stream, expected, onFrames]: Parameters<Playing["render"]>,
  ): typeof noChange {
    if (!(part.element instanceof HTMLVideoElement)) throw new Error("playing() is for <video>");
    this.#video = part.element;
    this.#onFrames = onFrames;
    if (stream !== this.#stream) {
      this.#stream = stream;
      this.#video.srcObject = stream ?? null;
      if (stream) this.#video.play().catch(() => undefined);
      this.#forget();
    }
    if (!expected || !stream) this.#forget();
    else this.#await();
    return noChange;
  }

  protected override disconnected(): void {
    this.#forget();
    if (this.#video) this.#video.srcObject = null;
    this.#stream = undefined;
  }

  #await(): void {
    const video = this.#video;
    if (!video || this.#arrived || this.#stopWaiting) return;
    this.#stopWaiting = onNextFrame(video, () => {
      this.#stopWaiting = undefined;
      this.#tell(true);
    });
  }

  #forget(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    if (this.#arrived) this.#tell(false);
  }

  /** Not at once: this may be in the middle of a rendering, and who is told renders anew. */
  #tell(arrived: boolean): void {
    this.#arrived = arrived;
    const onFrames = this.#onFrames;
    queueMicrotask(() => onFrames(arrived));
  }
}

export const playing = directive(Playing);
