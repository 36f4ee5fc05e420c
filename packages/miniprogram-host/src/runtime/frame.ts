/** What a phone draws over a mini program: status bar, capsule, home indicator. */

import type { Phone } from "./phone.ts";

export type Ink = "black" | "white";

export interface Frame {
  /** Colour of what is drawn, against the page below it. */
  setInk(ink: Ink): void;
}

const NOTHING: Frame = { setInk() {} };

/** Sets the lengths that styles refer to, and draws the frame unless the settings hide it. */
export function createFrame(phone: Phone, parent: HTMLElement): Frame {
  const { device, settings } = phone;
  const { style } = document.documentElement;
  style.setProperty("--mp-safe-area-inset-top", `${device.statusBar}px`);
  style.setProperty("--mp-safe-area-inset-bottom", `${device.home}px`);
  style.setProperty("--mp-safe-area-inset-left", "0px");
  style.setProperty("--mp-safe-area-inset-right", "0px");
  style.setProperty("--mp-status-bar", `${device.statusBar}px`);
  style.setProperty("--mp-navigation-bar", `${phone.navigationBar - device.statusBar}px`);
  if (settings.frame === "hidden") return NOTHING;

  const frame = part("mp-frame");
  const status = part("mp-status-bar");
  status.append(part("mp-clock", "9:41"), part("mp-battery"));
  const capsule = part("mp-capsule");
  capsule.append(part("mp-capsule-menu"), part("mp-capsule-close"));
  const { top, width, height } = phone.capsule();
  Object.assign(capsule.style, {
    top: `${top}px`,
    // From the right, for a window whose width changes.
    right: `${innerWidth - phone.capsule().right}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
  frame.append(status, capsule);
  parent.append(frame);
  // Beside the others: its colour comes from the page behind it.
  if (device.home > 0) parent.append(part("mp-home"));
  return {
    setInk: (ink) => {
      frame.dataset["ink"] = ink;
    },
  };
}

function part(className: string, text = ""): HTMLElement {
  const element = document.createElement("div");
  element.className = className;
  element.textContent = text;
  return element;
}
