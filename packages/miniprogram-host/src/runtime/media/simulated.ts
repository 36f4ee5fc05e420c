/** A live tag without media: it shows its attributes and sends the codes of a connection that works. */

import type { PlayerAttributes, PusherAttributes } from "./attributes.ts";
import type { PlayerState, PusherState } from "./codes.ts";
import type { MediaDriver, MediaHost } from "./driver.ts";

/** `manual`: a test sends the codes. */
export type Simulation = "simulated" | "manual";

/** ms between two codes: a test sees each state, a person does not wait. */
const STEP_MS = 20;
/** ms between two reports about the network, as in WeChat. */
const REPORT_MS = 2000;

const PUSHER_STEPS: readonly PusherState[] = ["connected", "pushing", "cameraOpen", "firstFrame"];
const PLAYER_STEPS: readonly PlayerState[] = [
  "connected",
  "streaming",
  "firstFrame",
  "playing",
  "resolutionChanged",
];

const PUSHER_SHOWN = [
  ..."url mode autopush enableCamera enableMic muted devicePosition orientation aspect".split(" "),
  ..."videoWidth videoHeight minBitrate maxBitrate localMirror beauty".split(" "),
];
const PLAYER_SHOWN = [
  ..."src mode autoplay muteAudio muteVideo muted soundMode objectFit orientation".split(" "),
  ..."minCache maxCache".split(" "),
];

/** What a good network reports. */
const REPORT = {
  videoBitrate: 600,
  audioBitrate: 48,
  videoFPS: 15,
  videoGOP: 2,
  netSpeed: 650,
  netJitter: 3,
  netQualityLevel: 1,
};

export class SimulatedMedia implements MediaDriver {
  readonly #show: (note: string) => void;
  readonly #begin: () => void;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #note = "";

  static pusher(
    host: MediaHost<PusherAttributes, PusherState>,
    simulation: Simulation,
  ): SimulatedMedia {
    return new SimulatedMedia(host, simulation, PUSHER_STEPS, PUSHER_SHOWN, () => {
      const { videoWidth, videoHeight } = host.attributes();
      return { videoWidth, videoHeight };
    });
  }

  static player(
    host: MediaHost<PlayerAttributes, PlayerState>,
    simulation: Simulation,
  ): SimulatedMedia {
    const size = { videoWidth: 360, videoHeight: 640 };
    return new SimulatedMedia(host, simulation, PLAYER_STEPS, PLAYER_SHOWN, () => size);
  }

  private constructor(
    host: MediaHost<PusherAttributes, PusherState> | MediaHost<PlayerAttributes, PlayerState>,
    simulation: Simulation,
    steps: readonly (PusherState | PlayerState)[],
    shown: readonly string[],
    size: () => object,
  ) {
    const info = document.createElement("div");
    info.className = "mp-media-info";
    host.element.append(info);
    this.#show = (note) => {
      const attributes: Record<string, unknown> = host.attributes();
      const values = shown.map((name) => `${name}=${attributes[name]}`).join(" ");
      info.textContent = [note, values].filter(Boolean).join("\n");
    };
    this.#begin = () => {
      if (simulation === "manual") return;
      for (const [index, step] of steps.entries())
        this.#timers.push(
          setTimeout(() => host.state(step as PusherState & PlayerState), (index + 1) * STEP_MS),
        );
      const report = () => host.emit("netstatus", { info: { ...REPORT, ...size() } });
      this.#timers.push(setInterval(report, REPORT_MS));
    };
    this.#show("");
  }

  start(): void {
    this.#note = "[started]";
    this.#show(this.#note);
    this.#begin();
  }

  stop(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    this.#note = "";
    this.#show(this.#note);
  }

  update(): void {
    this.#show(this.#note);
  }

  call(method: string): unknown {
    if (method === "startPreview") this.#note = "[preview]";
    if (method === "stopPreview") this.#note = "";
    this.#show(this.#note);
    return {};
  }

  dispose(): void {
    this.stop();
  }
}
