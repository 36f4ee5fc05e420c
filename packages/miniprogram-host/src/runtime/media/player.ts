/** `<live-player>` for real: HTTP-FLV in a `<video>`. */

import { messageOf } from "../journal.ts";
import type { PlayerAttributes } from "./attributes.ts";
import type { PlayerState } from "./codes.ts";
import { type MediaDriver, type MediaHost, RETRIES, type Retries } from "./driver.ts";
import { type FlvCache, FlvStream } from "./flv-stream.ts";
import type { MediaServer } from "./media-server.ts";
import { snapshot } from "./snapshot.ts";
import { TrackReader } from "./track-reader.ts";
import { VolumeMeter } from "./volume.ts";

/** ms between two reports about the network, as in WeChat. */
const REPORT_MS = 2000;
/** In mode RTC the client minds its cache itself and ignores the attributes: about half a second. */
const RTC_CACHE: FlvCache = { min: 0.4, max: 0.8 };

export interface PlayerNeeds {
  server: MediaServer;
  retries?: Retries;
}

interface Counters {
  frames: number;
  videoBytes: number;
  audioBytes: number;
}

export class Player implements MediaDriver {
  readonly #host: MediaHost<PlayerAttributes, PlayerState>;
  readonly #needs: PlayerNeeds;
  readonly #video = document.createElement("video");
  #stream: FlvStream | undefined;
  #volume: TrackReader<AudioData> | undefined;
  #next: ReturnType<typeof setTimeout> | undefined;
  #report: ReturnType<typeof setInterval> | undefined;
  #counters: Counters = { frames: 0, videoBytes: 0, audioBytes: 0 };
  #tries = 0;
  #muted = false;
  /** Whether this connection has shown a picture. */
  #shown = false;
  /** Paused by the app. */
  #held = false;

  constructor(host: MediaHost<PlayerAttributes, PlayerState>, needs: PlayerNeeds) {
    this.#host = host;
    this.#needs = needs;
    this.#video.playsInline = true;
    host.element.append(this.#video);
    this.#listen();
  }

  start(): void {
    this.#tries = 0;
    this.#muted = false;
    this.#report = setInterval(() => this.#tellNetwork(), REPORT_MS);
    // A stream that was closed just now lets go of the `<video>` first.
    this.#next = setTimeout(() => this.#connect());
  }

  stop(): void {
    clearTimeout(this.#next);
    clearInterval(this.#report);
    this.#disconnect();
  }

  update(): void {
    const { muted, muteAudio, muteVideo, objectFit } = this.#host.attributes();
    this.#video.muted = muted || muteAudio || this.#muted;
    this.#video.style.visibility = muteVideo ? "hidden" : "";
    this.#video.style.objectFit = objectFit === "fillCrop" ? "cover" : "contain";
  }

  call(method: string): unknown {
    switch (method) {
      case "pause":
        this.#held = true;
        this.#video.pause();
        return {};
      case "resume":
        this.#held = false;
        this.#goLive();
        this.#play();
        return {};
      case "mute":
        this.#muted = !this.#muted;
        this.update();
        return {};
      case "snapshot":
        return snapshot(this.#video);
      case "requestFullScreen":
        return this.#fullScreen(true);
      case "exitFullScreen":
        return this.#fullScreen(false);
      default:
        return {};
    }
  }

  dispose(): void {
    this.stop();
    this.#video.remove();
  }

  #connect(): void {
    const { src, mode, minCache, maxCache } = this.#host.attributes();
    const cache = mode === "RTC" ? RTC_CACHE : { min: minCache, max: maxCache };
    let address: string;
    try {
      address = this.#needs.server.playAddress(src);
    } catch (error) {
      this.#lost(messageOf(error));
      return;
    }
    this.update();
    this.#stream = new FlvStream(address, this.#video, cache, {
      connected: () => {
        this.#host.state("connected");
        this.#host.state("streaming");
      },
      ended: (why) => this.#lost(why),
    });
    this.#play();
  }

  #disconnect(): void {
    this.#volume?.stop();
    this.#volume = undefined;
    this.#shown = false;
    this.#stream?.close();
    this.#stream = undefined;
  }

