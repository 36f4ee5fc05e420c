/** `wx.createInnerAudioContext` on the browser's own player, and the phone's interruptions. */

import type { Callback } from "../../shared/loose.ts";
import { resourceUrl } from "../resource.ts";
import type { WxApi } from "./api.ts";

/** What a test can see of a player. */
export interface Player {
  readonly src: string;
  readonly playing: boolean;
  readonly looping: boolean;
  readonly destroyed: boolean;
  readonly element: HTMLAudioElement;
}

export interface Players {
  readonly all: readonly Player[];
  /** A telephone call takes the speaker: what plays is paused, and the app is told. */
  interrupt(): void;
  interruptionOver(): void;
  /** The mini program has been frozen: nothing of it sounds. */
  suspend(): void;
}

/** Names of the app's listeners, and the browser's event that each of them hears. */
const EVENTS = {
  Canplay: "canplay",
  Play: "play",
  Pause: "pause",
  Ended: "ended",
  TimeUpdate: "timeupdate",
  Waiting: "waiting",
  Seeking: "seeking",
  Seeked: "seeked",
  Error: "error",
  Stop: "mp-stop",
} as const;

export function addAudio(api: WxApi): Players {
  const players: InnerAudio[] = [];
  api.sync("createInnerAudioContext", () => {
    const player = new InnerAudio(api);
    players.push(player);
    return player.context;
  });
  api.async("setInnerAudioOption");
  const pauseAll = () => {
    for (const { playing, element } of players) if (playing) element.pause();
  };
  return {
    get all() {
      return players;
    },
    suspend: pauseAll,
    interrupt() {
      pauseAll();
      api.listeners.emit("onAudioInterruptionBegin");
    },
    interruptionOver() {
      api.listeners.emit("onAudioInterruptionEnd");
    },
  };
}

class InnerAudio implements Player {
  readonly element = new Audio();
  readonly context: object;
  src = "";
  destroyed = false;
  readonly #api: WxApi;

  constructor(api: WxApi) {
    this.#api = api;
    this.context = this.#context();
  }

  get playing(): boolean {
    return !this.element.paused;
  }

  get looping(): boolean {
    return this.element.loop;
  }

  #context(): object {
    const { element } = this;
    const context = {
      startTime: 0,
      autoplay: false,
      obeyMuteSwitch: true,
      referrerPolicy: "no-referrer",
      play: () => {
        this.#api.journal.call("audio.play", this.src);
        // The element says by its error event what went wrong.
        element.play().catch(() => {});
      },
      pause: () => element.pause(),
      stop: () => {
        this.#api.journal.call("audio.stop", this.src);
        element.pause();
        element.currentTime = 0;
        element.dispatchEvent(new Event("mp-stop"));
      },
      seek: (seconds: number) => {
        element.currentTime = seconds;
      },
      destroy: () => {
        this.#api.journal.call("audio.destroy", this.src);
        this.destroyed = true;
        element.pause();
        element.removeAttribute("src");
      },
    };
    this.#addProperties(context);
    for (const [name, event] of Object.entries(EVENTS)) this.#addEvent(context, name, event);
    return context;
  }

  #addProperties(context: { autoplay: boolean; play(): void }): void {
    const { element } = this;
    const property = (name: string, get: () => unknown, set?: (value: never) => void) =>
      Object.defineProperty(context, name, { get, ...(set && { set }), enumerable: true });
    property(
      "src",
      () => this.src,
      (src: string) => {
        this.src = src;
        element.src = resourceUrl(src, "");
        if (context.autoplay) context.play();
      },
    );
    for (const name of ["loop", "volume", "playbackRate"] as const)
      property(
        name,
        () => element[name],
        (value: never) => {
          element[name] = value;
        },
      );
    property("duration", () => element.duration || 0);
    property("currentTime", () => element.currentTime);
    property("paused", () => element.paused);
    property("buffered", () => 0);
  }

  #addEvent(context: Record<string, unknown>, name: string, event: string): void {
    const listeners = new Set<Callback>();
    context[`on${name}`] = (listener: Callback) => listeners.add(listener);
    context[`off${name}`] = (listener?: Callback) =>
      listener ? listeners.delete(listener) : listeners.clear();
    const detail = name === "Error" ? { errCode: 10002, errMsg: "audio error" } : {};
    this.element.addEventListener(event, () => {
      // Taking the source away is no failure of it.
      if (name === "Error" && !this.element.getAttribute("src")) return;
      for (const listener of [...listeners]) this.#api.clock.run(listener, `audio ${name}`, detail);
    });
  }
}
