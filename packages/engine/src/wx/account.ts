/** One app on one server: the session of whoever is signed in, the media, and what is known of people. */

import { ErrorCodes, TUICallEngineError } from "../core/errors.ts";
import type { NeutralEvent } from "../core/events.ts";
import type { Clock, Log, OpenSocket } from "../core/ports.ts";
import { Profiles, type UserProfile } from "../core/profiles.ts";
import type { Profile } from "../core/protocol.ts";
import { Session } from "../core/session.ts";
import type { EngineState } from "../core/state.ts";
import { VERSION } from "../web/version.ts";
import { ERROR_CODE, WxEngineError } from "./codes.ts";
import { watchLife } from "./life.ts";
import { WxMedia } from "./media.ts";
import { allow } from "./permissions.ts";
import { OwnedClock, platformName, random, socketOpener, store } from "./platform.ts";
import { looped, type Place, unlisted } from "./server-address.ts";
import { TalkClock } from "./talk-clock.ts";
import { askedOf } from "./tim.ts";
import type { WxFailure } from "./wx-api.ts";

/** What is asked for during a sign-in waits this long. Lower: fails on slow mobile links. */
const READY_WITHIN = 10_000;

/** The engine that shows what happens on an account; it may change, and there may be none for a while. */
export type Outlets = {
  event(event: NeutralEvent): void;
  state(): void;
  /** Attributes of the tags have changed. */
  updated(): void;
  failed(error: TUICallEngineError): void;
};

export class Account {
  readonly key: string;
  readonly sdkAppId: number;
  readonly session: Session<WxMedia>;
  readonly profiles: Profiles;
  readonly clock: OwnedClock;
  outlets: Outlets | undefined;
  /** A chat SDK of the app's, which knows names. */
  foreign: object | undefined;
  readonly #place: Place;
  readonly #talk: TalkClock;
  readonly #stop: () => void;
  #login: Promise<void> | undefined;
  #giveUp: (error: TUICallEngineError) => void = () => {};
  /** That the server cannot be reached is told once for each sign-in. */
  #told = false;
  #asked = new Set<string>();
  /** The microphone was on when the sound was taken. */
  #unmute = false;

  static keyOf(sdkAppId: number, place: Place): string {
    return `${sdkAppId} ${place.url}`;
  }

