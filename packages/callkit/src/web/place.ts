import { Drag, type Draggable, type Point, type Room, snap } from "./drag.ts";

/** Where something that snaps to an edge lies: at which edge and how far down, or under a finger. */
type Where =
  | { readonly kind: "default" }
  | { readonly kind: "held"; readonly at: Point }
  | { readonly kind: "edge"; readonly side: "left" | "right"; readonly top: number };

/** Who owns the thing that is placed. */
export interface PlaceHost {
  /** The thing's own place now, in the coordinates that `room` is told in. */
  at(): Point;
  room(): Room;
  changed(): void;
}

/**
 * The place of the small picture or the small window. It is told in CSS lengths that keep to the edge when the
 * screen turns or grows.
 */
export class EdgePlace implements Draggable {
  readonly drag = new Drag(this);
  readonly #host: PlaceHost;
  #where: Where = { kind: "default" };

  constructor(host: PlaceHost) {
    this.#host = host;
  }

  get held(): boolean {
    return this.#where.kind === "held";
  }

  /** CSS lengths for `left` and `top` of something `width` wide. */
  css(width: number, height: number, top: string): { x: string; y: string } {
    switch (this.#where.kind) {
      case "default":
        return { x: edge("right", width), y: top };
      case "held":
        return { x: `${this.#where.at.x}px`, y: `${this.#where.at.y}px` };
      case "edge":
        return {
          x: edge(this.#where.side, width),
          y: `min(${this.#where.top}px, calc(100% - ${height + EDGE_PX}px - var(--_safe-bottom)))`,
        };
    }
  }

  reset(): void {
    this.#where = { kind: "default" };
  }

  at(): Point {
    return this.#host.at();
  }

  move(to: Point, phase: "moving" | "dropped"): void {
    if (phase === "moving") {
      this.#where = { kind: "held", at: to };
    } else {
      const room = this.#host.room();
      const place = snap(to, room);
      this.#where = { kind: "edge", side: place.x === room.left ? "left" : "right", top: place.y };
    }
    this.#host.changed();
  }
}

/** How far from the edges things stay. */
export const EDGE_PX = 12;

function edge(side: "left" | "right", width: number): string {
  return side === "left"
    ? `calc(${EDGE_PX}px + var(--_safe-left))`
    : `calc(100% - ${width + EDGE_PX}px - var(--_safe-right))`;
}
