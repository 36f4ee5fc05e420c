import type { Point } from "./edge-place.ts";
import type { Rect, WindowInfo, Wx } from "./wx.ts";

/** Heights of a row of buttons with its labels, and of the gap between two. */
const ROW = { height: 88, gap: 20 };
/** The lowest label stays this far above the safe area. */
const BOTTOM_PX = 24;
const EDGE_PX = 12;
/** One's own picture. */
export const SMALL = { width: 96, height: 170 };
/** The small window that a call is in while the page is used. */
export const FLOAT = {
  video: { width: 90, height: 160 },
  audio: { width: 72, height: 72 },
} as const;
/** Clear of the timer and a line under it. */
const BELOW_TIMER_PX = 64;

/** The grid of a group call begins this far below the capsule, clear of a line of trouble there. */
const BELOW_CAPSULE_PX = 36;
/** Heights of the capsule and of the button that lies across from it. */
const CAPSULE_PX = 32;
const CORNER_PX = 44;

/** Where things lie on the page, px. Everything is told in the page's own coordinates. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly safeTop: number;
  readonly safeBottom: number;
  /** Of the page as it is without a call: above a tab bar, and above the safe area where there is none. */
  readonly pageBottom: number;
  /** Kept free at the right of what lies as high as the capsule. */
  readonly capsuleRoom: number;
  readonly capsuleBottom: number;
  /** The page has WeChat's own navigation bar above it. */
  readonly bar: boolean;
}

/** Asks the system. It answers with coordinates of the screen; the page may begin further down. */
export function measure(wx: Wx): Layout {
  const info = wx.getWindowInfo?.() ?? wx.getSystemInfoSync?.() ?? FALLBACK;
  const { windowWidth: width, windowHeight, screenHeight, safeArea } = info;
  const statusBar = info.statusBarHeight ?? safeArea?.top ?? 20;
  const top = info.screenTop ?? topOf(info, statusBar);
  const capsule = capsuleOf(wx);
  // A tab bar shortens the window; the screen hides it and has the whole height below `top`.
  const height = Math.max(windowHeight, screenHeight - top);
  const bar = top > 0;
  const safeBottom = safeArea ? Math.max(0, screenHeight - safeArea.bottom) : 0;
  return {
    width,
    height,
    safeTop: Math.max(0, Math.max(statusBar, safeArea?.top ?? 0) - top),
    safeBottom,
    pageBottom: Math.min(windowHeight, height - safeBottom),
    capsuleRoom: bar || !capsule ? 16 : Math.max(16, width - capsule.left + EDGE_PX),
    capsuleBottom: capsule ? Math.max(0, capsule.bottom - top) : 0,
    bar,
  };
}

/** The measures as custom properties, which the stylesheets put where they belong. */
export function layoutStyle(layout: Layout): string {
  const { safeTop, safeBottom, capsuleRoom, capsuleBottom } = layout;
  const gridTop = Math.max(safeTop + BELOW_TIMER_PX, capsuleBottom + BELOW_CAPSULE_PX);
  return [
    `--ck-grid-top:${gridTop}px`,
    `--ck-safe-top:${safeTop}px`,
    `--ck-safe-bottom:${safeBottom}px`,
    `--ck-capsule-room:${capsuleRoom}px`,
    `--ck-capsule-bottom:${capsuleBottom}px`,
    `--ck-corner-top:${cornerTop(layout)}px`,
  ].join(";");
}

/** Of the button at the top left: its middle is that of the capsule, which is 32 high. */
function cornerTop({ safeTop, capsuleBottom }: Layout): number {
  return capsuleBottom > 0 ? capsuleBottom - CAPSULE_PX / 2 - CORNER_PX / 2 : safeTop + 2;
}

/** Where the small picture may be, by its upper left corner: above the buttons, whether shown or not. */
export function roomOfSmall(layout: Layout, rows: number): Rect {
  const { width, height, safeTop, safeBottom } = layout;
  const buttons = rows === 0 ? 0 : rows * ROW.height + (rows - 1) * ROW.gap;
  const top = safeTop + EDGE_PX;
  const bottom = height - safeBottom - BOTTOM_PX - buttons - EDGE_PX - SMALL.height;
  return {
    left: EDGE_PX,
    top,
    right: width - SMALL.width - EDGE_PX,
    bottom: Math.max(top, bottom),
  };
}

/** Where the small picture is until somebody moves it: top right, below capsule and timer. */
export function homeOfSmall(layout: Layout): Point {
  return {
    x: layout.width - SMALL.width - EDGE_PX,
    y: Math.max(layout.safeTop + BELOW_TIMER_PX, layout.capsuleBottom + EDGE_PX),
  };
}

/** Where the small window may be: below status bar and capsule, above tab bar and safe area. */
export function roomOfFloat(layout: Layout, media: keyof typeof FLOAT): Rect {
  const { width, height } = FLOAT[media];
  const top = Math.max(layout.safeTop, layout.capsuleBottom) + EDGE_PX;
  return {
    left: EDGE_PX,
    top,
    right: layout.width - width - EDGE_PX,
    bottom: Math.max(top, layout.pageBottom - height - EDGE_PX),
  };
}

/** Where the small window is until somebody moves it: top right. */
export function homeOfFloat(layout: Layout, media: keyof typeof FLOAT): Point {
  const { right, top } = roomOfFloat(layout, media);
  return { x: right, y: top };
}

const FALLBACK: WindowInfo = { windowWidth: 375, windowHeight: 667, screenHeight: 667 };

/** WeChat's bar is 44 or 48 high and lies under the status bar; a tab bar alone is higher than the rest. */
function topOf({ windowHeight, screenHeight }: WindowInfo, statusBar: number): number {
  const missing = screenHeight - windowHeight;
  return missing >= statusBar + 40 && missing < statusBar + 52 ? missing : 0;
}

/** Some clients answer with zeros before the first page is shown. */
function capsuleOf(wx: Wx): Rect | undefined {
  const capsule = wx.getMenuButtonBoundingClientRect?.();
  return capsule && capsule.bottom > 0 ? capsule : undefined;
}
