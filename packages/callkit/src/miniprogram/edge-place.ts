import type { Rect } from "./wx.ts";

/** A finger that moves less than this means a tap. Lower turns taps into drags on a shaking hand. */
const SLOP_PX = 6;

/** A point of the page, px. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where something lies; `moving` while a finger holds it: then it follows without easing. */
export interface Place extends Point {
  readonly moving: boolean;
}

/** The small picture or the small window under a finger: it follows, and snaps to the nearer edge when it is let go. */
export class EdgePlace {
  #home: Point = { x: 0, y: 0 };
  #room: Rect = { left: 0, top: 0, right: 0, bottom: 0 };
  /** Absent until somebody has moved it. */
  #place: Point | undefined;
  #hold: { readonly finger: Point; readonly from: Point } | undefined;
  #moved = false;

  get place(): Place {
    const { x, y } = this.#place ?? this.#home;
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

  /** Where it is until somebody moves it, and where its upper left corner may be: what was moved stays inside. */
  fit(home: Point, room: Rect): void {
    this.#home = home;
    this.#room = room;
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
    const { left, top, right, bottom } = this.#room;
    return {
      x: x - left < right - x ? left : right,
      y: Math.max(top, Math.min(y, bottom)),
    };
  }
}
