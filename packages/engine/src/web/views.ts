/** Pictures on the page: a `<video>` inside an element of the user's. */

import type { RenderOptions } from "./params.ts";

type View = { container: HTMLElement; video: HTMLVideoElement; unwatch(): void };

/** The key of one's own picture; no user ID is empty. */
export const LOCAL = "";

export class Views {
  readonly #views = new Map<string, View>();
  readonly #options = new Map<string, RenderOptions>();
  readonly #watch: (user: string, element: Element) => () => void;

  /** `watch` follows the size at which somebody else is shown. */
  constructor(watch: (user: string, element: Element) => () => void) {
    this.#watch = watch;
  }

  /** Shows the stream of a user in the element; a user is shown in one place at a time. */
  show(user: string, container: HTMLElement, stream: MediaStream): void {
    const held = this.#views.get(user);
    if (held?.container === container && held.video.parentElement === container) {
      if (held.video.srcObject !== stream) held.video.srcObject = stream;
      return;
    }
    this.hide(user);
    const video = document.createElement("video");
    video.autoplay = true;
    video.playsInline = true;
    // Sound has elements of its own, and a silent picture may always play.
    video.muted = true;
    video.style.cssText = "width:100%;height:100%;display:block";
    video.srcObject = stream;
    container.append(video);
    const unwatch = user === LOCAL ? () => {} : this.#watch(user, video);
    this.#views.set(user, { container, video, unwatch });
    this.#draw(user);
    this.play(user);
  }

  hide(user: string): void {
    const view = this.#views.get(user);
    if (!view) return;
    this.#views.delete(user);
    view.unwatch();
    view.video.srcObject = null;
    view.video.remove();
  }

  hideAll(): void {
    for (const user of [...this.#views.keys()]) this.hide(user);
    this.#options.clear();
  }

  /** Keeps what is not named. */
  render(user: string, options: RenderOptions): void {
    this.#options.set(user, { ...this.#options.get(user), ...options });
    this.#draw(user);
  }

  /** Tracks have come: a picture that stood still begins to move. */
  play(user: string): void {
    // Refused only while the page is hidden; the browser then starts it by itself.
    this.#views
      .get(user)
      ?.video.play()
      .catch(() => {});
  }

  #draw(user: string): void {
    const view = this.#views.get(user);
    if (!view) return;
    const { objectFit, fillMode, mirror = false, rotation = 0 } = this.#options.get(user) ?? {};
    view.video.style.objectFit = objectFit ?? fillMode ?? "cover";
    const flip = mirror ? " scaleX(-1)" : "";
    view.video.style.transform = `rotate(${rotation}deg)${flip}`;
  }
}
