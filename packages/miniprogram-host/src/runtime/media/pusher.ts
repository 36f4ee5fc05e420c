/** `<live-pusher>` for real: camera and microphone, encoded by the browser, sent to the server's push helper. */

import type { Options } from "../../shared/loose.ts";
import { ApiFailure } from "../wx/failure.ts";
import type { PusherAttributes } from "./attributes.ts";
import type { PusherState } from "./codes.ts";
import { Device } from "./device.ts";
import { type MediaDriver, type MediaHost, RETRIES, type Retries } from "./driver.ts";
import type { MediaServer } from "./media-server.ts";
import { Picture } from "./picture.ts";
import { cameraConstraints, isMirrored, pictureOptions } from "./pusher-options.ts";
import { snapshot } from "./snapshot.ts";
import { Sound } from "./sound.ts";
import type { Tracks } from "./tracks.ts";
import { UPLINK_KIND, Uplink } from "./uplink.ts";

/** ms between two reports about the network, as in WeChat. */
const REPORT_MS = 2000;
/** kbit/s that the server encodes voices with; the sound leaves here as PCM. */
const SOUND_KBITS = 64;

export interface PusherNeeds {
  server: MediaServer;
  tracks: Tracks;
  retries?: Retries;
}

/** What was sent since the last report. */
interface Counters {
  pictures: number;
  pictureBytes: number;
  uplinkBytes: number;
}

export class Pusher implements MediaDriver {
  readonly #host: MediaHost<PusherAttributes, PusherState>;
  readonly #needs: PusherNeeds;
  readonly #camera: Device;
  readonly #microphone: Device;
  readonly #preview = document.createElement("video");
  #cameraTrack: MediaStreamTrack | undefined;
  #microphoneTrack: MediaStreamTrack | undefined;
  #picture: Picture | undefined;
  #sound: Sound | undefined;
  #uplink: Uplink | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #report: ReturnType<typeof setInterval> | undefined;
  #counters: Counters = { pictures: 0, pictureBytes: 0, uplinkBytes: 0 };
  #started = false;
  #previewing = false;
  #publishing = false;
  #paused = false;
  #slowTold = false;
  #encoderTold = false;
  #tries = 0;
  /** Of the clock of the stream; each connection has its own. */
  #zero = 0;
  #micVolume = 1;
  /** Turned by `switchCamera`, until the attribute changes. */
  #position: string | undefined;

  constructor(host: MediaHost<PusherAttributes, PusherState>, needs: PusherNeeds) {
    this.#host = host;
    this.#needs = needs;
    this.#camera = new Device("video", needs.tracks, (why) => host.state("cameraFailed", why));
    this.#microphone = new Device("audio", needs.tracks, (why) =>
      host.state("microphoneFailed", why),
    );
    this.#preview.muted = true;
    this.#preview.autoplay = true;
    this.#preview.playsInline = true;
    host.element.append(this.#preview);
  }

  start(): void {
    this.#started = true;
    this.#paused = false;
    this.#encoderTold = false;
    this.#tries = 0;
    this.#report = setInterval(() => this.#tellNetwork(), REPORT_MS);
    this.#connect();
    void this.#openDevices();
  }

  stop(): void {
    this.#started = false;
    clearTimeout(this.#retry);
    clearInterval(this.#report);
    this.#disconnect();
    void this.#openDevices();
  }

  update(name: string): void {
    if (name === "devicePosition") this.#position = undefined;
    if (this.#picture) this.#picture.options = pictureOptions(this.#host.attributes());
    void this.#openDevices();
  }

  call(method: string, options: Options): unknown {
    switch (method) {
      case "startPreview":
        this.#previewing = true;
        return this.#openDevices();
      case "stopPreview":
        this.#previewing = false;
        return this.#openDevices();
      case "pause":
      case "resume":
        this.#paused = method === "pause";
        this.#attachMedia();
        return {};
      case "switchCamera":
        this.#position = this.#devicePosition() === "front" ? "back" : "front";
        return this.#openDevices();
      case "setMICVolume":
        this.#micVolume = Number(options["volume"] ?? 1);
        return {};
      case "snapshot":
        return snapshot(this.#preview);
      case "sendMessage":
        throw new ApiFailure("not supported by miniprogram-host");
      default:
        // Beauty, background music, torch: nothing of them can be seen or heard here.
        return {};
    }
  }

  dispose(): void {
    this.#previewing = false;
    this.stop();
    this.#preview.remove();
  }

  #connect(): void {
    this.#uplink = new Uplink(this.#needs.server.pushAddress(this.#host.attributes().url), {
      publishing: () => {
        this.#tries = 0;
        this.#publishing = true;
        this.#zero = performance.now();
        this.#host.state("connected");
        this.#host.state("pushing");
        this.#attachMedia();
      },
      refused: (reason) => this.#host.state("serverClosed", reason),
      closed: () => this.#lost(),
    });
  }

  #disconnect(): void {
    this.#publishing = false;
    this.#uplink?.close();
    this.#uplink = undefined;
    this.#attachMedia();
  }

