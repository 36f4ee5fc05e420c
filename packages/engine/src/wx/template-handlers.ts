/** What templates bind to the tags and buttons: each takes WeChat's own event. */

import type { Log } from "../core/ports.ts";
import type { WxMedia } from "./media.ts";
import type { NetStatus, Player } from "./tags.ts";
import type { WxFailure } from "./wx-api.ts";

export type TagEvent = {
  detail?: WxFailure & {
    code?: number;
    message?: string;
    info?: NetStatus;
    volume?: number;
    errCode?: number;
  };
  currentTarget?: { id?: string; dataset?: Readonly<Record<string, unknown>> };
};

/** The part of TUICallEngine that templates call. */
export abstract class TemplateHandlers {
  #screen: unknown = "pusher";

  /** Of the account there is; else one that nobody uses. */
  protected abstract readonly media: WxMedia;
  protected abstract readonly log: Log;
  abstract hangup(): Promise<unknown>;
  abstract openCamera(): Promise<unknown>;
  abstract closeCamera(): Promise<unknown>;
  abstract openMicrophone(): Promise<unknown>;
  abstract closeMicrophone(): Promise<unknown>;

  _pusherStateChangeHandler({ detail: { code = 0, message = "" } = {} }: TagEvent): void {
    this.media.pusherState(code, message);
  }

  _pusherNetStatus({ detail: { info = {} } = {} }: TagEvent): void {
    this.media.pusherNetwork(info);
  }

  _pusherErrorHandler({ detail = {} }: TagEvent): void {
    this.media.pusherError(detail.errCode || 0, detail);
  }

  _pusherAudioVolumeNotify({ detail: { volume = 0 } = {} }: TagEvent): void {
    this.media.pusherVolume(volume);
  }

  _playerStateChange(event: TagEvent): void {
    const { detail: { code = 0 } = {} } = event;
    this.media.players.state(userOf(event), code);
  }

  _playNetStatus(event: TagEvent): void {
    const { detail: { info: netStatus = {} } = {} } = event;
    this.media.players.report(userOf(event), { netStatus });
  }

  _playerAudioVolumeNotify(event: TagEvent): void {
    const { detail: { volume = 0 } = {} } = event;
    this.media.players.report(userOf(event), { volume });
  }

  /** Turns the microphone off or on. */
  _pusherAudioHandler(): Promise<void> {
    return this.#quietly(
      this.media.local.microphone ? this.closeMicrophone() : this.openMicrophone(),
    );
  }

  /** Turns the camera off or on. */
  _pusherVideoHandler(): Promise<void> {
    return this.#quietly(this.media.local.camera ? this.closeCamera() : this.openCamera());
  }

  _hangUp(): Promise<void> {
    return this.#quietly(this.hangup());
  }

  /** Gives which picture is to be the big one: `pusher` or `player`. Another only in a video call between two. */
  _toggleViewSize(event: TagEvent): unknown {
    const { screen } = dataOf(event);
    const { playerList, pusher } = this.media;
    const between = playerList.length === 1 && pusher.type === 2;
    if (between && (screen === "pusher" || screen === "player")) this.#screen = screen;
    return this.#screen;
  }

  /** Hears a member no longer, or again; `dataset.value` is his item of `playerList`. */
  _mutePlayerAudio(event: TagEvent): void {
    const player = this.#player(event);
    if (player?.hasAudio) this.media.players.choose(player.userID, { silent: !player.muteAudio });
  }

  /** Sees him no longer, or again. */
  _mutePlayerVideo(event: TagEvent): void {
    const player = this.#player(event);
    if (player?.hasVideo) this.media.players.choose(player.userID, { hidden: !player.muteVideo });
  }

  #player(event: TagEvent): Player | undefined {
    const { userID } = (dataOf(event)["value"] || {}) as Partial<Player>;
    return this.media.playerList.find((player) => player.userID === userID);
  }

  /** Templates wait for nothing; what failed is in the log. */
  #quietly(work: Promise<unknown>): Promise<void> {
    return work.then(
      () => undefined,
      (error) => this.log("warn", String(error)),
    );
  }
}

function dataOf({ currentTarget: { dataset = {} } = {} }: TagEvent): Record<string, unknown> {
  return dataset;
}

/** By `data-userid`; else by the id, which is `<userID>_main`. */
function userOf(event: TagEvent): string {
  const { currentTarget: { id = "" } = {} } = event;
  return String(dataOf(event)["userid"] || id.replace(/_main$/, ""));
}
