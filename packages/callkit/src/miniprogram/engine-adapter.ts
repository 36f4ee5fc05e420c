import type { CallEngine, CallRequest, EngineState, Media, Person } from "../core/index.ts";
import { People, type Profile } from "../run/people.ts";
import { readState } from "../run/read-state.ts";
import type { Snapshot } from "../run/snapshot.ts";
import type { Wx } from "./wx.ts";

/** What TUICallEngine for mini programs can do, as far as the call screens ask for it. */
export interface WxEngine {
  readonly state: Snapshot;
  onStateChange(listener: () => void): () => void;
  call(params: CallParams & { readonly userID: string }): Promise<Answer>;
  groupCall(
    params: CallParams & { readonly userIDList: readonly string[]; readonly groupID: string },
  ): Promise<Answer>;
  accept(params?: { readonly type: number }): Promise<Answer>;
  reject(): Promise<unknown>;
  hangup(): Promise<unknown>;
  openMicrophone(): Promise<unknown>;
  closeMicrophone(): Promise<unknown>;
  openCamera(): Promise<unknown>;
  closeCamera(): Promise<unknown>;
  switchCamera(): Promise<unknown>;
  switchCallMediaType(type: number): Promise<unknown>;
  inviteUser(params: { readonly userIDList: readonly string[] }): Promise<unknown>;
  selectAudioPlaybackDevice(mode: SoundMode): string;
  getTim(): {
    getUserProfile(params: {
      readonly userIDList: readonly string[];
    }): Promise<{ readonly data: readonly Profile[] }>;
  };
}

interface CallParams {
  readonly type: number;
  readonly timeout?: number;
  readonly roomID?: number;
  readonly userData?: string;
}

/** What the engine gives back for a call that was made or taken. */
export type Answer = { readonly pusher?: object } | undefined;

export type SoundMode = "speaker" | "ear";

/** What the component wants to hear besides the state. */
export interface AdapterOutlets {
  /** `call` and `accept` bring the attributes of the own stream. */
  answered(answer: Answer): void;
  /** The loudspeaker or the earpiece was chosen. */
  soundMode(mode: SoundMode): void;
}

const TYPE = { audio: 1, video: 2 } as const;
/** The signalling protocol's number for it. */
const ALREADY_IN_CALL = 4102;

/** TUICallEngine for mini programs as the call screens want it. */
export class EngineAdapter implements CallEngine {
  readonly #engine: WxEngine;
  readonly #wx: Wx;
  readonly #outlets: AdapterOutlets;
  readonly #listeners = new Set<(state: EngineState) => void>();
  readonly #people: People;
  readonly #unsubscribe: () => void;
  #state: EngineState;
  #mode: SoundMode | undefined;
  /** The mode was chosen before there was a call to choose it for. */
  #modeDue = false;
  #cameraGranted = false;
  #previewing = false;

  constructor(engine: WxEngine, wx: Wx, outlets: AdapterOutlets) {
    this.#engine = engine;
    this.#wx = wx;
    this.#outlets = outlets;
    this.#people = new People(
      async (userIDList) => (await engine.getTim().getUserProfile({ userIDList })).data,
      () => this.#renew(),
    );
    this.#state = this.#read();
    this.#unsubscribe = engine.onStateChange(() => this.#renew());
    this.#learn();
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Whether the camera may be opened without anybody being asked. */
  get cameraGranted(): boolean {
    return this.#cameraGranted;
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
    if (media === "video") this.#lookAtCameraPermission();
    const params: CallParams = {
      type: TYPE[media],
      ...(timeoutS !== undefined && { timeout: timeoutS }),
      ...(roomId !== undefined && { roomID: roomId }),
      ...(userData !== undefined && { userData }),
    };
    const [userID = ""] = userIds;
    const group = userIds.length > 1 || chatGroupId !== undefined;
    const answer = group
      ? this.#engine.groupCall({ ...params, userIDList: userIds, groupID: chatGroupId ?? "" })
      : this.#engine.call({ ...params, userID });
    this.#outlets.answered(await answer);
  }

  async accept(media?: "audio"): Promise<void> {
    const answer = media ? this.#engine.accept({ type: TYPE[media] }) : this.#engine.accept();
    this.#outlets.answered(await answer);
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
    await (on ? this.#engine.openCamera() : this.#engine.closeCamera());
  }

  async flipCamera(): Promise<void> {
    await this.#engine.switchCamera();
  }

  async switchMedia(media: Media): Promise<void> {
    await this.#engine.switchCallMediaType(TYPE[media]);
  }

  async invite(userIds: readonly string[]): Promise<void> {
    await this.#engine.inviteUser({ userIDList: userIds });
  }

  setSpeaker(on: boolean): void {
    this.#mode = on ? "speaker" : "ear";
    this.#modeDue = true;
    this.#outlets.soundMode(this.#mode);
    this.#applyMode();
  }

  preview(): void {
    this.#lookAtCameraPermission(() => {
      const { call } = this.#engine.state;
      if (call?.phase === "ringing" && call.media === "video") this.#previewing = true;
    });
  }

  #lookAtCameraPermission(granted: () => void = () => undefined): void {
    this.#wx.getSetting({
      success: ({ authSetting }) => {
        // Both: the tag that shows the picture asks for the microphone, too.
        this.#cameraGranted =
          authSetting["scope.camera"] === true && authSetting["scope.record"] === true;
        if (this.#cameraGranted) granted();
        this.#renew();
      },
      fail: () => undefined,
    });
  }

  /** The engine chooses only in a call; before one the choice waits. */
  #applyMode(): void {
    const { call } = this.#engine.state;
    if (!this.#modeDue || !this.#mode || !call || call.phase === "ended") return;
    this.#modeDue = false;
    try {
      this.#engine.selectAudioPlaybackDevice(this.#mode);
    } catch {
      // The players take the mode from the component as well.
    }
  }

  #renew(): void {
    this.#followPreview();
    this.#applyMode();
    this.#learn();
    this.#state = this.#read();
    for (const listener of this.#listeners) listener(this.#state);
  }

  /** After accept the camera stays open until the engine has taken it over: it would go dark in between. */
  #followPreview(): void {
    const { call, local } = this.#engine.state;
    const waiting = call?.phase === "ringing" || call?.phase === "connecting";
    if (!waiting || local.camera) this.#previewing = false;
  }

  #learn(): void {
    this.#people.learn((this.#engine.state.call?.members ?? []).map(({ userId }) => userId));
  }

  #read(): EngineState {
    return readState(this.#engine.state, {
      person: (userId) => this.person(userId),
      // Every phone that runs WeChat has a camera on either side.
      canFlip: true,
      previewing: this.#previewing,
    });
  }
}
