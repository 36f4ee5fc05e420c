/** TUICallEngine for browsers, as far as the kit uses it: remembers what was asked, and says what it is told to say. */

import type { Snapshot } from "../../src/run/snapshot.ts";

export const TUICallEvent = { KICKED_OUT: "onKickedOffLine" } as const;
export const TUICallType = { AUDIO_CALL: 1, VIDEO_CALL: 2 } as const;
export const ErrorCodes = { NOT_OFFERED: -1205 } as const;

export class TUICallEngineError extends Error {
  readonly code: number;
  readonly functionName: string;

  constructor(code: number, message: string, functionName = "") {
    super(message);
    this.code = code;
    this.functionName = functionName;
  }
}

export const LOCAL = { microphone: false, camera: false, front: true, soundBlocked: false };

/** Everything that is asked of it is one line: the method and its arguments. */
export class TUICallEngine {
  static instance: TUICallEngine | undefined;
  readonly asked: string[] = [];
  state: Snapshot & { readonly local: typeof LOCAL } = { local: LOCAL };
  /** What the next request is refused with. */
  refuse: unknown;
  localStream = undefined;
  readonly #listeners = new Set<() => void>();
  readonly #handlers = new Map<string, (payload: unknown) => void>();

  static createInstance(): TUICallEngine {
    TUICallEngine.instance ??= new TUICallEngine();
    return TUICallEngine.instance;
  }

  static async destroyInstance(): Promise<void> {
    TUICallEngine.instance = undefined;
  }

  /** The state changes. */
  show(state: Pick<Snapshot, "user" | "call">): void {
    this.state = { ...this.state, ...state };
    for (const listener of this.#listeners) listener();
  }

  tell(event: string, payload: unknown): void {
    this.#handlers.get(event)?.(payload);
  }

  onStateChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  on(event: string, handler: (payload: unknown) => void): void {
    this.#handlers.set(event, handler);
  }

  async getProfiles(): Promise<never[]> {
    return [];
  }

  remoteStream(): undefined {
    return undefined;
  }

  getTim(): { readonly name: string } {
    return { name: "tim" };
  }

  watchRemoteView(): () => void {
    return () => undefined;
  }

  async getDeviceList(type: string): Promise<{ deviceId: string; deviceName: string }[]> {
    return [{ deviceId: "d1", deviceName: type }];
  }

  async getCurrentDevice(): Promise<undefined> {
    return undefined;
  }

  login = this.#method("login");
  calls = this.#method("calls");
  join = this.#method("join");
  joinInGroupCall = this.#method("joinInGroupCall");
  inviteUser = this.#method("inviteUser");
  accept = this.#method("accept");
  reject = this.#method("reject");
  hangup = this.#method("hangup");
  setSelfInfo = this.#method("setSelfInfo");
  setDoNotDisturb = this.#method("setDoNotDisturb");
  openCamera = this.#method("openCamera");
  closeCamera = this.#method("closeCamera");
  openMicrophone = this.#method("openMicrophone");
  closeMicrophone = this.#method("closeMicrophone");
  muteSpeaker = this.#method("muteSpeaker");
  switchCamera = this.#method("switchCamera");
  switchCallMediaType = this.#method("switchCallMediaType");
  switchDevice = this.#method("switchDevice");
  setCameraDefaultState = this.#method("setCameraDefaultState");
  setVideoQuality = this.#method("setVideoQuality");
  setLogLevel = this.#method("setLogLevel");

  #method(name: string): (...given: unknown[]) => Promise<unknown> {
    return async (...given) => {
      const shown = given.filter((one) => one !== undefined).map((one) => JSON.stringify(one));
      this.asked.push([name, ...shown].join(" "));
      if (this.refuse !== undefined) throw this.refuse;
      return { code: 0 };
    };
  }
}
