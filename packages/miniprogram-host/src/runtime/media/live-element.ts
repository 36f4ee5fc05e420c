/** One `<live-pusher>` or `<live-player>` on a page. */

import type { ElementNode } from "glass-easel-miniprogram-adapter";
import type { Options } from "../../shared/loose.ts";
import type { AppClock } from "../app-clock.ts";
import { messageOf } from "../journal.ts";
import { ownerPath } from "../resource.ts";
import { ApiFailure } from "../wx/failure.ts";
import {
  attributesOf,
  type LiveTag,
  PLAYER_DEFAULTS,
  type PlayerAttributes,
  PUSHER_DEFAULTS,
  type PusherAttributes,
} from "./attributes.ts";
import {
  PLAYER_CODE,
  type PlayerState,
  PUSHER_CODE,
  PUSHER_ERROR,
  type PusherState,
  stateDetail,
} from "./codes.ts";
import type { MediaDriver, MediaHost } from "./driver.ts";

/** Enough to see how a call went; a network report comes every 2 s. */
const MOST_EVENTS = 200;

export interface LiveEvent {
  readonly type: string;
  readonly detail: object;
}

export interface LiveElementNeeds {
  clock: AppClock;
  /** Passes when the user has granted that scope. */
  require(scope: string): Promise<void>;
  /** Why tags with that address do not work at all, if they do not. */
  refusal(tag: LiveTag, address: string): LiveRefusal | undefined;
  pusherDriver(host: MediaHost<PusherAttributes, PusherState>): MediaDriver;
  playerDriver(host: MediaHost<PlayerAttributes, PlayerState>): MediaDriver;
  onAttached(element: LiveElement): void;
  onDetached(element: LiveElement): void;
}

/** `silent`: developer tools draw an empty box. `error`: an event says so. `unreachable`: as with a dead server. */
export interface LiveRefusal {
  readonly how: "silent" | "error" | "unreachable";
  readonly message: string;
}

/** What a pusher uses: the attribute that asks for it, its scope, and what is told without it. */
const DEVICES = [
  { attribute: "enableCamera", scope: "scope.camera", state: "cameraFailed", error: "camera" },
  {
    attribute: "enableMic",
    scope: "scope.record",
    state: "microphoneFailed",
    error: "microphone",
  },
] as const;

export class LiveElement {
  readonly tag: LiveTag;
  readonly node: ElementNode;
  readonly element: HTMLElement;
  readonly events: LiveEvent[] = [];
  readonly #needs: LiveElementNeeds;
  readonly #driver: MediaDriver;
  readonly #refused = new Set<string>();
  #alive = false;
  #started = false;
  #preview = false;
  #resumeOnShow = false;
  /** Tells a start that was overtaken by a stop. */
  #run = 0;

  constructor(tag: LiveTag, node: ElementNode, element: HTMLElement, needs: LiveElementNeeds) {
    this.tag = tag;
    this.node = node;
    this.element = element;
    this.#needs = needs;
    const common = {
      element,
      emit: (type: string, detail: object) => this.emit(type, detail),
      gaveUp: () => {
        this.#started = false;
      },
    };
    this.#driver =
      tag === "live-pusher"
        ? needs.pusherDriver({
            attributes: () => this.#granted(),
            state: (state, more) => this.emit("statechange", stateDetail(PUSHER_CODE[state], more)),
            ...common,
          })
        : needs.playerDriver({
            attributes: () => this.#player(),
            state: (state, more) => this.emit("statechange", stateDetail(PLAYER_CODE[state], more)),
            ...common,
          });
  }

  get started(): boolean {
    return this.#started;
  }

  get preview(): boolean {
    return this.#preview;
  }

  /** Path of the component in whose template it stands. */
  get owner(): string {
    return ownerPath(this.node);
  }

  get address(): string {
    return this.tag === "live-pusher" ? this.#pusher().url : this.#player().src;
  }

  attributes(): PusherAttributes | PlayerAttributes {
    return this.tag === "live-pusher" ? this.#pusher() : this.#player();
  }

