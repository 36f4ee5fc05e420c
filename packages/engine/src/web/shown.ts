/** How large the others' pictures are on this screen, so that the server sends what is seen and no more. */

import type { Clock } from "../core/ports.ts";
import type { ShownSize } from "../core/protocol.ts";

/** The longer side of a picture, in device pixels, up to which it counts as this size (docs/protocol.md, `show`). */
const SMALL = 320;
const MEDIUM = 640;
/** Tiles that move pass through sizes that nobody need hear of. Higher: a picture stays coarse for longer. */
const SETTLES_IN = 150;

type Watched = { user: string; seen: boolean; pixels: number };

export class Shown {
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #watched = new Map<Element, Watched>();
  /** Users who have been on the screen: without an element they are hidden, others may be shown by other means. */
  readonly #met = new Set<string>();
  #resize: ResizeObserver | undefined;
  #cross: IntersectionObserver | undefined;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** This element shows the user. Gives the way to end that. */
  watch(user: string, element: Element): () => void {
    this.#begin();
    const { width, height } = element.getBoundingClientRect();
    this.#watched.set(element, { user, seen: true, pixels: longer(width, height) });
    this.#met.add(user);
    this.#resize?.observe(element);
    this.#cross?.observe(element);
    this.#soon();
    return () => this.#unwatch(element);
  }

  /** `undefined` for somebody who has never been watched here. */
  size(user: string): ShownSize | undefined {
    if (!this.#met.has(user)) return undefined;
    if (isPageHidden()) return "hidden";
    let pixels = 0;
    for (const watched of this.#watched.values())
      if (watched.user === user && watched.seen) pixels = Math.max(pixels, watched.pixels);
    return sizeOf(pixels);
  }

  /** The call is over; what is still on the page is told anew for the next. */
  forget(): void {
    this.#met.clear();
    for (const { user } of this.#watched.values()) this.#met.add(user);
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #unwatch(element: Element): void {
    if (!this.#watched.delete(element)) return;
    this.#resize?.unobserve(element);
    this.#cross?.unobserve(element);
    this.#soon();
    if (this.#watched.size === 0) this.#end();
  }

  #begin(): void {
    if (this.#watched.size > 0) return;
    this.#resize = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries)
        this.#note(target, { pixels: longer(contentRect.width, contentRect.height) });
    });
    this.#cross = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries)
        this.#note(target, { seen: isIntersecting });
    });
    document.addEventListener("visibilitychange", this.#soon);
  }

  #end(): void {
    this.#resize?.disconnect();
    this.#cross?.disconnect();
    document.removeEventListener("visibilitychange", this.#soon);
  }

  #note(element: Element, change: Partial<Watched>): void {
    const watched = this.#watched.get(element);
    if (!watched) return;
    this.#watched.set(element, { ...watched, ...change });
    this.#soon();
  }

  readonly #soon = (): void => {
    this.#cancel ??= this.#clock.setTimeout(() => {
      this.#cancel = undefined;
      this.#changed();
    }, SETTLES_IN);
  };
}

/** By the longer side, device pixels. */
export function sizeOf(pixels: number): ShownSize {
  if (pixels <= 0) return "hidden";
  if (pixels <= SMALL) return "small";
  return pixels <= MEDIUM ? "medium" : "large";
}

function longer(width: number, height: number): number {
  return Math.ceil(Math.max(width, height) * devicePixelRatio);
}

/** A picture in a window of its own is seen while its page is not. */
function isPageHidden(): boolean {
  return document.hidden && !document.pictureInPictureElement;
}
