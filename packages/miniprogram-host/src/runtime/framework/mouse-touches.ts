/** A mouse is a finger: whoever tries a mini program at a desk drags with what is there. */

const TYPES = { pointermove: "touchmove", pointerup: "touchend", pointercancel: "touchcancel" };
type Moves = keyof typeof TYPES;

/** Fires the touch events of one finger where a mouse is pressed, moved and let go. */
export function touchByMouse(): void {
  if (!("Touch" in window)) return;
  let target: Element | undefined;
  document.addEventListener(
    "pointerdown",
    (event) => {
      if (event.pointerType !== "mouse" || event.button !== 0) return;
      target = event.target instanceof Element ? event.target : undefined;
      if (target) fire(target, "touchstart", event);
    },
    true,
  );
  for (const type of Object.keys(TYPES) as Moves[]) {
    document.addEventListener(
      type,
      (event) => {
        if (event.pointerType !== "mouse" || !target) return;
        // As with a finger, all of it is told to the element that was touched first.
        fire(target, TYPES[type], event);
        if (type !== "pointermove") target = undefined;
      },
      true,
    );
  }
}

function fire(target: Element, type: string, { clientX, clientY, pageX, pageY }: MouseEvent): void {
  const touch = new Touch({ identifier: 0, target, clientX, clientY, pageX, pageY });
  const touches = type === "touchend" || type === "touchcancel" ? [] : [touch];
  const event = new TouchEvent(type, {
    bubbles: true,
    cancelable: true,
    touches,
    targetTouches: touches,
    changedTouches: [touch],
  });
  target.dispatchEvent(event);
}