  /** The server has gone: it is tried again, and after the last time given up. */
  #lost(): void {
    const { times, afterMs } = this.#needs.retries ?? RETRIES;
    this.#disconnect();
    if (this.#tries < times) {
      this.#tries += 1;
      this.#host.state("reconnecting");
      this.#retry = setTimeout(() => this.#connect(), afterMs);
      return;
    }
    this.stop();
    this.#host.state("disconnected");
    this.#host.gaveUp();
  }

  /** Opens what the attributes ask for, closes what they do not. */
  async #openDevices(): Promise<void> {
    const attributes = this.#host.attributes();
    const picturesWanted = (this.#started || this.#previewing) && attributes.enableCamera;
    const soundWanted = this.#started && attributes.enableMic;
    const camera = this.#camera.want(
      picturesWanted ? cameraConstraints(attributes, this.#devicePosition()) : undefined,
    );
    const microphone = this.#microphone.want(soundWanted ? {} : undefined);
    const cameraTrack = await camera;
    // Overtaken by a later call: that one has put its own track in place.
    if (camera === this.#camera.latest) this.#usePictures(cameraTrack);
    const microphoneTrack = await microphone;
    if (microphone === this.#microphone.latest) this.#useSound(microphoneTrack);
  }

  #usePictures(track: MediaStreamTrack | undefined): void {
    const { style } = this.#preview;
    style.transform = isMirrored(this.#host.attributes(), this.#devicePosition())
      ? "scaleX(-1)"
      : "";
    style.objectFit = "cover";
    if (track === this.#cameraTrack) return;
    this.#cameraTrack = track;
    this.#preview.srcObject = track ? new MediaStream([track]) : null;
    if (track) this.#host.state("cameraOpen");
    this.#picture?.stop();
    this.#picture = undefined;
    this.#attachMedia();
  }

  #useSound(track: MediaStreamTrack | undefined): void {
    if (track === this.#microphoneTrack) return;
    this.#microphoneTrack = track;
    this.#sound?.stop();
    this.#sound = undefined;
    this.#attachMedia();
  }

  /** Encodes what is open while it can be sent. */
  #attachMedia(): void {
    const sending = this.#publishing && !this.#paused;
    if (!sending) {
      this.#picture?.stop();
      this.#picture = undefined;
      this.#sound?.stop();
      this.#sound = undefined;
      return;
    }
    if (this.#cameraTrack) this.#picture ??= this.#encodePictures(this.#cameraTrack);
    if (this.#microphoneTrack) this.#sound ??= this.#takeSound(this.#microphoneTrack);
  }

  #encodePictures(track: MediaStreamTrack): Picture {
    return new Picture(track, pictureOptions(this.#host.attributes()), {
      now: () => this.#now(),
      accepts: () => this.#accepts(),
      captured: () => this.#host.state("firstFrame"),
      described: (ms, record) => this.#uplink?.send(UPLINK_KIND.description, ms, record),
      encoded: (ms, picture, key) => {
        if (!this.#encoderTold) this.#host.state("encoderStarted");
        this.#encoderTold = true;
        this.#counters.pictures += 1;
        this.#counters.pictureBytes += picture.length;
        this.#uplink?.send(key ? UPLINK_KIND.keyFrame : UPLINK_KIND.deltaFrame, ms, picture);
      },
      failed: (why) => this.#host.state("videoEncodingFailed", why),
    });
  }

  #takeSound(track: MediaStreamTrack): Sound {
    return new Sound(track, {
      now: () => this.#now(),
      gain: () => (this.#host.attributes().muted ? 0 : this.#micVolume),
      pcm: (ms, samples) =>
        this.#uplink?.send(UPLINK_KIND.sound, ms, new Uint8Array(samples.buffer)),
      volume: (volume) => this.#host.emit("audiovolumenotify", { volume }),
    });
  }

  #accepts(): boolean {
    const clear = this.#uplink?.clear ?? false;
    if (!clear && !this.#slowTold) this.#host.state("uplinkSlow");
    this.#slowTold = !clear;
    return clear;
  }

  #tellNetwork(): void {
    const { pictures, pictureBytes, uplinkBytes } = this.#counters;
    const sent = this.#uplink?.sent ?? 0;
    this.#counters = { pictures: 0, pictureBytes: 0, uplinkBytes: sent };
    if (!this.#publishing) return;
    const kbits = (bytes: number) => Math.round((bytes * 8) / REPORT_MS);
    const { width, height } = pictureOptions(this.#host.attributes());
    this.#host.emit("netstatus", {
      info: {
        videoBitrate: kbits(pictureBytes),
        audioBitrate: this.#sound ? SOUND_KBITS : 0,
        videoFPS: Math.round((pictures * 1000) / REPORT_MS),
        videoGOP: 2,
        netSpeed: kbits(Math.max(0, sent - uplinkBytes)),
        netJitter: 0,
        netQualityLevel: this.#slowTold ? 4 : 1,
        videoWidth: this.#picture ? width : 0,
        videoHeight: this.#picture ? height : 0,
      },
    });
  }

  #now(): number {
    return performance.now() - this.#zero;
  }

  #devicePosition(): string {
    return this.#position ?? this.#host.attributes().devicePosition;
  }
}