  attached(): void {
    this.#alive = true;
    this.#needs.onAttached(this);
    if (this.#startsByItself()) this.start();
  }

  detached(): void {
    this.stop();
    this.#preview = false;
    this.#alive = false;
    this.#driver.dispose();
    this.#needs.onDetached(this);
  }

  changed(name: string): void {
    if (!this.#alive) return;
    if (name === "url" || name === "src") {
      this.stop();
      if (this.address && this.#startsByItself()) this.start();
      return;
    }
    if ((name === "autopush" || name === "autoplay") && this.#startsByItself()) this.start();
    const device = DEVICES.find(({ attribute }) => attribute === name);
    if (!device || !(this.#started || this.#preview)) this.#driver.update(name);
    else
      void this.#askFor([device]).then(() => {
        if (this.#alive) this.#driver.update(name);
      });
  }

  /** A method of `LivePusherContext` or `LivePlayerContext`. */
  async call(method: string, options: Options): Promise<unknown> {
    const refusal = this.#needs.refusal(this.tag, this.address);
    if (refusal && refusal.how !== "unreachable") throw new ApiFailure(refusal.message);
    switch (method) {
      case "start":
      case "play":
        if (!this.address) throw new ApiFailure("url is empty");
        this.start();
        return {};
      case "stop":
        this.stop();
        return {};
      case "startPreview":
        this.#preview = true;
        await this.#askFor(DEVICES.filter(({ attribute }) => attribute === "enableCamera"));
        break;
      case "stopPreview":
        this.#preview = false;
        break;
    }
    return this.#driver.call(method, options);
  }

  start(): void {
    if (this.#started || !this.address) return;
    this.#started = true;
    this.#run += 1;
    void this.#begin(this.#run);
  }

  stop(): void {
    this.#resumeOnShow = false;
    if (!this.#started) return;
    this.#started = false;
    this.#run += 1;
    this.#driver.stop();
  }

  /** The mini program has been frozen. A pusher has to be started again; a player goes on by itself. */
  suspend(): void {
    if (!this.#started) return;
    this.stop();
    this.#preview = false;
    this.#driver.call("stopPreview", {});
    if (this.tag === "live-pusher") {
      this.emit("statechange", stateDetail(PUSHER_CODE.suspended));
      return;
    }
    this.#resumeOnShow = true;
    this.emit("statechange", stateDetail(PLAYER_CODE.suspended));
  }

  resume(): void {
    if (this.#resumeOnShow) this.start();
    this.#resumeOnShow = false;
  }

  /** The page has gone behind another one, or come back. */
  pageHidden(): void {
    if (this.#started && this.tag === "live-player" && this.#player().autoPauseIfNavigate)
      this.#driver.call("pause", {});
  }

  pageShown(): void {
    if (this.#started && this.tag === "live-player" && this.#player().autoPauseIfNavigate)
      this.#driver.call("resume", {});
  }

  /** Tells the app; a test may, too. */
  emit(type: string, detail: object): void {
    this.events.push({ type, detail });
    if (this.events.length > MOST_EVENTS) this.events.shift();
    this.#needs.clock.run(() => {
      if (this.#alive) this.node.triggerEvent(type, detail);
    }, `${this.tag} ${type}`);
  }

  async #begin(run: number): Promise<void> {
    const refusal = this.#needs.refusal(this.tag, this.address);
    if (refusal) {
      this.#refuse(refusal);
      return;
    }
    if (this.tag === "live-pusher") await this.#askFor(DEVICES);
    if (run === this.#run) this.#driver.start();
  }

  #refuse({ how, message }: LiveRefusal): void {
    this.#started = false;
    if (how === "error") this.emit("error", { errCode: -1, errMsg: message });
    if (how !== "unreachable") return;
    const codes = this.tag === "live-pusher" ? PUSHER_CODE : PLAYER_CODE;
    this.emit("statechange", stateDetail(codes.connectFailed, message));
    this.emit("statechange", stateDetail(codes.disconnected, message));
  }

  /** Asks for what the attributes want; the app is told what the user refuses, and the rest goes on without it. */
  async #askFor(devices: readonly (typeof DEVICES)[number][]): Promise<void> {
    const attributes = this.#pusher();
    for (const { attribute, scope, state, error } of devices) {
      if (!attributes[attribute]) continue;
      try {
        await this.#needs.require(scope);
        this.#refused.delete(attribute);
      } catch (failure) {
        this.#refused.add(attribute);
        const [errCode, errMsg] = PUSHER_ERROR[error];
        const extra = failure instanceof ApiFailure ? failure.extra : {};
        this.emit("statechange", stateDetail(PUSHER_CODE[state], messageOf(failure)));
        this.emit("error", { errCode, errMsg: `${errMsg}: ${messageOf(failure)}`, ...extra });
      }
    }
  }

  #startsByItself(): boolean {
    return this.tag === "live-pusher" ? this.#pusher().autopush : this.#player().autoplay;
  }

  #pusher(): PusherAttributes {
    return attributesOf(PUSHER_DEFAULTS, this.node.data);
  }

  #player(): PlayerAttributes {
    return attributesOf(PLAYER_DEFAULTS, this.node.data);
  }

  #granted(): PusherAttributes {
    const attributes = this.#pusher();
    return {
      ...attributes,
      enableCamera: attributes.enableCamera && !this.#refused.has("enableCamera"),
      enableMic: attributes.enableMic && !this.#refused.has("enableMic"),
    };
  }
}
