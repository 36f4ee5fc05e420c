import { ErrorCodes, TUICallEngineError } from "../src/core/errors.ts";
import type { MediaCall, MediaLink, Wanted } from "../src/core/ports.ts";
import type { LocalState } from "../src/core/state.ts";
import type { WebMediaPort } from "../src/web/media.ts";

/** Media without devices: does what is asked, offers as a browser would, and remembers. */
export class FakeMedia implements WebMediaPort {
  local: LocalState = { microphone: false, camera: false, front: true, soundBlocked: false };
  /** What opening a device fails with. */
  fails: number | undefined;
  call: MediaCall | undefined;
  readonly offered: string[] = [];
  readonly shown = new Map<string, unknown>();
  readonly localStream = undefined;
  readonly speaker = "";
  readonly link: MediaLink;
  #leg = "";

  constructor(link: MediaLink) {
    this.link = link;
  }

  async open(wanted: Wanted): Promise<void> {
    await Promise.resolve();
    if (this.fails !== undefined && (wanted.microphone || wanted.camera))
      throw new TUICallEngineError(this.fails, "no device");
    this.local = { ...this.local, ...wanted };
    this.link.changed();
  }

  follow(call: MediaCall): void {
    this.call = call;
    const leg = call.leg ? `${call.leg.leg}/${call.leg.epoch}` : "";
    if (!call.leg || leg === this.#leg) return;
    this.#leg = leg;
    this.link.offer(call.callId, call.leg.leg, call.leg.epoch, `offer ${leg}`).then(
      (answer) => this.offered.push(answer),
      () => {},
    );
  }

  release(): void {
    this.call = undefined;
    this.#leg = "";
    this.local = { ...this.local, microphone: false, camera: false };
    this.shown.clear();
  }

  remoteStream(): undefined {
    return undefined;
  }

  showLocal(container: HTMLElement): void {
    this.shown.set("", container);
  }

  hideLocal(): void {
    this.shown.delete("");
  }

  showRemote(user: string, container: HTMLElement): void {
    this.shown.set(user, container);
  }

  hideRemote(user: string): void {
    this.shown.delete(user);
  }

  watchSize(user: string, element: Element): () => void {
    this.shown.set(user, element);
    return () => this.shown.delete(user);
  }

  render(): void {}

  async face(front: boolean): Promise<void> {
    this.local = { ...this.local, front };
  }

  async quality(): Promise<void> {}

  async choose(): Promise<void> {
    if (this.fails !== undefined)
      throw new TUICallEngineError(ErrorCodes.DEVICE_FAILED, "no device");
  }

  chosen(): string {
    return "default";
  }

  mute(): void {}
}
