/**
 * Tells listeners what happened, in order: what came at once first, then the attributes that it changed. What a listener
 * brings about by what it does is told after what he was being told.
 */

import { episodeOf } from "../core/derive.ts";
import type { NeutralEvent } from "../core/events.ts";
import type { CallView } from "../core/protocol.ts";
import { type Beside, type Emission, emissions } from "./events.ts";
import type { Listeners } from "./listeners.ts";

export class Outbox {
  readonly #listeners: Listeners;
  readonly #ends: string[];
  readonly #beside: () => Beside;
  #heard: NeutralEvent[] = [];
  #waiting: Emission[] = [];
  #telling = false;

  /** `ends`: the calls whose end was told, the latest last; outlives an engine. */
  constructor(listeners: Listeners, ends: string[], beside: () => Beside) {
    this.#listeners = listeners;
    this.#ends = ends;
    this.#beside = beside;
  }

  /**
   * What belongs to a call is told at the next `flush`, together with what else comes until then. A call
   * whose end was told is over: after signing out and in again the server, which cannot know that, brings it once more.
   */
  hear(event: NeutralEvent): void {
    this.#heard.push(event);
    if (!("call" in event)) this.flush();
  }

  flush(): void {
    if (this.#heard.length === 0) return;
    const news = this.#heard
      .splice(0)
      .filter((event) => !("call" in event && this.#ends.includes(nameOf(event.call))));
    for (const event of news)
      if (event.kind === "ended" || event.kind === "notConnected")
        this.#ends.push(nameOf(event.call));
    this.#ends.splice(0, Math.max(this.#ends.length - REMEMBERED, 0));
    this.tell(...emissions(news, this.#beside()));
  }

  tell(...told: Emission[]): void {
    this.#waiting.push(...told);
    if (this.#telling) return;
    this.#telling = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift())
      this.#listeners.emit(...next);
    this.#telling = false;
  }
}

/** Higher: knows older calls for old. The server keeps what was not acknowledged for a day. */
const REMEMBERED = 50;

/** Which invitation into which call. */
function nameOf(call: CallView): string {
  return `${call.call_id} ${episodeOf(call)}`;
}