  constructor(sdkAppId: number, place: Place, clock: Clock, log: Log) {
    this.key = Account.keyOf(sdkAppId, place);
    this.sdkAppId = sdkAppId;
    this.#place = place;
    this.clock = new OwnedClock(clock);
    this.session = new Session({
      url: place.url,
      sdkAppId,
      platform: "wx",
      sdk: `callkit-wx/${VERSION}`,
      open: this.#opener(),
      clock: this.clock,
      random,
      store,
      log,
      loginWithin: Number.POSITIVE_INFINITY,
      makeMedia: (link) =>
        new WxMedia({
          link,
          clock: this.clock,
          log,
          allow,
          updated: () => this.outlets?.updated(),
          failed: (error) => this.outlets?.failed(error),
          forbidden: (error) => {
            this.outlets?.failed(error);
            this.leave();
          },
        }),
    });
    this.profiles = new Profiles((userIds) => this.#names(userIds), this.clock);
    this.#talk = new TalkClock(this.clock, (seconds) => this.media.talked(seconds));
    this.session.events.on("event", (event) => this.#heard(event));
    this.session.events.on("state", (state) => this.#changed(state));
    this.#stop = this.#live();
  }

  get media(): WxMedia {
    return this.session.media;
  }

  get signedIn(): boolean {
    return this.session.state.session === "signedIn";
  }

  /** Settles when the server has answered, however long that takes. */
  login(userId: string, ticket: string): Promise<void> {
    const given = new Promise<void>((_, reject) => {
      this.#giveUp = reject;
    });
    this.#told = false;
    const login = Promise.race([this.session.login(userId, ticket), given]);
    this.#login = login;
    const cancel = this.clock.setTimeout(() => this.#unreached({}), READY_WITHIN);
    login.then(cancel, cancel);
    return login;
  }

  /** Waits for a sign-in that is going on. */
  async ready(): Promise<void> {
    if (this.signedIn) return;
    if (!this.#login) throw new TUICallEngineError(ErrorCodes.NOT_INITIALISED, "call init() first");
    let cancel = () => {};
    const late = new Promise<void>((_, reject) => {
      cancel = this.clock.setTimeout(() => reject(this.#unreachable({})), READY_WITHIN);
    });
    try {
      await Promise.race([this.#login, late]);
    } finally {
      cancel();
    }
    if (!this.signedIn)
      throw new TUICallEngineError(ErrorCodes.NOT_INITIALISED, "signed out; call init() again");
  }

  /** Ends what goes on: to the server, who only signs out while it rings has not declined. */
  logout(): void {
    this.leave();
    this.session.logout();
    this.profiles.forget();
    this.#asked.clear();
    this.#login = undefined;
  }

  /** Ends what goes on, and does not wait for the server to say so. */
  leave(): void {
    const { phone } = this.session;
    const reason = phone.status === "connected" ? "hangup" : "cancelled";
    if (phone.busy) phone.hangUp().catch(() => undefined);
    phone.drop(reason);
  }

  /** For good. */
  dispose(): void {
    this.logout();
    this.media.release();
    this.#stop();
    this.session.events.clear();
    this.outlets = undefined;
    this.clock.stopAll();
  }

  #heard(event: NeutralEvent): void {
    if (event.kind === "networkQuality") {
      for (const { user_id: user, quality } of event.users) {
        if (user === this.session.userId) this.media.quality(quality);
        else this.media.players.quality(user, quality);
      }
    }
    this.outlets?.event(event);
  }

  #changed(state: EngineState): void {
    const { call } = state;
    const own = { sdkAppID: this.sdkAppId, userID: this.session.userId ?? "" };
    this.media.show(call, own, (userId) => this.profiles.peek(userId));
    const talking = this.session.phone.status === "connected";
    this.#talk.follow(talking ? call?.connectedAt : undefined);
    if (call && this.signedIn) this.#learn(call.members.map(({ userId }) => userId));
    this.outlets?.state();
  }

  #learn(userIds: readonly string[]): void {
    const unknown = userIds.filter((user) => !this.#asked.has(user));
    if (unknown.length === 0) return;
    for (const user of unknown) this.#asked.add(user);
    this.profiles.of(unknown).then(
      () => {
        if (this.session.state.call) this.#changed(this.session.state);
      },
      () => {
        for (const user of unknown) this.#asked.delete(user);
      },
    );
  }

  /** From the app's own chat SDK, where there is one that answers; else from the server. */
  async #names(user_ids: string[]): Promise<Profile[]> {
    const known = this.foreign && (await askedOf(this.foreign, user_ids).catch(() => undefined));
    if (known) return known.map(asProfile);
    const { profiles } = await this.session.run({ type: "get_profiles", user_ids });
    return profiles ?? [];
  }

  #opener(): OpenSocket {
    let failure: WxFailure = {};
    const open = socketOpener((why) => {
      failure = why;
    });
    return (url, handlers) => {
      failure = {};
      return open(url, {
        ...handlers,
        closed: (code) => {
          handlers.closed(code);
          if (this.session.state.session === "signingIn") this.#unreached(failure);
        },
      });
    };
  }

  /** A try to sign in has failed; the connection makes the next. */
  #unreached(failure: WxFailure): void {
    if (this.session.state.session !== "signingIn") return;
    if (/domain list/.test(failure.errMsg ?? "")) {
      this.#giveUp(unlisted(this.#place.url));
      this.logout();
      return;
    }
    if (this.#told) return;
    this.#told = true;
    this.outlets?.failed(this.#unreachable(failure));
  }

  #unreachable({ errMsg }: WxFailure): TUICallEngineError {
    const { url, loopback } = this.#place;
    if (loopback && platformName() !== "devtools") return looped(url);
    const why = errMsg ? ` (${errMsg})` : "";
    const text = `the server at ${url} cannot be reached${why}; trying again`;
    return new WxEngineError(ERROR_CODE.NO_NETWORK, text);
  }

  #live(): () => void {
    const { phone } = this.session;
    const microphone = (on: boolean) => phone.microphone(on).catch(() => undefined);
    return watchLife(this.clock, {
      hidden: () => this.media.visible(false),
      shown: (line) => {
        this.session.wake(line);
        this.media.visible(true);
      },
      networkBack: () => this.session.wake(),
      soundTaken: () => {
        this.#unmute = phone.busy && this.media.local.microphone;
        if (this.#unmute) microphone(false);
      },
      soundBack: () => {
        if (this.#unmute && phone.busy) microphone(true);
        this.#unmute = false;
      },
    });
  }
}

function asProfile({ userID, nick, avatar }: UserProfile): Profile {
  return { user_id: userID, nick, avatar };
}
