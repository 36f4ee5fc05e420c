/** A call as lanes, one for each member: when he rang, was in it, was away, and was not to be heard or seen. */

import type { CallLogView, TimelineEntry } from "../api.ts";

export type SpanKind = "ringing" | "joined" | "reconnecting" | "muted" | "unseen";

export interface LaneSpan {
  readonly kind: SpanKind;
  readonly from: number;
  readonly to: number;
}

/** A moment worth a mark. */
export interface LaneMark {
  readonly at: number;
  readonly kind: "network" | "failed";
}

export interface Lane {
  readonly user: string;
  readonly spans: readonly LaneSpan[];
  readonly marks: readonly LaneMark[];
}

/** From when to when a call is drawn. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

export function extent(log: CallLogView): Extent {
  const last = Math.max(log.started_at, ...log.timeline.map(({ at }) => at));
  const to = log.live ? log.now : Math.max(last, log.record?.ended_at ?? last);
  return { from: log.started_at, to: Math.max(to, log.started_at + 1000) };
}

/** Lanes in the order in which members came into the call. */
export function lanes(timeline: readonly TimelineEntry[], { to }: Extent): Lane[] {
  const builders = new Map<string, LaneBuilder>();
  const lane = (user: string) => {
    const known = builders.get(user);
    if (known) return known;
    const made = new LaneBuilder(user);
    builders.set(user, made);
    return made;
  };
  for (const entry of timeline) {
    if (entry.source === "media") {
      if (entry.note === "network_changed") lane(entry.user_id).mark("network", entry.at);
      if (entry.note === "failed") lane(entry.user_id).mark("failed", entry.at);
      continue;
    }
    switch (entry.fact) {
      case "started":
        lane(entry.user).begin("joined", entry.at);
        break;
      case "invited":
        lane(entry.user).begin("ringing", entry.at);
        break;
      case "accepted":
      case "joined":
        lane(entry.user).end("ringing", entry.at);
        lane(entry.user).begin("joined", entry.at);
        break;
      case "reconnecting":
        lane(entry.user).begin("reconnecting", entry.at);
        break;
      case "reconnected":
        lane(entry.user).end("reconnecting", entry.at);
        break;
      case "microphone":
        lane(entry.user).turn("muted", !entry.on, entry.at);
        break;
      case "camera":
        lane(entry.user).turn("unseen", !entry.on, entry.at);
        break;
      case "left":
        lane(entry.user).endAll(entry.at);
        break;
      case "ended":
        for (const each of builders.values()) each.endAll(entry.at);
        break;
      case "connected":
      case "media_switched":
      case "rang":
        break;
    }
  }
  return [...builders.values()].map((builder) => builder.build(to));
}

class LaneBuilder {
  readonly #user: string;
  readonly #spans: LaneSpan[] = [];
  readonly #marks: LaneMark[] = [];
  readonly #open = new Map<SpanKind, number>();

  constructor(user: string) {
    this.#user = user;
  }

  begin(kind: SpanKind, at: number): void {
    if (!this.#open.has(kind)) this.#open.set(kind, at);
  }

  end(kind: SpanKind, at: number): void {
    const from = this.#open.get(kind);
    if (from === undefined) return;
    this.#open.delete(kind);
    if (at > from) this.#spans.push({ kind, from, to: at });
  }

  turn(kind: SpanKind, on: boolean, at: number): void {
    if (on) this.begin(kind, at);
    else this.end(kind, at);
  }

  endAll(at: number): void {
    for (const kind of [...this.#open.keys()]) this.end(kind, at);
  }

  mark(kind: LaneMark["kind"], at: number): void {
    this.#marks.push({ at, kind });
  }

  build(to: number): Lane {
    this.endAll(to);
    return { user: this.#user, spans: this.#spans, marks: this.#marks };
  }
}

/** What a member was doing at a moment. */
export function kindsAt(lane: Lane, at: number): ReadonlySet<SpanKind> {
  return new Set(
    lane.spans.filter(({ from, to }) => from <= at && at < to).map(({ kind }) => kind),
  );
}
