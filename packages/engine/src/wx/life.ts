/** What the phone does to a mini program: background, telephone calls, another network. */

import type { Clock } from "../core/ports.ts";
import { listen } from "./wx-api.ts";

/** WeChat stops scripts and sockets 5 s after hiding. Lower: gives up lines that still hold. */
const STOPPED_AFTER = 4_500;

export type LifeEvents = {
  hidden(): void;
  /** `anew`: it was away for so long that no connection can be left. */
  shown(line: "check" | "anew"): void;
  networkBack(): void;
  /** Somebody telephones, or another app took the sound. */
  soundTaken(): void;
  soundBack(): void;
};

/** Gives the way to stop it. */
export function watchLife(clock: Clock, events: LifeEvents): () => void {
  let hiddenAt: number | undefined;
  const stops = [
    listen("AppHide", () => {
      hiddenAt = clock.now();
      events.hidden();
    }),
    listen("AppShow", () => {
      const away = hiddenAt === undefined ? 0 : clock.now() - hiddenAt;
      hiddenAt = undefined;
      events.shown(away >= STOPPED_AFTER ? "anew" : "check");
    }),
    listen<{ isConnected?: boolean }>("NetworkStatusChange", ({ isConnected }) => {
      if (isConnected !== false) events.networkBack();
    }),
    listen("AudioInterruptionBegin", () => events.soundTaken()),
    listen("AudioInterruptionEnd", () => events.soundBack()),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
