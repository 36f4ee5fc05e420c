/**
 * From views to events: a pure function of what is held and what has come.
 *
 * Facts drive the events, in their order. What facts cannot tell (an own beginning, a gap) comes from
 * comparing what was told with what is. Whatever views are lost on the way, the last one gives the same
 * terminal event, once.
 */

import type { CallEvent } from "./events.ts";
import { changes, unanswered } from "./gap.ts";
import type { CallView, EndReason, Fact, MediaKind, MemberView, UserId } from "./protocol.ts";

/** What is known of a call, and what was told about it. Never changed in place. */
export type Held = {
  readonly view: CallView;
  readonly begun: boolean;
  /** The others who were told to be there, and what of them was told to be heard and seen. */
  readonly present: ReadonlyMap<UserId, Heard>;
  /** The kind of call that was told. */
  readonly media: MediaKind;
};

type Heard = { audio: boolean; video: boolean };

/** The next state of what is held, and what to tell. `view` must be newer than `held.view`. */
export function derive(
  held: Held | undefined,
  view: CallView,
): { held: Held; events: CallEvent[] } {
  const news = freshFacts(held, view);
  const telling = new Telling(held, view, news);
  if (!held && view.you.phase === "ringing" && !view.ended)
    telling.events.push({ kind: "received" });
  for (const fact of news) telling.fact(fact);
  if (held && !view.facts_complete) telling.gap(held.view);
  telling.reconcile();
  telling.terminal();
  return { held: telling.held(), events: telling.events };
}

/** How often this user has been asked into the call. */
export function episodeOf(view: CallView): number {
  return memberOf(view, view.you.user_id)?.episode ?? 1;
}

/**
 * The facts that are news here: those of later versions than the one held. At first sight of the call,
 * those after this user's own beginning in it, and never those after his own end: the rest is others'
 * business.
 */
function freshFacts(held: Held | undefined, view: CallView): Fact[] {
  const end = ownEnd(view);
  const facts = end === undefined ? view.facts : view.facts.filter(({ version }) => version <= end);
  if (held) return facts.filter((fact) => fact.version > held.view.version);
  const beginning = facts
    .map((fact) => (fact.fact === "invited" || fact.fact === "joined") && isOwn(view, fact))
    .lastIndexOf(true);
  return facts.slice(facts[beginning]?.fact === "joined" ? beginning : beginning + 1);
}

/** The version in which the call ended for this user, where the facts tell it. */
function ownEnd(view: CallView): number | undefined {
  if (!view.ended) return undefined;
  const ends = view.facts.filter((fact) => fact.fact === "left" && isOwn(view, fact));
  return ends[ends.length - 1]?.version;
}

function isOwn(view: CallView, fact: Fact & { user: UserId }): boolean {
  return fact.user === view.you.user_id;
}

/** One turn of the derivation. */
class Telling {
  readonly events: CallEvent[] = [];
  readonly #view: CallView;
  readonly #me: UserId;
  readonly #started: number;
  readonly #present: Map<UserId, Heard>;
  /** Who of the others takes part at this point of the facts, and what of him is on. */
  readonly #there: Map<UserId, Heard>;
  readonly #late: UserId[] = [];
  #begun: boolean;
  #media: MediaKind;

  constructor(held: Held | undefined, view: CallView, news: Fact[]) {
    this.#view = view;
    this.#me = view.you.user_id;
    this.#begun = held?.begun ?? false;
    this.#present = new Map(held?.present);
    this.#media = held?.media ?? mediaBefore(news) ?? view.media;
    this.#there = thereBefore(held, view, news, this.#media);
    // Who is asked by the call itself is no news; who is asked later is.
    this.#started = view.facts.find((fact) => fact.fact === "started")?.version ?? 0;
  }

  held(): Held {
    return {
      view: this.#view,
      begun: this.#begun,
      present: this.#present,
      media: this.#media,
    };
  }

