/**
 * Events as app code gets them: plain data that survives JSON. The framework's own carry the component instances
 * themselves as targets.
 */

import { type EventNode, glassEasel } from "glass-easel-miniprogram-adapter";
import type { Callback, Loose } from "../../shared/loose.ts";

export function installPlainEvents(): void {
  glassEasel.Event.prototype.wrapShadowedEvent = function (this: EventNode, target, mark, current) {
    const original = this.getOriginalEvent?.();
    return Object.assign(Object.create(this), {
      type: this.type,
      timeStamp: this.timeStamp,
      target: plainTarget(target),
      currentTarget: plainTarget(current),
      mark: mark ?? {},
      detail: this.detail === undefined ? {} : this.detail,
      mut: this.mutatedMarked(),
      ...(original instanceof UIEvent && touchesOf(original, this.type)),
    });
  };
}

/** Calls handlers that are WXS functions: they get `(event, ownerInstance)`. The compiled templates refer to it. */
export function installWxsEvents(): void {
  window.__mpWxsEvent = (caller: Loose, event: unknown, handler: Callback, path: unknown) => {
    // How the compiler marks a function of a WXS module.
    const isWxs = Array.isArray(path) && (path[0] === 1 || path[0] === 2);
    return isWxs
      ? handler.call(undefined, event, descriptor(caller._$ ?? caller))
      : handler.call(caller, event);
  };
}

function plainTarget(caller: Loose): object {
  const node = caller?._$ ?? caller;
  const element = node?.$$;
  return {
    id: node?.id ?? "",
    offsetLeft: element?.offsetLeft ?? 0,
    offsetTop: element?.offsetTop ?? 0,
    dataset: { ...node?.dataset },
  };
}

function touchesOf(
  event: UIEvent & Partial<Pick<TouchEvent, "touches" | "changedTouches">>,
  type: string,
) {
  const single = "clientX" in event ? [plainTouch(event as unknown as Touch)] : [];
  const plain = (touches: TouchList | undefined) =>
    touches ? Array.from(touches, plainTouch) : single;
  return {
    // A tap is told when the finger has left, and still tells of it.
    touches: plain(type === "tap" ? event.changedTouches : event.touches),
    changedTouches: plain(event.changedTouches),
    _userTap: true,
  };
}

function plainTouch({ identifier, pageX, pageY, clientX, clientY, force }: Touch) {
  return { identifier: identifier ?? 0, pageX, pageY, clientX, clientY, force: force ?? 1 };
}

/** What WXS sees of a component. */
function descriptor(node: Loose): Loose {
  if (!node) return node;
  const self: Loose = {
    callMethod: (name: string, argument: unknown) => node.getMethodCaller?.()[name]?.(argument),
    triggerEvent: (name: string, detail: unknown, options: object) =>
      node.triggerEvent?.(name, detail, options),
    getDataset: () => ({ ...node.dataset }),
    getState: () => {
      node.__wxsState ??= {};
      return node.__wxsState;
    },
    selectComponent: (selector: string) =>
      descriptor(node.getShadowRoot?.()?.querySelector(selector)),
    selectAllComponents: (selector: string) =>
      (node.getShadowRoot?.()?.querySelectorAll(selector) ?? []).map(descriptor),
    setStyle: (style: string | Record<string, unknown>) => {
      node.setNodeStyle(typeof style === "string" ? style : styleText(style), 2);
      return self;
    },
    addClass: (name: string) => void node.toggleNodeClass(name, true, 3),
    removeClass: (name: string) => void node.toggleNodeClass(name, false, 3),
    hasClass: (name: string) => node.classList?.contains(name),
    requestAnimationFrame: (callback: FrameRequestCallback) => requestAnimationFrame(callback),
    getBoundingClientRect: () => node.$$?.getBoundingClientRect(),
    getComputedStyle: () => ({}),
    setTimeout: (callback: Callback, ms: number) => setTimeout(callback, ms),
    clearTimeout: (id: number) => clearTimeout(id),
  };
  return self;
}

function styleText(style: Record<string, unknown>): string {
  return Object.entries(style)
    .map((entry) => entry.join(":"))
    .join(";");
}
