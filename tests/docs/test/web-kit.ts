/** What TUICallKit for the Web offers, read from its source: Lit elements need a browser to be loaded. */

import { read } from "./markdown.ts";

const WEB = "packages/callkit/src/web";

/** The methods of `TUICallKitAPI`. */
export function kitMethods(): string[] {
  return ["facade.ts", "unoffered.ts"].flatMap((file) =>
    [...read(`${WEB}/${file}`).matchAll(/^ {2}(?:async )?([a-z]\w*)\(/gm)].map(
      ([, name = ""]) => name,
    ),
  );
}

/** The attributes and function properties of `<tui-call-kit>`, and its own methods. */
export function elementMembers(): string[] {
  const source = read(`${WEB}/tui-call-kit.ts`);
  const [, properties = ""] = /static override properties = \{(.*?)\n {2}\};/s.exec(source) ?? [];
  const attributes = [...properties.matchAll(/^ {4}(\w+): \{/gm)].map(([, name = ""]) => name);
  const callbacks = [...source.matchAll(/^ {2}(\w+): Callbacks\["/gm)].map(([, name = ""]) => name);
  const own = [
    "engine",
    "call",
    "tap",
    "makeBig",
    "toggleMinimize",
    "set",
    "setBell",
    "told",
    "confirmLeave",
  ];
  return [...attributes.filter((name) => name !== "view"), ...callbacks, ...own];
}
