import type { AreaShape, ViewState } from "../core/index.ts";
import { clamp, Drag, type Point, type Room } from "./drag.ts";
import { EDGE_PX, EdgePlace } from "./place.ts";

/** From this size on the screen is a card that can be moved about. */
const DESKTOP = "(min-width: 720px) and (min-height: 480px)";
const CARD = { width: 380, height: 720 };
/** One's own picture: clear of a timer and a line under it. */
const SMALL = { width: 96, height: 170, top: "calc(var(--_safe-top) + 76px)" };
/** The small window, clear of what a page has at its top. */
const FLOAT = {
  video: { width: 90, height: 160 },
  audio: { width: 72, height: 72 },
  top: "calc(var(--_safe-top) + 80px)",
};
/** How far down the texts at the top of a picture reach; those of a call coming in are further down. */
const HEAD_PX = {
  idle: 0,
  calling: 96,
  called: 0,
  connecting: 96,
  connected: 44,
  ended: 0,
} as const;
/** How much further down a second line reaches, when it takes two rows. */
const SECOND_LINE_PX = 60;

/** Where the layout finds what it measures, and whom it tells. */
export interface LayoutHost {
  part(selector: string): HTMLElement | undefined;
  readonly media: "audio" | "video";
  /** Something was moved. */
  changed(): void;
}

/** Where everything lies that can be moved: the card of a desktop, the small picture, the small window. */
export class Layout {
  readonly small: EdgePlace;
  readonly float: EdgePlace;
  readonly card: Drag;
  /** The card fills the window. */
  wide = false;
  readonly #host: LayoutHost;
  readonly #desktop = matchMedia(DESKTOP);
  #cardAt: Point = { x: 0, y: 0 };

  constructor(host: LayoutHost) {
    this.#host = host;
    const changed = () => host.changed();
    this.small = new EdgePlace({
      changed,
      at: () => offset(host.part(".ck-picture--small"), host.part(".ck-screen")),
      room: () => this.#roomOfSmall(),
    });
    this.float = new EdgePlace({
      changed,
      at: () => offset(host.part(".ck-screen"), undefined),
      room: () => this.#roomOfFloat(),
    });
    this.card = new Drag({ at: () => this.#cardAt, move: (to) => this.#moveCard(to) });
  }

  get desktop(): boolean {
    return this.#desktop.matches;
  }

  /** Of the room for the tiles of a group call. */
  get shape(): AreaShape {
    const landscape = innerWidth > innerHeight;
    return this.kind === "wide" || (this.kind === "phone" && landscape) ? "wide" : "tall";
  }

  get kind(): "phone" | "card" | "wide" {
    if (!this.desktop) return "phone";
    return this.wide ? "wide" : "card";
  }

  /** The window has another size: what was moved stays inside. */
  resized(): void {
    // Tells the host, too: the tiles may lie another way.
    this.#moveCard(this.#cardAt);
  }

  /** The places as custom properties, which the stylesheet puts where they belong. */
  css(view: ViewState): Record<string, string> {
    const window = FLOAT[view.media];
    const float = this.float.css(window.width, window.height, FLOAT.top);
    const small = this.small.css(SMALL.width, SMALL.height, SMALL.top);
    return {
      "--_float-x": float.x,
      "--_float-y": float.y,
      "--_small-x": small.x,
      "--_small-y": small.y,
      "--_card-x": `${this.#cardAt.x}px`,
      "--_card-y": `${this.#cardAt.y}px`,
      "--_rows": String(view.rows.length),
      "--_head": `${HEAD_PX[view.stage] + (view.secondLine ? SECOND_LINE_PX : 0)}px`,
    };
  }

  /** Inside the screen and above the buttons, whether they are shown or not. */
  #roomOfSmall(): Room {
    const screen = this.#host.part(".ck-screen");
    const width = screen?.clientWidth ?? innerWidth;
    const bottom = this.#host.part(".ck-rows")?.offsetTop ?? screen?.clientHeight ?? innerHeight;
    const top = this.#safe("top") + EDGE_PX;
    return {
      left: this.#safe("left") + EDGE_PX,
      right: width - SMALL.width - EDGE_PX - this.#safe("right"),
      top,
      bottom: Math.max(top, bottom - SMALL.height - EDGE_PX),
    };
  }

  #roomOfFloat(): Room {
    const { width, height } = FLOAT[this.#host.media];
    return {
      left: this.#safe("left") + EDGE_PX,
      right: innerWidth - width - EDGE_PX - this.#safe("right"),
      top: this.#safe("top") + EDGE_PX,
      bottom: innerHeight - height - EDGE_PX - this.#safe("bottom"),
    };
  }

  /** Told from the middle of the window. */
  #moveCard(to: Point): void {
    const x = Math.max(0, (innerWidth - CARD.width) / 2 - EDGE_PX);
    const y = Math.max(0, (innerHeight - CARD.height) / 2 - EDGE_PX);
    this.#cardAt = clamp(to, { left: -x, right: x, top: -y, bottom: y });
    this.#host.changed();
  }

  #safe(side: "top" | "bottom" | "left" | "right"): number {
    const screen = this.#host.part(".ck-screen");
    if (!screen) return 0;
    const value = getComputedStyle(screen).getPropertyValue(`--_safe-${side}`);
    return Number.parseFloat(value) || 0;
  }
}

function offset(part: HTMLElement | undefined, frame: HTMLElement | undefined): Point {
  const box = part?.getBoundingClientRect();
  const outer = frame?.getBoundingClientRect();
  return { x: (box?.left ?? 0) - (outer?.left ?? 0), y: (box?.top ?? 0) - (outer?.top ?? 0) };
}
