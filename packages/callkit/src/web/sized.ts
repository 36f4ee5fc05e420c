import { type ElementPart, noChange } from "lit";
import { AsyncDirective, directive } from "lit/async-directive.js";

/** Follows the size at which an element shows somebody; gives the way to end that. */
export type WatchSize = (userId: string, element: Element) => () => void;

/**
 * Lets the engine know how large somebody's picture is on the screen: `sized(userId, watch)`. An own picture has
 * no `watch`: nobody need send it.
 */
class Sized extends AsyncDirective {
  #userId: string | undefined;
  #stop: (() => void) | undefined;

  render(_userId: string, _watch: WatchSize | undefined): typeof noChange {
    return noChange;
  }

  override update(
    part: ElementPart,
    [userId, watch]: Parameters<Sized["render"]>,
  ): typeof noChange {
    if (userId === this.#userId && this.#stop) return noChange;
    this.#stop?.();
    this.#userId = userId;
    this.#stop = watch?.(userId, part.element);
    return noChange;
  }

  protected override disconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}

export const sized = directive(Sized);
