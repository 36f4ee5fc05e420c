import type { TUICallEngine } from "@callkit/engine";
import type { CallEngine, CallRequest, EngineState, Media, Person } from "../core/index.ts";
import type { VideoResolutionValue } from "../core/platform.ts";
import { People } from "../run/people.ts";
import { readState } from "../run/read-state.ts";
import type { Snapshot } from "../run/snapshot.ts";
import type { Device, DeviceKind } from "./device-panel.ts";

/** A calling engine in a browser: its pictures are streams. */
export interface WebCallEngine extends CallEngine {
  /** What this device's camera and microphone give. */
  localStream(): MediaStream | undefined;
  /** What arrives from a member. */
  remoteStream(userId: string): MediaStream | undefined;
  /** Whether the browser plays no sound before a tap. */
  soundBlocked(): boolean;
  /** Lets the server know how large somebody is shown; gives the way to end that. */
  watchSize(userId: string, element: Element): () => void;
  devices(kind: DeviceKind): Promise<readonly Device[]>;
  currentDevice(kind: DeviceKind): Promise<string | undefined>;
  chooseDevice(kind: DeviceKind, id: string): Promise<void>;
  setQuality(resolution: VideoResolutionValue): void;
}

const TYPE = { audio: 1, video: 2 } as const;

/** TUICallEngine as the call screens want it: with names and pictures of people, and promises of nothing. */
export class EngineAdapter implements WebCallEngine {
  readonly #engine: TUICallEngine;
  readonly #listeners = new Set<(state: EngineState) => void>();
  readonly #people: People;
  readonly #unsubscribe: () => void;
  #cameras = 0;
  #state: EngineState;

  constructor(engine: TUICallEngine) {
    this.#engine = engine;
    this.#people = new People(
      (userIds) => engine.getProfiles(userIds),
      () => this.#renew(),
    );
    this.#state = this.#read(engine.state);
    this.#unsubscribe = engine.onStateChange(() => this.#renew());
    this.#learn(engine.state);
  }

  get state(): EngineState {
    return this.#state;
  }

  onStateChange(listener: (state: EngineState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What is known of somebody. */
  person(userId: string): Person {
    return this.#people.person(userId);
  }

  dispose(): void {
    this.#unsubscribe();
    this.#listeners.clear();
  }

  async call(request: CallRequest): Promise<void> {
    const { userIds, media, timeoutS, chatGroupId, roomId, userData } = request;
    const { call } = this.#state;
    const busy = call !== undefined && call.ended === undefined && call.phase !== "ringing";
    if (busy) throw Object.assign(new Error("already in a call"), { code: ALREADY_IN_CALL });
    await this.#naming(media, () =>
      this.#engine.calls({
        userIDList: [...userIds],
        type: TYPE[media],
        ...(timeoutS !== undefined && { timeout: timeoutS }),
        ...(chatGroupId !== undefined && { chatGroupID: chatGroupId }),
        ...(roomId !== undefined && { roomID: roomId }),
        ...(userData !== undefined && { userData }),
      }),
    );
  }

  async accept(media?: "audio"): Promise<void> {
    const opened = media ?? this.#state.call?.media ?? "audio";
    await this.#naming(opened, () => this.#engine.accept(media ? { type: TYPE[media] } : {}));
  }

  async reject(): Promise<void> {
    await this.#engine.reject();
  }

  async hangup(): Promise<void> {
    await this.#engine.hangup();
  }

  async setMicrophone(on: boolean): Promise<void> {
    await (on ? this.#engine.openMicrophone() : this.#engine.closeMicrophone());
  }

  async setCamera(on: boolean): Promise<void> {
    await (on
      ? this.#naming("video", () => this.#engine.openCamera())
      : this.#engine.closeCamera());
  }

  async flipCamera(): Promise<void> {
    await this.#engine.switchCamera(this.#engine.state.local.front ? 1 : 0);
  }

  async switchMedia(media: Media): Promise<void> {
    await this.#engine.switchCallMediaType(TYPE[media]);
  }

  async invite(userIds: readonly string[]): Promise<void> {
    await this.#engine.inviteUser({ userIDList: [...userIds] });
  }

  setSpeaker(on: boolean): void {
    this.#engine.muteSpeaker(!on);
  }

  preview(): void {
    isGranted("camera").then((granted) => {
      const { call } = this.#engine.state;
      if (granted && call?.phase === "ringing" && call.media === "video") {
        this.#engine.openCamera().catch(() => undefined);
      }
    });
  }

  localStream(): MediaStream | undefined {
    return this.#engine.localStream;
  }

  remoteStream(userId: string): MediaStream | undefined {
    return this.#engine.remoteStream(userId);
  }

  soundBlocked(): boolean {
    return this.#engine.state.local.soundBlocked;
  }

  watchSize(userId: string, element: Element): () => void {
    return this.#engine.watchRemoteView(userId, element);
  }

  async devices(kind: DeviceKind): Promise<readonly Device[]> {
    const found = await this.#engine.getDeviceList(kind);
    return found.map(({ deviceId, deviceName }) => ({
      id: deviceId,
      name: deviceName || deviceId,
    }));
  }

  async currentDevice(kind: DeviceKind): Promise<string | undefined> {
    return (await this.#engine.getCurrentDevice(kind))?.deviceId;
  }

  async chooseDevice(kind: DeviceKind, id: string): Promise<void> {
    await this.#engine.switchDevice({ deviceType: kind, deviceId: id });
  }

  setQuality(resolution: VideoResolutionValue): void {
    this.#engine.setVideoQuality(resolution).catch(() => undefined);
  }

  /** Adds to a refused permission which one it is; the engine's number does not tell. */
  async #naming(media: Media, action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (codeOf(error) !== PERMISSION_DENIED) throw error;
      const microphone = await this.#engine.getDevicePermission().then(
        ({ audio }) => audio,
        () => false,
      );
      const device = media === "video" && microphone ? "camera_denied" : "microphone_denied";
      throw Object.assign(new Error("permission denied"), { code: PERMISSION_DENIED, device });
    }
  }

  #renew(): void {
    const { state } = this.#engine;
    this.#learn(state);
    this.#state = this.#read(state);
    for (const listener of this.#listeners) listener(this.#state);
  }

  /** Asks for names that are not known, and for the cameras once one is open. */
  #learn(state: Snapshot): void {
    this.#people.learn((state.call?.members ?? []).map(({ userId }) => userId));
    if (state.local.camera && this.#cameras === 0) {
      this.#cameras = 1;
      this.#engine.getDeviceList("camera").then(
        (cameras) => {
          this.#cameras = Math.max(1, cameras.length);
          this.#renew();
        },
        () => undefined,
      );
    }
  }

  #read(state: Snapshot): EngineState {
    return readState(state, {
      person: (userId) => this.person(userId),
      // Turning round makes sense where the camera is part of what one holds in the hand.
      canFlip: this.#cameras > 1 && matchMedia("(pointer: coarse)").matches,
    });
  }
}

const PERMISSION_DENIED = -1101;
/** The signalling protocol's number for it; the engine's own only says that the state is wrong. */
const ALREADY_IN_CALL = 4102;

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

async function isGranted(name: "camera"): Promise<boolean> {
  try {
    const status = await navigator.permissions.query({ name });
    return status.state === "granted";
  } catch {
    return false;
  }
}
