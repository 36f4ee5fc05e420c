/**
 * The media of a mini program. The engine itself opens nothing: it keeps the attributes that a page binds to
 * live-pusher and live-player, and hears from the page what the tags report.
 */

import type { Clock, Log, MediaCall, MediaLink, MediaPort, Wanted } from "../core/ports.ts";
import type { CallState, LocalState } from "../core/state.ts";
import { ERROR_CODE, WxEngineError } from "./codes.ts";
import { notPermitted, refusal } from "./permissions.ts";
import { alike, type Person, Players } from "./players.ts";
import { Retry } from "./retry.ts";
import {
  BITRATE,
  newPusher,
  type Player,
  PUSHER_ERROR,
  PUSHER_STATE,
  type Pusher,
} from "./tags.ts";
import { api, type PusherContext, type WxFailure } from "./wx-api.ts";

/** A page has bound a new address by then, and a tag that was stopped can be started, ms. */
const BOUND_WITHIN = 300;
const LOCAL: LocalState = { microphone: false, camera: false, front: true, soundBlocked: false };

export type MediaNeeds = {
  link: MediaLink;
  clock: Clock;
  log: Log;
  /** Rejects when the user does not allow it. */
  allow(wanted: Wanted): Promise<void>;
  /** Attributes have changed that the state does not tell of. */
  updated(): void;
  failed(error: WxEngineError): void;
  /** As `failed`, and no call can go on. */
  forbidden(error: WxEngineError): void;
};

export class WxMedia implements MediaPort {
  readonly players: Players;
  /** Grows with each change of an attribute. */
  version = 0;
  /** The version in which everything is as it was at first. */
  #untouched = 0;
  readonly #needs: MediaNeeds;
  readonly #retry: Retry;
  #local = LOCAL;
  #pusher = newPusher();
  #pushLost = false;
  #suspended = false;
  #hidden = false;
  #opening: Promise<void> = Promise.resolve();
  /** Counts releases: what was asked for before one is not opened after it. */
  #era = 0;
  #waiting: (() => void)[] = [];

  constructor(needs: MediaNeeds) {
    this.#needs = needs;
    this.#retry = new Retry(needs.clock);
    this.players = new Players(needs.clock, {
      updated: () => this.#touch(),
      lost: (message) => this.#failed(ERROR_CODE.PLAY_LOST, message),
      recovering: () => this.#tellInterrupted(),
    });
  }

  get local(): LocalState {
    return this.#local;
  }

