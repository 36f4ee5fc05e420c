/**
 * The streams of the others. Mode RTC with an RTMP address is the pair that WeChat documents for low delay; where RTMP
 * does not get through, the same stream comes by HTTP-FLV, which live-player plays in mode live with a short cache.
 */

import type { Clock } from "../core/ports.ts";
import type { LivePlayerView } from "../core/protocol.ts";
import type { CallState } from "../core/state.ts";
import type { SoundMode } from "./constants.ts";
import { Retry } from "./retry.ts";
import { type NetStatus, newPlayer, PLAYER_STATE, type Player } from "./tags.ts";

type Route = "rtmp" | "flv";

/** As short as WeChat takes them for speech by HTTP-FLV, seconds; by RTMP the player minds its cache itself. */
const FLV_CACHE = { minCache: 0.2, maxCache: 0.8 };
const RTMP_CACHE = { minCache: 1, maxCache: 2 };
/** What a tag reports of its old address this soon after it got another one is no news, ms. */
const AFTERMATH = 1_000;

type Entry = {
  player: Player;
  retry: Retry;
  route: Route;
  /** Since it last played, both routes have failed. */
  stuck: boolean;
  switchedAt: number;
  /** Switched off by the user of this device. */
  silent: boolean;
  hidden: boolean;
};

export type PlayerEvents = {
  /** Attributes have changed. */
  updated(): void;
  /** A stream is lost by both routes; told once until it is back. */
  lost(message: string): void;
  /** Whether any is lost has changed. */
  recovering(): void;
};

export class Players {
  soundMode: SoundMode = "speaker";
  readonly #clock: Clock;
  readonly #events: PlayerEvents;
  readonly #entries = new Map<string, Entry>();
  #addresses: readonly LivePlayerView[] = [];
  /** Where RTMP was blocked once it is blocked for all. */
  #route: Route = "rtmp";

  constructor(clock: Clock, events: PlayerEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  /** Copies, which nobody changes any more. */
  get list(): Player[] {
    return [...this.#entries.values()].map(({ player }) => ({ ...player }));
  }

  get stuck(): boolean {
    return [...this.#entries.values()].some(({ stuck }) => stuck);
  }

  /** Where streams are played from. Says whether anything is different. */
  follow(addresses: readonly LivePlayerView[]): boolean {
    this.#addresses = addresses;
    return [...this.#entries.values()].map((entry) => this.#point(entry)).includes(true);
  }

  /** Brings the list in line with who is there. Says whether anything is different. */
  show(call: CallState | undefined, me: string, names: (userId: string) => Person): boolean {
    const members = call?.connectedAt && call.phase !== "ended" ? call.members : [];
    const joined = members.filter(({ userId, phase }) => phase === "joined" && userId !== me);
    let changed = false;
    for (const [userId, { retry }] of this.#entries) {
      if (joined.some((member) => member.userId === userId)) continue;
      retry.done();
      this.#entries.delete(userId);
      changed = true;
    }
    for (const member of joined) {
      const { userId, microphone, camera, video, level } = member;
      const entry = this.#entries.get(userId) || this.#enter(userId);
      const hasVideo = camera && video === "ok" && call?.media === "video";
      const { nick, avatar } = names(userId);
      const wanted = { hasAudio: microphone, hasVideo, volume: level, nick, avatar };
      changed = this.#assign(entry, wanted) || changed;
    }
    return changed;
  }

  /** live-player's `statechange`. */
  state(userId: string, code: number): void {
    const entry = this.#entries.get(userId);
    if (!entry) return;
    if (code >= PLAYER_STATE.streaming && code <= PLAYER_STATE.playing) {
      entry.retry.done();
      this.#stick(entry, false);
    }
    const unreachable = code === PLAYER_STATE.rtmpUnreachable && entry.route === "rtmp";
    if (unreachable || code === PLAYER_STATE.lost) this.#lost(entry);
  }

  /** What a tag reports of network or loudness. */
  report(userId: string, change: { netStatus?: NetStatus; volume?: number }): void {
    const entry = this.#entries.get(userId);
    if (entry && this.#assign(entry, change)) this.#events.updated();
  }

  /** The server's measure of everybody's network, for clients whose tags do not report one. */
  quality(userId: string, netQualityLevel: number): void {
    const { netStatus = {} } = this.#entries.get(userId)?.player || {};
    if (netStatus["netQualityLevel"] === netQualityLevel) return;
    this.report(userId, { netStatus: { ...netStatus, netQualityLevel } });
  }

  /** This device's own choice whether to hear or see somebody. */
  choose(userId: string, choice: { silent?: boolean; hidden?: boolean }): void {
    Object.assign(this.#entries.get(userId) || {}, choice);
    this.report(userId, {});
  }

  setSoundMode(soundMode: SoundMode): void {
    this.soundMode = soundMode;
    for (const entry of this.#entries.values()) this.#assign(entry, { soundMode });
    this.#events.updated();
  }

  clear(): void {
    for (const { retry } of this.#entries.values()) retry.done();
    this.#entries.clear();
    this.#addresses = [];
    this.soundMode = "speaker";
  }

  #enter(userId: string): Entry {
    const entry: Entry = {
      player: newPlayer(userId, this.soundMode),
      retry: new Retry(this.#clock),
      route: this.#route,
      stuck: false,
      switchedAt: Number.NEGATIVE_INFINITY,
      silent: false,
      hidden: false,
    };
    this.#entries.set(userId, entry);
    this.#point(entry);
    return entry;
  }

  #lost(entry: Entry): void {
    const { player, route, retry, stuck, switchedAt } = entry;
    if (this.#clock.now() - switchedAt < AFTERMATH) return;
    this.#stick(entry, true);
    if (route === "rtmp" && !stuck) {
      this.#route = "flv";
      this.#turn(entry);
      return;
    }
    if (retry.tries === 0) this.#events.lost(`the stream of ${player.userID} is lost`);
    // Another address is what makes a tag that has given up begin anew.
    retry.again(() => this.#turn(entry));
  }

  #stick(entry: Entry, stuck: boolean): void {
    if (entry.stuck === stuck) return;
    entry.stuck = stuck;
    this.#events.recovering();
  }

  #turn(entry: Entry): void {
    entry.route = entry.route === "rtmp" ? "flv" : "rtmp";
    entry.switchedAt = this.#clock.now();
    if (this.#point(entry)) this.#events.updated();
  }

  #point(entry: Entry): boolean {
    const { route, player } = entry;
    const view = this.#addresses.find(({ user_id }) => user_id === player.userID);
    const { rtmp_url, flv_url } = view || { rtmp_url: "", flv_url: "" };
    return this.#assign(
      entry,
      route === "rtmp"
        ? { src: rtmp_url, mode: "RTC", ...RTMP_CACHE }
        : { src: flv_url, mode: "live", ...FLV_CACHE },
    );
  }

  #assign(entry: Entry, change: Partial<Player>): boolean {
    const after = { ...entry.player, ...change };
    after.muteAudio = !after.hasAudio || entry.silent;
    after.muteVideo = !after.hasVideo || entry.hidden;
    const same = alike(entry.player, after);
    entry.player = after;
    return !same;
  }
}

/** Whether nothing of `change` is news. */
export function alike<T extends object>(before: T, change: Partial<T>): boolean {
  return (Object.keys(change) as (keyof T)[]).every((key) => before[key] === change[key]);
}

export type Person = { nick: string; avatar: string };