  /** FLV has no end: whether somebody hung up or the network broke, it is tried again. */
  #lost(why: string): void {
    const { times, afterMs } = this.#needs.retries ?? RETRIES;
    this.#disconnect();
    if (this.#tries < times) {
      this.#tries += 1;
      this.#host.state("reconnecting", why);
      this.#next = setTimeout(() => this.#connect(), afterMs);
      return;
    }
    this.stop();
    this.#host.state("disconnected", why);
    this.#host.gaveUp();
  }

  #listen(): void {
    const on = (name: string, happened: () => void) =>
      this.#video.addEventListener(name, (event) => {
        // The tag's own events have the same names as some of these.
        event.stopPropagation();
        if (this.#stream) happened();
      });
    on("loadeddata", () => {
      this.#shown = true;
      this.#host.state("decoderStarted");
      this.#host.state("firstFrame");
    });
    // A source that comes in between interrupts what was asked to play, which then stands at its first picture.
    on("canplay", () => {
      if (this.#video.paused && !this.#held) this.#play();
    });
    on("playing", () => {
      this.#tries = 0;
      this.#host.state("playing");
      this.#measureVolume();
    });
    on("waiting", () => {
      // Before the first picture it waits in any case.
      if (this.#shown) this.#host.state("loading");
    });
    on("resize", () => {
      const { videoWidth, videoHeight } = this.#video;
      if (videoWidth > 0) this.#host.state("resolutionChanged", `${videoWidth}x${videoHeight}`);
    });
    on("error", () => this.#host.state("decodeFailed", this.#video.error?.message));
  }

  /** Where the browser lets nothing sound before a tap, it is played without sound until there is one. */
  #play(): void {
    this.#video.play().catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
      this.#video.muted = true;
      // Without sound it may play; what else fails is told by the element's events.
      this.#video.play().catch(() => {});
      document.addEventListener("pointerdown", () => this.update(), { once: true, capture: true });
    });
  }

  /** After a pause: what was missed is not watched. */
  #goLive(): void {
    const { buffered } = this.#video;
    if (buffered.length > 0) this.#video.currentTime = buffered.end(buffered.length - 1);
  }

  #measureVolume(): void {
    if (this.#volume) return;
    const [track] = this.#video.captureStream().getAudioTracks();
    if (!track) return;
    const meter = new VolumeMeter((volume) => this.#host.emit("audiovolumenotify", { volume }));
    this.#volume = new TrackReader<AudioData>(track, (data) => {
      const samples = new Float32Array(data.numberOfFrames);
      data.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
      meter.add(samples, data.sampleRate);
    });
  }

  #fullScreen(fullScreen: boolean): object {
    this.#host.element.classList.toggle("mp-fullscreen", fullScreen);
    this.#host.emit("fullscreenchange", { direction: 0, fullScreen });
    return {};
  }

  #tellNetwork(): void {
    const { videoWidth, videoHeight } = this.#video;
    const before = this.#counters;
    this.#counters = {
      frames: this.#video.getVideoPlaybackQuality().totalVideoFrames,
      videoBytes: this.#video.webkitVideoDecodedByteCount ?? 0,
      audioBytes: this.#video.webkitAudioDecodedByteCount ?? 0,
    };
    if (!this.#stream) return;
    // A new connection counts from zero.
    const since = (name: keyof Counters) => Math.max(0, this.#counters[name] - before[name]);
    this.#host.emit("netstatus", {
      info: {
        videoBitrate: Math.round((since("videoBytes") * 8) / REPORT_MS),
        audioBitrate: Math.round((since("audioBytes") * 8) / REPORT_MS),
        videoFPS: Math.round((since("frames") * 1000) / REPORT_MS),
        netSpeed: this.#stream.kbits,
        netJitter: 0,
        netQualityLevel: 1,
        videoWidth,
        videoHeight,
      },
    });
  }
}
