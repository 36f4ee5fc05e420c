/** How a component of the client itself is made: its host element is `<wx-TAG>`. */

import type { ComponentSpace, ElementNode } from "glass-easel-miniprogram-adapter";
import type { Loose } from "../../shared/loose.ts";

export interface Property {
  readonly type: unknown;
  readonly value: unknown;
}

export const text = (value = ""): Property => ({ type: String, value });
export const flag = (value = false): Property => ({ type: Boolean, value });
export const number = (value = 0): Property => ({ type: Number, value });
/** Keeps what the app bound, whatever it is. */
export const any = (value: unknown = null): Property => ({ type: null, value });

/** A built-in's element, with what it keeps there. */
export type Host = HTMLElement & Loose;

export interface BuiltIn {
  properties?: Record<string, Property>;
  /** Properties that are also attributes of the element, for styles and tests; all of them if `all`. */
  reflected?: readonly string[] | "all";
  /** `none`: what the app puts inside is not there. */
  content?: "slot" | "none";
  created?(node: ElementNode, host: Host): void;
  attached?(node: ElementNode, host: Host): void;
  detached?(node: ElementNode, host: Host): void;
  changed?(name: string, value: Loose, node: ElementNode, host: Host): void;
}

/** Properties of every tag. */
const COMMON: Record<string, Property> = {
  hidden: flag(),
  hoverClass: text(),
  hoverStartTime: number(50),
  hoverStayTime: number(400),
  hoverStopPropagation: flag(),
  animation: any(),
  role: text(),
  ariaLabel: text(),
  ariaRole: text(),
  ariaHidden: any(),
  ariaLive: text(),
  slotName: text(),
};

/** What a screen reader is told of any tag, by the attribute that tells a browser's. */
const SPOKEN: Record<string, string> = {
  role: "role",
  ariaRole: "role",
  ariaLabel: "aria-label",
  ariaHidden: "aria-hidden",
  ariaLive: "aria-live",
};

/** A template without a slot. */
const NO_CONTENT = { content: () => () => ({ C: () => {}, B: {} }) };

export function define(space: ComponentSpace, tag: string, builtIn: BuiltIn = {}): void {
  const own = builtIn.properties ?? {};
  const reflected = builtIn.reflected === "all" ? Object.keys(own) : (builtIn.reflected ?? []);
  const properties = Object.fromEntries(
    Object.entries({ ...COMMON, ...own }).map(([name, property]) => [
      name,
      {
        ...property,
        observer(this: ElementNode, value: unknown) {
          const host: Host | null = this.$$;
          if (!host) return;
          if (name === "hidden") host.toggleAttribute("mp-hidden", Boolean(value));
          const spoken = SPOKEN[name];
          if (spoken) write(host, spoken, value);
          if (reflected.includes(name)) reflect(host, name, value);
          builtIn.changed?.(name, value, this, host);
        },
      },
    ]),
  );
  const component = space.defineComponent({
    is: `wx://builtin/${tag}`,
    options: {},
    template: builtIn.content === "none" ? NO_CONTENT : undefined,
    properties,
    lifetimes: {
      created(this: ElementNode) {
        const host: Host | null = this.$$;
        if (!host) return;
        for (const name of reflected) reflect(host, name, own[name]?.value);
        builtIn.created?.(this, host);
      },
      attached(this: ElementNode) {
        builtIn.attached?.(this, this.$$ as Host);
      },
      detached(this: ElementNode) {
        builtIn.detached?.(this, this.$$ as Host);
      },
    },
  });
  space.setGlobalUsingComponent(tag, component);
}

function reflect(host: HTMLElement, property: string, value: unknown): void {
  write(
    host,
    property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    value,
  );
}

function write(host: HTMLElement, name: string, value: unknown): void {
  if (value === false || value === null || value === undefined || value === "")
    host.removeAttribute(name);
  else if (value === true) host.setAttribute(name, "");
  else host.setAttribute(name, typeof value === "object" ? JSON.stringify(value) : String(value));
}
