/** One HTTP-FLV connection, played by a `<video>`. */

import mpegts from "mpegts.js";
import { FlvLoader } from "./flv-loader.ts";

mpegts.LoggingControl.enableAll = false;

export interface FlvStreamListener {
  /** The server answers with a stream. */
  connected(): void;
  /** It is over, whoever ended it, but not after `close`. */
  ended(why: string): void;
}

/** Seconds of media that wait to be played: as few as may be, and as many as may be before some are skipped. */
export interface FlvCache {
  readonly min: number;
  readonly max: number;
}

/** Seconds beyond the cache that are caught up with by playing faster. */
const SKIP_BEYOND = 2;

export class FlvStream {
  readonly #player: ReturnType<typeof mpegts.createPlayer>;
  #connected = false;
  #over = false;

  constructor(url: string, video: HTMLVideoElement, cache: FlvCache, listener: FlvStreamListener) {
    this.#player = mpegts.createPlayer(
      { type: "flv", isLive: true, url },
      {
        customLoader: FlvLoader,
        // What has come is handed on at once.
        enableStashBuffer: false,
        lazyLoad: false,
        // A little too much is played faster, which nobody notices; what a pause left behind is skipped.
        liveSync: true,
        liveSyncTargetLatency: cache.min,
        liveSyncMaxLatency: cache.max,
        liveBufferLatencyChasing: true,
        liveBufferLatencyMaxLatency: cache.max + SKIP_BEYOND,
        liveBufferLatencyMinRemain: cache.min,
        autoCleanupSourceBuffer: true,
      },
    );
    const connected = () => {
      if (this.#connected || this.#over) return;
      this.#connected = true;
      listener.connected();
    };
    const ended = (why: string) => {
      if (this.#over) return;
      this.close();
      listener.ended(why);
    };
    this.#player.on(mpegts.Events.METADATA_ARRIVED, connected);
    this.#player.on(mpegts.Events.MEDIA_INFO, connected);
    this.#player.on(mpegts.Events.LOADING_COMPLETE, () => ended("the server closed the stream"));
    this.#player.on(mpegts.Events.ERROR, (type, detail, info?: { msg?: string }) =>
      ended([type, detail, info?.msg].filter(Boolean).join(" ")),
    );
    this.#player.attachMediaElement(video);
    this.#player.load();
  }

  /** Bits a second that come in, in thousands. */
  get kbits(): number {
    const { statisticsInfo } = this.#player;
    return "speed" in statisticsInfo ? Math.round((statisticsInfo.speed ?? 0) * 8) : 0;
  }

  /**
   * Lets go of the connection and of the `<video>` in a task of its own; who plays something else in the same
   * `<video>` begins in a later one. mpegts.js goes on with its own call after the event that ends a stream, and stays
   * a listener of buffers whose source the browser has closed, as it does with what it cannot decode: destroyed in
   * either case, it would throw.
   */
  close(): void {
    if (this.#over) return;
    this.#over = true;
    setTimeout(() => this.#player.destroy());
  }
}
