/** This device's microphone and camera. */

import { ErrorCodes, TUICallEngineError } from "../core/errors.ts";
import type { Wanted } from "../core/ports.ts";
import { PROFILES, type Profile } from "./quality.ts";

export type CaptureEvents = {
  /** What is open has changed. */
  changed(): void;
  /** The browser or the system has taken a device away. */
  lost(kind: "microphone" | "camera"): void;
};

/** Opens and closes, one thing after the other. */
export class Capture {
  front = true;
  readonly stream = new MediaStream();
  readonly #events: CaptureEvents;
  readonly #chosen: { microphone?: string; camera?: string } = {};
  #profile: Profile = PROFILES["720p"];
  /** Raised by `release`: what was being opened then is closed as soon as it comes. */
  #generation = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(events: CaptureEvents) {
    this.#events = events;
  }

  get audio(): MediaStreamTrack | undefined {
    return this.stream.getAudioTracks()[0];
  }

  get video(): MediaStreamTrack | undefined {
    return this.stream.getVideoTracks()[0];
  }

  get microphone(): boolean {
    return this.audio?.enabled ?? false;
  }

  get camera(): boolean {
    return this.video !== undefined;
  }

  get profile(): Profile {
    return this.#profile;
  }

  /** Until it is as wanted. A microphone that is not wanted any more stays open and silent: it is back at once. */
  open(wanted: Wanted): Promise<void> {
    return this.#enqueue(async (generation) => {
      if (!wanted.camera) this.#stop(this.video);
      const audio = wanted.microphone && !this.audio;
      const video = wanted.camera && !this.video;
      if (audio || video) await this.#capture(generation, audio, video);
      if (this.audio) this.audio.enabled = wanted.microphone;
    });
  }

  /** Another camera or microphone; at once if one is open. */
  choose(kind: "microphone" | "camera", deviceId: string): Promise<void> {
    this.#chosen[kind] = deviceId;
    return this.#reopen(kind);
  }

  chosen(kind: "microphone" | "camera"): string | undefined {
    const track = kind === "camera" ? this.video : this.audio;
    return track?.getSettings().deviceId ?? this.#chosen[kind];
  }

  /** The camera on the other side of the telephone. */
  face(front: boolean): Promise<void> {
    if (this.front === front) return Promise.resolve();
    this.front = front;
    delete this.#chosen.camera;
    return this.#reopen("camera");
  }

  async quality(profile: Profile): Promise<void> {
    this.#profile = profile;
    await this.video?.applyConstraints(this.#video()).catch(() => this.#reopen("camera"));
  }

  release(): void {
    this.#generation += 1;
    this.front = true;
    for (const track of this.stream.getTracks()) this.#stop(track);
    this.#events.changed();
  }

  #reopen(kind: "microphone" | "camera"): Promise<void> {
    return this.#enqueue(async (generation) => {
      const old = kind === "camera" ? this.video : this.audio;
      if (!old) return;
      const enabled = old.enabled;
      // Many telephones open only one camera at a time.
      this.#stop(old);
      await this.#capture(generation, kind === "microphone", kind === "camera");
      if (kind === "microphone" && this.audio) this.audio.enabled = enabled;
    });
  }

  #enqueue(work: (generation: number) => Promise<void>): Promise<void> {
    const generation = this.#generation;
    const done = this.#queue.then(async () => {
      if (generation !== this.#generation) return;
      await work(generation);
      this.#events.changed();
    });
    this.#queue = done.catch(() => {});
    return done;
  }

  async #capture(generation: number, audio: boolean, video: boolean): Promise<void> {
    const stream = await getMedia({
      ...(audio ? { audio: this.#audio() } : {}),
      ...(video ? { video: this.#video() } : {}),
    });
    for (const track of stream.getTracks()) {
      if (generation !== this.#generation) {
        track.stop();
        continue;
      }
      if (track.kind === "video") track.contentHint = "motion";
      track.onended = () => this.#ended(track);
      this.stream.addTrack(track);
    }
  }

  #ended(track: MediaStreamTrack): void {
    this.#stop(track);
    this.#events.changed();
    this.#events.lost(track.kind === "video" ? "camera" : "microphone");
  }

  #stop(track: MediaStreamTrack | undefined): void {
    if (!track) return;
    track.onended = null;
    track.stop();
    this.stream.removeTrack(track);
  }

  #audio(): MediaTrackConstraints {
    const { microphone } = this.#chosen;
    return {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      ...(microphone ? { deviceId: { ideal: microphone } } : {}),
    };
  }

  #video(): MediaTrackConstraints {
    const { camera } = this.#chosen;
    const { width, height, frameRate } = this.#profile;
    return {
      width: { ideal: width },
      height: { ideal: height },
      frameRate: { ideal: frameRate },
      ...(camera
        ? { deviceId: { exact: camera } }
        : { facingMode: { ideal: this.front ? "user" : "environment" } }),
    };
  }
}

/** Throws the platform's error instead of the browser's. */
async function getMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
  const devices = mediaDevices();
  try {
    return await devices.getUserMedia(constraints);
  } catch (error) {
    throw await explained(error, constraints);
  }
}

/** Browsers hide it from pages that did not come safely. */
export function mediaDevices(): MediaDevices {
  if (navigator.mediaDevices) return navigator.mediaDevices;
  throw isSecureContext
    ? new TUICallEngineError(ErrorCodes.WEBRTC_UNSUPPORTED, "this browser has no WebRTC")
    : new TUICallEngineError(
        ErrorCodes.NEEDS_HTTPS,
        "browsers give the microphone only to pages that came by https, or from this machine",
      );
}

async function explained(
  error: unknown,
  constraints: MediaStreamConstraints,
): Promise<TUICallEngineError> {
  const name = error instanceof DOMException ? error.name : "";
  const what = constraints.video ? "camera" : "microphone";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError": {
      const both = constraints.video && constraints.audio ? "microphone and camera" : what;
      const message = `using the ${both} was not permitted`;
      return new TUICallEngineError(ErrorCodes.PERMISSION_DENIED, message);
    }
    case "NotFoundError":
    case "OverconstrainedError": {
      const kinds = (await mediaDevices().enumerateDevices()).map(({ kind }) => kind);
      if (constraints.audio && !kinds.includes("audioinput"))
        return new TUICallEngineError(ErrorCodes.NO_MICROPHONE, "there is no microphone");
      return constraints.video
        ? new TUICallEngineError(ErrorCodes.NO_CAMERA, "there is no camera")
        : new TUICallEngineError(ErrorCodes.NO_MICROPHONE, "there is no microphone");
    }
    default: {
      const message = `the ${what} could not be opened; another program may be using it (${name})`;
      return new TUICallEngineError(ErrorCodes.DEVICE_FAILED, message);
    }
  }
}
