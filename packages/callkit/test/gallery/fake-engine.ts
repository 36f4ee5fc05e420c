import type { CallRequest, CallState, EngineState, Media } from "../../src/core/index.ts";
import type { Device, DeviceKind } from "../../src/web/device-panel.ts";
import type { WebCallEngine } from "../../src/web/engine-adapter.ts";

const DEVICES: Readonly<Record<DeviceKind, readonly Device[]>> = {
  microphone: [
    { id: "mic-1", name: "Built-in microphone" },
    { id: "mic-2", name: "Wolfeschlegelsteinhausenbergerdorff USB headset, analogue stereo" },
  ],
  camera: [{ id: "cam-1", name: "FaceTime HD camera" }],
  speaker: [
    { id: "out-1", name: "Built-in speakers" },
    { id: "out-2", name: "Headphones" },
  ],
};

/** An engine that says what it is told to say, and agrees to everything. */
export class FakeEngine implements WebCallEngine {
  #state: EngineState = {};
  readonly #listeners = new Set<(state: EngineState) => void>();
  readonly asked: string[] = [];
  own: MediaStream | undefined;
  theirs: MediaStream | undefined;
  blocked = false;
  readonly watched = new Set<string>();
  readonly chosen: Partial<Record<DeviceKind, string>> = {};
  /** What the next request is refused with. */
  refuse: unknown;

  get state(): EngineState {
    return this.#state;
  }

  onStateChange(listener: (state: EngineState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  show(state: EngineState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  change(change: (call: CallState) => CallState): void {
    const { call } = this.#state;
    if (call) this.show({ ...this.#state, call: change(call) });
  }

  call(request: CallRequest): Promise<void> {
    return this.#ask(`call ${request.media} ${request.userIds.join(",")}`);
  }

  accept(media?: "audio"): Promise<void> {
    return this.#ask(`accept ${media ?? ""}`.trim());
  }

  reject(): Promise<void> {
    return this.#ask("reject");
  }

  hangup(): Promise<void> {
    return this.#ask("hangup");
  }

  setMicrophone(on: boolean): Promise<void> {
    return this.#ask(`microphone ${on}`);
  }

  setCamera(on: boolean): Promise<void> {
    return this.#ask(`camera ${on}`);
  }

  flipCamera(): Promise<void> {
    return this.#ask("flip");
  }

  switchMedia(media: Media): Promise<void> {
    return this.#ask(`switch ${media}`);
  }

  invite(userIds: readonly string[]): Promise<void> {
    return this.#ask(`invite ${userIds.join(",")}`);
  }

  setSpeaker(on: boolean): void {
    this.asked.push(`speaker ${on}`);
  }

  preview(): void {
    this.asked.push("preview");
  }

  localStream(): MediaStream | undefined {
    return this.own;
  }

  remoteStream(): MediaStream | undefined {
    return this.theirs;
  }

  watchSize(userId: string): () => void {
    this.watched.add(userId);
    return () => this.watched.delete(userId);
  }

  devices(kind: DeviceKind): Promise<readonly Device[]> {
    return Promise.resolve(DEVICES[kind]);
  }

  currentDevice(kind: DeviceKind): Promise<string | undefined> {
    return Promise.resolve(this.chosen[kind] ?? DEVICES[kind][0]?.id);
  }

  async chooseDevice(kind: DeviceKind, id: string): Promise<void> {
    await this.#ask(`device ${kind} ${id}`);
    this.chosen[kind] = id;
  }

  setQuality(resolution: string): void {
    this.asked.push(`quality ${resolution}`);
  }

  soundBlocked(): boolean {
    return this.blocked;
  }

  async #ask(what: string): Promise<void> {
    this.asked.push(what);
    if (this.refuse !== undefined) throw this.refuse;
  }
}
