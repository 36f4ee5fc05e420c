/** `<live-pusher>` and `<live-player>`: the tags; what they do is in `media/`. */

import type { ComponentSpace } from "glass-easel-miniprogram-adapter";
import { PLAYER_DEFAULTS, PUSHER_DEFAULTS } from "../media/attributes.ts";
import type { LiveElements } from "../media/live-elements.ts";
import { any, define } from "./define.ts";

const DEFAULTS = { "live-pusher": PUSHER_DEFAULTS, "live-player": PLAYER_DEFAULTS } as const;

export function defineLive(space: ComponentSpace, live: LiveElements): void {
  for (const tag of ["live-pusher", "live-player"] as const) {
    const defaults: Record<string, unknown> = DEFAULTS[tag];
    define(space, tag, {
      properties: Object.fromEntries(
        Object.entries(defaults).map(([name, value]) => [name, any(value)]),
      ),
      reflected: "all",
      created(node, host) {
        host.mpLive = live.create(tag, node, host);
      },
      attached: (_, host) => host.mpLive.attached(),
      detached: (_, host) => host.mpLive.detached(),
      changed(name, _, __, host) {
        if (name in defaults) host.mpLive?.changed(name);
      },
    });
  }
}