  fact(fact: Fact): void {
    switch (fact.fact) {
      case "accepted":
      case "joined":
        this.#came(fact.user, fact.fact === "accepted");
        return;
      case "camera":
        this.#seen(fact.user, fact.on);
        return;
      case "invited":
        if (fact.user !== this.#me && fact.version > this.#started)
          this.events.push({ kind: "inviting", user: fact.user, by: fact.by });
        return;
      case "left":
        if (fact.user !== this.#me) this.#left(fact);
        return;
      case "media_switched":
        this.#switched(fact.media, fact.by);
        return;
      case "microphone":
        this.#heard(fact.user, fact.on);
        return;
      case "rang":
      case "reconnected":
      case "reconnecting":
        if (fact.user !== this.#me) this.events.push({ kind: fact.fact, user: fact.user });
        return;
      // `connected` and `ended` are told by the view itself; `started` by the command or the ring.
      case "connected":
      case "ended":
      case "started":
        return;
    }
  }

  /** What happened in between is not known: tells how the members differ. */
  gap(before: CallView): void {
    this.events.push(...changes(before, this.#view));
    this.#late.push(...unanswered(before, this.#view));
  }

  /** Tells what is and has not been told. */
  reconcile(): void {
    const view = this.#view;
    if (!view.ended) {
      if (view.connected_at !== undefined) this.#begin();
      this.#switched(view.media);
    }
    for (const member of view.members) {
      if (member.user_id === this.#me) continue;
      const present = this.#present.has(member.user_id);
      if (member.phase === "joined" && !view.ended) {
        const there = heardOf(member, view.media);
        this.#there.set(member.user_id, there);
        this.#enter(member.user_id);
        this.#heard(member.user_id, there.audio);
        this.#seen(member.user_id, there.video);
      } else if (present && member.phase !== "joined" && !(view.ended && view.facts_complete)) {
        this.#gone(member.user_id, member.left?.reason ?? "lost");
      }
    }
  }

  /** Over: one event. Who had not answered comes before it in a call that went on, else after it. */
  terminal(): void {
    const ended = this.#view.ended;
    const late: CallEvent[] =
      this.#late.length > 0 ? [{ kind: "noResponse", users: this.#late }] : [];
    if (!ended) {
      this.events.push(...late);
      return;
    }
    const by = ended.by === undefined ? {} : { by: ended.by };
    if (ended.connected)
      this.events.push(...late, {
        kind: "ended",
        reason: ended.reason,
        duration: ended.duration_ms,
        ...by,
      });
    else this.events.push({ kind: "notConnected", reason: ended.reason, ...by }, ...late);
  }

  #came(user: UserId, accepted: boolean): void {
    if (user === this.#me) {
      this.#begin();
      return;
    }
    this.#there.set(user, { audio: true, video: this.#media === "video" });
    if (accepted) {
      this.events.push({ kind: "accepted", user });
      if (this.#view.you.role === "caller") this.#begin();
    }
    this.#enter(user);
  }

  /** Never for a device that has no part in it: one that rang while another was taken. */
  #begin(): void {
    const tookPart = this.#view.you.phase === "joined" || this.#view.ended?.connected;
    if (this.#begun || !tookPart) return;
    this.#begun = true;
    this.events.push({ kind: "begun" });
    for (const user of this.#there.keys()) this.#enter(user);
  }

  #enter(user: UserId): void {
    const there = this.#there.get(user);
    if (!there || !this.#begun || this.#present.has(user)) return;
    this.events.push({ kind: "joined", user });
    this.#present.set(user, { audio: false, video: false });
    this.#heard(user, there.audio);
    this.#seen(user, there.video);
  }

  #left(fact: Fact & { fact: "left" }): void {
    // Who takes part leaves; one who only rings declines, or does not answer.
    if (!this.#there.delete(fact.user)) this.#unjoined(fact);
    // Who hung up himself need not be told that the others are gone by it.
    const { ended } = this.#view;
    const mine = ended?.by === this.#me && fact.version === ownEnd(this.#view);
    if (!mine) this.#gone(fact.user, fact.reason);
  }

  #unjoined(fact: Fact & { fact: "left" }): void {
    switch (fact.reason) {
      case "busy":
      case "rejected":
        this.events.push({ kind: fact.reason, user: fact.user });
        break;
      case "no_answer":
      case "offline":
        this.#late.push(fact.user);
        break;
      case "answered_elsewhere":
      case "cancelled":
      case "connection_failed":
      case "hangup":
      case "kicked_out":
      case "lost":
      case "rejected_elsewhere":
      case "server":
        break;
    }
  }

  #gone(user: UserId, reason: EndReason): void {
    if (this.#present.delete(user)) this.events.push({ kind: "left", user, reason });
  }

  #switched(to: MediaKind, by?: UserId): void {
    if (this.#media === to) return;
    const from = this.#media;
    this.#media = to;
    this.events.push({ kind: "mediaSwitched", from, to, ...(by === undefined ? {} : { by }) });
  }

  #heard(user: UserId, on: boolean): void {
    const there = this.#there.get(user);
    if (there) there.audio = on;
    const present = this.#present.get(user);
    if (!present || present.audio === on) return;
    this.#present.set(user, { ...present, audio: on });
    this.events.push({ kind: "audioAvailable", user, on });
  }

  #seen(user: UserId, on: boolean): void {
    const there = this.#there.get(user);
    if (there) there.video = on;
    const present = this.#present.get(user);
    if (!present || present.video === on) return;
    // A picture that cannot be decoded here is none.
    if (on && memberOf(this.#view, user)?.video === "unsupported") return;
    this.#present.set(user, { ...present, video: on });
    this.events.push({ kind: "videoAvailable", user, on });
  }
}

/** Who took part before the facts: at first sight the caller, and whoever no fact says has come. */
function thereBefore(
  held: Held | undefined,
  view: CallView,
  news: Fact[],
  media: MediaKind,
): Map<UserId, Heard> {
  const there = new Map<UserId, Heard>();
  const come = new Set<UserId>();
  for (const fact of news)
    if (fact.fact === "accepted" || fact.fact === "joined") come.add(fact.user);
  for (const member of (held?.view ?? view).members) {
    const user = member.user_id;
    if (user === view.you.user_id) continue;
    if (held && member.phase === "joined") there.set(user, heardOf(member, media));
    if (!held && member.joined_at !== undefined && !come.has(user))
      there.set(user, { audio: true, video: media === "video" });
  }
  return there;
}

/** What the call was before the facts, where they tell that it was switched. */
function mediaBefore(facts: Fact[]): MediaKind | undefined {
  const first = facts.find((fact) => fact.fact === "media_switched");
  if (first?.fact !== "media_switched") return undefined;
  return first.media === "audio" ? "video" : "audio";
}

function heardOf(member: MemberView, media: MediaKind): Heard {
  const video = media === "video" && member.camera && member.video === "ok";
  return { audio: member.microphone, video };
}

function memberOf(view: CallView, user: UserId): MemberView | undefined {
  return view.members.find((member) => member.user_id === user);
}
