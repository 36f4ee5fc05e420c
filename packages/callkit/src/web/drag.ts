/** A point of the viewport or of the screen, px. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where the upper left corner of a thing may be. */
export interface Room {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A finger that moves less than this means a tap. Lower turns taps into drags on a shaking hand. */
const SLOP_PX = 6;

/** How something that can be dragged is asked and told. */
export interface Draggable {
  /** Where it is now. */
  at(): Point;
  move(to: Point, phase: "moving" | "dropped"): void;
}

/** Moves something with a finger or the mouse and tells taps from drags. */
export class Drag {
  readonly #thing: Draggable;
  #moved = false;

  constructor(thing: Draggable) {
    this.#thing = thing;
  }

  /** Whether the click that comes now is the end of a drag and means nothing else. */
  get moved(): boolean {
    return this.#moved;
  }

  /** To be called on `pointerdown`; follows the pointer until it is let go. */
  start(event: PointerEvent): void {
    const element = event.currentTarget;
    if (!event.isPrimary || event.button !== 0 || !(element instanceof HTMLElement)) return;
    this.#moved = false;
    const from = this.#thing.at();
    const point = (now: PointerEvent): Point => ({
      x: from.x + now.clientX - event.clientX,
      y: from.y + now.clientY - event.clientY,
    });
    const onMove = (now: PointerEvent) => {
      const way = Math.hypot(now.clientX - event.clientX, now.clientY - event.clientY);
      if (!this.#moved && way < SLOP_PX) return;
      this.#moved = true;
      this.#thing.move(point(now), "moving");
    };
    const finish = (now: PointerEvent) => {
      element.removeEventListener("pointermove", onMove);
      element.removeEventListener("pointerup", finish);
      element.removeEventListener("pointercancel", finish);
      if (this.#moved) this.#thing.move(point(now), "dropped");
    };
    element.setPointerCapture(event.pointerId);
    element.addEventListener("pointermove", onMove);
    element.addEventListener("pointerup", finish);
    element.addEventListener("pointercancel", finish);
  }
}

/** The nearest allowed place. */
export function clamp({ x, y }: Point, { left, top, right, bottom }: Room): Point {
  return { x: Math.max(left, Math.min(x, right)), y: Math.max(top, Math.min(y, bottom)) };
}

/** The nearest allowed place at the left or the right edge. */
export function snap(point: Point, room: Room): Point {
  const inside = clamp(point, room);
  return { ...inside, x: inside.x - room.left < room.right - inside.x ? room.left : room.right };
}