  /** A copy, which nobody changes any more. */
  get pusher(): Pusher {
    return { ...this.#pusher };
  }

  get playerList(): Player[] {
    return this.players.list;
  }

  /** Closes at once; opens after the user has allowed it, one request after the other. */
  open(wanted: Wanted): Promise<void> {
    const { microphone, camera } = this.#local;
    this.#use({
      microphone: microphone && wanted.microphone,
      camera: camera && wanted.camera,
    });
    const era = this.#era;
    const turn = this.#opening.then(() => this.#allowed(wanted, era));
    this.#opening = turn.catch(() => undefined);
    return turn;
  }

  follow({ leg, sending }: MediaCall): void {
    const live = sending ? leg?.live : undefined;
    if (leg) this.#limit(leg.max_video_kbps);
    const { push_url, players } = live || { push_url: "", players: [] };
    this.#push(push_url);
    if (this.players.follow(players)) this.version += 1;
  }

  release(): void {
    this.#era += 1;
    this.#retry.done();
    this.players.clear();
    this.#pushLost = false;
    this.#suspended = false;
    this.#wake();
    if (this.version === this.#untouched) return;
    this.#pusher = newPusher();
    this.#local = LOCAL;
    this.version += 1;
    this.#untouched = this.version;
    this.#context((context) => {
      context.stop();
      context.stopPreview();
    });
    this.#needs.link.changed();
  }

  /** Resolves when there is an address to push to, and in any case after so many ms. */
  pushing(ms: number): Promise<void> {
    if (this.#pusher.url !== "") return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#needs.clock.setTimeout(resolve, ms);
      this.#waiting.push(() => {
        cancel();
        resolve();
      });
    });
  }

  /** What the state tells of this call and of those in it. */
  show(
    call: CallState | undefined,
    own: Pick<Pusher, "sdkAppID" | "userID">,
    names: (userId: string) => Person,
  ): void {
    if (this.players.show(call, own.userID || "", names)) this.version += 1;
    if (!call || call.phase === "ended") return;
    this.#assign({ ...own, roomID: call.roomId, type: call.media === "audio" ? 1 : 2 });
  }

  /** So many seconds have been talked. */
  talked(seconds: number): void {
    this.#assign({ chatTime: clockTime(seconds), chatTimeNum: seconds });
    this.#needs.updated();
  }

  /** The other camera. While it sends, only the tag itself can turn; a new attribute would turn it back. */
  flip(): void {
    this.#local = { ...this.#local, front: !this.#local.front };
    if (this.#pusher.url !== "") this.#context((context) => context.switchCamera());
    else this.#assign({ frontCamera: this.#local.front ? "front" : "back" });
    this.#needs.link.changed();
  }

  /** The mini program has gone to the background, or is seen again: what was stopped there goes on. */
  visible(visible: boolean): void {
    this.#hidden = !visible;
    if (visible && this.#suspended) this.#restart();
  }

  /** live-pusher's `statechange`. */
  pusherState(code: number, message: string): void {
    switch (code) {
      case PUSHER_STATE.connected:
      case PUSHER_STATE.pushing:
        this.#pushes();
        return;
      case PUSHER_STATE.reconnecting:
        this.#interrupt(true);
        return;
      case PUSHER_STATE.suspended:
        this.#suspended = this.#pusher.url !== "";
        if (this.#suspended && !this.#hidden) this.#retry.again(() => this.#restart());
        return;
      case PUSHER_STATE.lost:
        if (this.#pusher.url === "") return;
        if (this.#retry.tries === 0) this.#failed(code, message);
        this.#interrupt(true);
        this.#retry.again(() => this.#restart());
        return;
      case PUSHER_STATE.cameraFailed:
        this.#failed(code, message);
        if (this.#local.camera) this.#needs.link.cameraLost();
        return;
    }
    if (code < 0) this.#failed(code, message);
  }

  /** live-pusher's `error`: a device was refused, or the tag does not work at all. */
  pusherError(errCode: number, failure: WxFailure): void {
    const { errMsg = "" } = failure;
    switch (errCode) {
      case PUSHER_ERROR.camera:
      case PUSHER_ERROR.microphone: {
        const scope = errCode === PUSHER_ERROR.camera ? "scope.camera" : "scope.record";
        this.#needs.failed(refusal(failure, scope));
        return;
      }
      case PUSHER_ERROR.music:
      case PUSHER_ERROR.image:
        this.#needs.log("warn", `live-pusher: ${errMsg} (${errCode})`);
        return;
    }
    if (/access denied|permission/i.test(errMsg)) this.#needs.forbidden(notPermitted(errMsg));
    else this.#failed(errCode || ERROR_CODE.UNKNOWN, errMsg || "live-pusher failed");
  }

  /** live-pusher's `netstatus`. */
  pusherNetwork(info: Readonly<Record<string, unknown>>): void {
    if (info["videoBitrate"] || info["audioBitrate"]) this.#pushes();
    const { netQualityLevel = this.#pusher.netQualityLevel } = info as { netQualityLevel?: number };
    this.#assign({ netStatus: { ...this.#pusher.netStatus, ...info } });
    if (netQualityLevel !== undefined) this.#assign({ netQualityLevel });
    this.#needs.updated();
  }

  pusherVolume(volume: number): void {
    this.#assign({ volume });
    this.#needs.updated();
  }

  /** The server's measure of one's own network. */
  quality(netQualityLevel: number): void {
    this.#assign({ netQualityLevel });
  }

  async #allowed(wanted: Wanted, era: number): Promise<void> {
    if (era !== this.#era) return;
    const { microphone, camera } = this.#local;
    const more = {
      microphone: wanted.microphone && !microphone,
      camera: wanted.camera && !camera,
    };
    if (more.microphone || more.camera) await this.#needs.allow(more);
    // Hung up while the user was being asked: what he allowed is for another call.
    if (era === this.#era) this.#use(wanted);
  }

  #failed(code: number, message: string): void {
    this.#needs.failed(new WxEngineError(code, message));
  }

  #use({ microphone, camera }: Wanted): void {
    const before = this.#local;
    if (before.microphone === microphone && before.camera === camera) return;
    this.#local = { ...before, microphone, camera };
    this.#assign({ enableMic: microphone, enableCamera: camera });
    this.#needs.link.changed();
  }

  #push(url: string): void {
    const before = this.#pusher.url;
    if (before === url) return;
    const on = url !== "";
    this.#assign({ url, autopush: on, enableAgc: on, enableAns: on });
    this.#retry.done();
    if (before !== "") {
      // Not every client lets a tag that is sending follow its address.
      this.#context((context) => context.stop());
      if (on) this.#needs.clock.setTimeout(() => this.#start(url), BOUND_WITHIN);
    }
    if (on) this.#wake();
  }

  /** As much as the slowest receiver can take. */
  #limit(kbps: number): void {
    const maxBitrate = Math.min(kbps, BITRATE.most);
    this.#assign({ maxBitrate, minBitrate: Math.min(maxBitrate, BITRATE.least) });
  }

  #restart(): void {
    this.#suspended = false;
    const { url } = this.#pusher;
    if (url === "") return;
    this.#context((context) => context.stop());
    this.#start(url);
  }

  #start(url: string): void {
    if (this.#pusher.url === url) this.#context((context) => context.start());
  }

  #pushes(): void {
    this.#retry.done();
    this.#interrupt(false);
  }

  #interrupt(lost: boolean): void {
    if (this.#pushLost === lost) return;
    this.#pushLost = lost;
    this.#tellInterrupted();
  }

  #tellInterrupted(): void {
    this.#needs.link.interrupted(this.#pushLost || this.players.stuck);
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #assign(change: Partial<Pusher>): void {
    const before = this.#pusher;
    if (alike(before, change)) return;
    this.#pusher = { ...before, ...change };
    this.version += 1;
  }

  #touch(): void {
    this.version += 1;
    this.#needs.updated();
  }

  /** A page has one live-pusher at most; where it has none, there is nothing to do. */
  #context(use: (context: PusherContext) => void): void {
    try {
      const { createLivePusherContext } = api();
      if (createLivePusherContext) use(createLivePusherContext());
    } catch (error) {
      this.#needs.log("info", `live-pusher: ${String(error)}`);
    }
  }
}

/** Media of no account: nothing can be done with it and nobody hears of it. */
export function idleMedia(clock: Clock, log: Log): WxMedia {
  const nothing = () => {};
  const link = { changed: nothing, interrupted: nothing, cameraLost: nothing } as MediaLink &
    object;
  const allow = () => Promise.resolve();
  return new WxMedia({
    link,
    clock,
    log,
    allow,
    updated: nothing,
    failed: nothing,
    forbidden: nothing,
  });
}

function clockTime(seconds: number): string {
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
