/** The newest view of each call that this device knows. */

import { derive, episodeOf, type Held } from "./derive.ts";
import type { CallEvent } from "./events.ts";
import type { CallId, CallView, EndReason } from "./protocol.ts";

/** How many ended calls are remembered, so that a late view of one is known for old. */
const REMEMBERED = 50;

export type Received = {
  /** What to tell, in order. */
  events: CallEvent[];
  view: CallView;
  /** Nothing was known of the call (or of this invitation into it). */
  first: boolean;
};

export class Calls {
  readonly #held = new Map<CallId, Held>();

  /** Takes a view in; `undefined` when it is no news. Either way the held version is to be acknowledged. */
  receive(view: CallView): Received | undefined {
    const known = this.#held.get(view.call_id);
    if (known && view.version <= known.view.version) return undefined;
    // A call that is over begins anew only by another invitation.
    const over = known?.view.ended !== undefined;
    if (over && episodeOf(view) <= episodeOf(known.view)) {
      this.#hold({ ...known, view: { ...known.view, version: view.version } });
      return undefined;
    }
    const before = over ? undefined : known;
    const { held, events } = derive(before, view);
    this.#hold(held);
    return { events, view, first: before === undefined };
  }

  /** Ends a call here, whatever the server will say of it. */
  end(
    callId: CallId,
    reason: EndReason,
    by: string | undefined,
    serverNow: number,
  ): Received | undefined {
    const known = this.#held.get(callId);
    if (!known || known.view.ended) return undefined;
    const { view } = known;
    const connected = known.begun;
    const since = memberSince(view);
    const ended = {
      at: serverNow,
      reason,
      connected,
      duration_ms: connected && since !== undefined ? Math.max(serverNow - since, 0) : 0,
      ...(by === undefined ? {} : { by }),
    };
    const { leg: _, ...you } = view.you;
    const last: CallView = { ...view, ended, you: { ...you, phase: "left" }, facts: [] };
    const { held, events } = derive(known, { ...last, facts_complete: true });
    this.#hold(held);
    return { events, view: held.view, first: false };
  }

  view(callId: CallId): CallView | undefined {
    return this.#held.get(callId)?.view;
  }

  /** The calls that are not over. */
  live(): CallView[] {
    return [...this.#held.values()].map((held) => held.view).filter((view) => !view.ended);
  }

  clear(): void {
    this.#held.clear();
  }

  #hold(held: Held): void {
    const id = held.view.call_id;
    this.#held.delete(id);
    this.#held.set(id, held);
    for (const [old, { view }] of this.#held) {
      if (this.#held.size <= REMEMBERED) break;
      if (view.ended) this.#held.delete(old);
    }
  }
}

/** From when on this user was in the connected call. */
function memberSince(view: CallView): number | undefined {
  const joined = view.members.find((member) => member.user_id === view.you.user_id)?.joined_at;
  if (view.connected_at === undefined) return undefined;
  return Math.max(view.connected_at, joined ?? 0);
}
