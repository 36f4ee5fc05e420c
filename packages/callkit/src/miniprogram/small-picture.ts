import { homeOfSmall, type Layout, roomOfSmall } from "./layout.ts";

/** A finger that moves less than this means a tap. Lower turns taps into drags on a shaking hand. */
const SLOP_PX = 6;

/** Where the small picture lies. `moving` while a finger holds it: then it follows without easing. */
export interface SmallPlace {
  readonly x: number;
  readonly y: number;
  readonly moving: boolean;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The small picture under a finger: it follows, and snaps to the nearer edge when it is let go. */
export class SmallPicture {
  #layout: Layout;
  #rows = 0;
  /** Absent until somebody has moved it. */
  #place: Point | undefined;
  #hold: { readonly finger: Point; readonly from: Point } | undefined;
  #moved = false;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  get place(): SmallPlace {
    const { x, y } = this.#place ?? homeOfSmall(this.#layout);
    return { x, y, moving: this.#hold !== undefined && this.#moved };
  }

  /** Whether the tap that comes now is the end of a drag and means nothing else. */
  get dragged(): boolean {
    return this.#moved;
  }

  reset(): void {
    this.#place = undefined;
    this.#hold = undefined;
    this.#moved = false;
  }

  /** The page or the buttons have another size: what was moved stays inside. */
  fit(layout: Layout, rows: number): void {
    this.#layout = layout;
    this.#rows = rows;
    if (this.#place && !this.#hold) this.#place = this.#snapped(this.#place);
  }

  start(finger: Point): void {
    const { x, y } = this.place;
    this.#hold = { finger, from: { x, y } };
    this.#moved = false;
  }

  /** Whether it went anywhere. */
  move(finger: Point): boolean {
    const hold = this.#hold;
    if (!hold) return false;
    const dx = finger.x - hold.finger.x;
    const dy = finger.y - hold.finger.y;
    if (!this.#moved && Math.abs(dx) < SLOP_PX && Math.abs(dy) < SLOP_PX) return false;
    this.#moved = true;
    this.#place = { x: hold.from.x + dx, y: hold.from.y + dy };
    return true;
  }

  end(): void {
    this.#hold = undefined;
    if (this.#moved && this.#place) this.#place = this.#snapped(this.#place);
  }

  #snapped({ x, y }: Point): Point {
    const { left, top, right, bottom } = roomOfSmall(this.#layout, this.#rows);
    return {
      x: x - left < right - x ? left : right,
      y: Math.max(top, Math.min(y, bottom)),
    };
  }
}
