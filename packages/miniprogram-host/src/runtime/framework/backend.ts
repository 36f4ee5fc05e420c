/** The framework's way to the document: each node of a mini program is an element `<wx-TAG>`. */

import { glassEasel } from "glass-easel-miniprogram-adapter";
import type { Callback } from "../../shared/loose.ts";
import type { Journal } from "../journal.ts";
import { touchByMouse } from "./mouse-touches.ts";

/** Events of the document that WeChat also has; those of inner elements would tell a component's own twice. */
const DOM_EVENTS = new Set([
  "touchstart",
  "touchmove",
  "touchend",
  "touchcancel",
  "transitionend",
  "animationstart",
  "animationiteration",
  "animationend",
]);

/** ms that a finger rests before it is a long press, as WeChat documents. */
const LONG_PRESS_MS = 350;
/** Pixels that a resting finger may move. */
const RESTING = 5;
/** ms until what was set is drawn: short, and long enough that one task's changes are drawn together. */
const RENDER_MS = 4;

export class Backend extends glassEasel.CurrentWindowBackendContext {
  readonly #journal: Journal;
  #waiting: Callback[] = [];

  constructor(journal: Journal) {
    super();
    this.#journal = journal;
    this.document = {
      // Tags such as `input` mean something else to a browser.
      createElement: (tag) =>
        document.createElement(tag.startsWith("wx-") ? tag : `wx-${tag.toLowerCase()}`),
      createTextNode: (text) => document.createTextNode(text),
      createDocumentFragment: () => document.createDocumentFragment(),
    };
    this.#tellLongPresses();
    touchByMouse();
    this.onEvent((target, type, detail, options) => {
      const event = new glassEasel.Event(type, detail, options);
      glassEasel.Event.dispatchEvent(target, event);
      return event.getEventBubbleStatus();
    });
  }

  override setListenerStats(
    element: HTMLElement,
    type: string,
    capture: boolean,
    mutate: boolean,
  ): void {
    if (DOM_EVENTS.has(type)) super.setListenerStats(element, type, capture, mutate);
  }

  /** By a timer: animation frames stop in a tab that is not in front. */
  override render(callback: (error: null) => void): void {
    this.#waiting.push(callback);
    if (this.#waiting.length > 1) return;
    setTimeout(() => {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const drawn of waiting) this.#journal.guard(() => drawn(null), "render");
    }, RENDER_MS);
  }

  #tellLongPresses(): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const cancel = () => clearTimeout(timer);
    const listen = <K extends keyof DocumentEventMap>(
      type: K,
      listener: (event: DocumentEventMap[K]) => void,
    ) => document.addEventListener(type, listener, true);
    listen("pointerdown", (event) => {
      cancel();
      const detail = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => {
        for (const type of ["longpress", "longtap"])
          this._$trigger(event, type, detail, true, true);
      }, LONG_PRESS_MS);
    });
    listen("pointermove", ({ movementX, movementY }) => {
      if (Math.abs(movementX) + Math.abs(movementY) > RESTING) cancel();
    });
    for (const type of ["pointerup", "pointercancel", "scroll"] as const) listen(type, cancel);
  }
}
