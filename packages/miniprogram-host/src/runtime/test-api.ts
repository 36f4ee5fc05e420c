/** `window.__mp`: what a test can see of a running mini program and do to it. */

import type { Loose } from "../shared/loose.ts";
import type { Privacy } from "../shared/settings.ts";
import type { AppLife } from "./app-life.ts";
import type { Consent } from "./consent.ts";
import type { Journal, RecordedCall } from "./journal.ts";
import type { LiveTag } from "./media/attributes.ts";
import type { LiveEvent } from "./media/live-element.ts";
import type { LiveElements } from "./media/live-elements.ts";
import type { LiveTrack } from "./media/tracks.ts";
import type { Modules } from "./modules.ts";
import { outline } from "./outline.ts";
import type { PageStack } from "./pages/page-stack.ts";
import type { NetworkType, Phone } from "./phone.ts";
import type { WxParts } from "./wx/index.ts";
import type { SocketTask } from "./wx/socket-task.ts";

/** A live tag as a test sees it. */
export interface LiveState {
  readonly tag: LiveTag;
  readonly id: string;
  /** Path of the component in whose template it stands. */
  readonly owner: string;
  readonly started: boolean;
  readonly preview: boolean;
  readonly attrs: Record<string, Loose>;
  readonly dataset: Record<string, Loose>;
  readonly events: readonly LiveEvent[];
}

/** An inner audio context as a test sees it. */
export interface AudioState {
  readonly src: string;
  readonly playing: boolean;
  readonly looping: boolean;
  readonly destroyed: boolean;
}

export interface SocketState {
  readonly url: string;
  readonly readyState: number;
}

export interface TestApi {
  /** The first page is there. */
  readonly ready: boolean;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Calls of `wx` functions, the last 1000 at least. */
  readonly calls: readonly RecordedCall[];
  readonly toasts: Journal["toasts"];
  readonly modals: Journal["modals"];
  readonly wx: Loose;
  readonly app: Loose;
  /** `this` of the page on top. */
  page(): Loose;
  /** Routes of the open pages. */
  stack(): string[];
  /** Copy of the data of the page on top, or of the component there that the selector means. */
  data(selector?: string): Loose;
  /** The tree of the page on top as text, one node a line. */
  tree(): string;
  /** What the module of the mini program at that path exports. */
  require(path: string): Loose;
  media(tag?: LiveTag): LiveState[];
  /** Makes the nth of those tags tell the app something. */
  emitMedia(tag: LiveTag, index: number, type: string, detail: object): void;
  /** Cameras and microphones that are open. */
  tracks(): LiveTrack[];
  audios(): AudioState[];
  sockets(): SocketState[];
  /** Answers of the user by scope; may be changed. */
  readonly permissions: Record<string, boolean>;
  setPrivacy(privacy: Privacy): void;
  setOnline(online: boolean): void;
  setNetwork(type: NetworkType): void;
  appHide(): void;
  appShow(): void;
  /** Freezes a mini program in the background at once. */
  freeze(): void;
  readonly frozen: boolean;
  /** A telephone call begins or ends. */
  interruptAudio(): void;
  endAudioInterruption(): void;
}

export interface TestApiNeeds {
  journal: Journal;
  life: AppLife;
  pages: PageStack;
  phone: Phone;
  consent: Consent;
  modules: Modules;
  live: LiveElements;
  parts: WxParts;
  wx: Loose;
  isFrozen: () => boolean;
  isReady: () => boolean;
}

export function testApi(needs: TestApiNeeds): TestApi {
  const { journal, life, pages, phone, consent, modules, live, parts, wx } = needs;
  const setNetwork = (type: NetworkType) => {
    phone.setNetwork(type);
    if (type === "none") parts.sockets.cut("net::ERR_INTERNET_DISCONNECTED");
  };
  return {
    get ready() {
      return needs.isReady();
    },
    get frozen() {
      return needs.isFrozen();
    },
    get app() {
      return life.app;
    },
    errors: journal.errors,
    warnings: journal.warnings,
    calls: journal.calls,
    toasts: journal.toasts,
    modals: journal.modals,
    wx,
    page: () => pages.topCaller(),
    stack: () => pages.routes,
    data: (selector) => {
      const page = pages.topCaller();
      const component = selector ? page?.selectComponent(selector) : page;
      return component ? plain(component.data) : null;
    },
    tree: outline,
    require: (path) => modules.require(path),
    media: (tag) =>
      live.list(tag).map((element) => ({
        tag: element.tag,
        id: element.node.id,
        owner: element.owner,
        started: element.started,
        preview: element.preview,
        attrs: plain(element.attributes()),
        dataset: { ...element.node.dataset },
        events: [...element.events],
      })),
    emitMedia: (tag, index, type, detail) => {
      const element = live.list(tag)[index];
      if (!element) throw new Error(`there is no <${tag}> number ${index}`);
      element.emit(type, detail);
    },
    tracks: () => live.tracks.live(),
    audios: () =>
      parts.players.all.map(({ src, playing, looping, destroyed }) => ({
        src,
        playing,
        looping,
        destroyed,
      })),
    sockets: () =>
      parts.sockets.open.map(({ url, readyState }: SocketTask) => ({ url, readyState })),
    permissions: consent.scopes,
    setPrivacy: (privacy) => consent.setPrivacy(privacy),
    setOnline: (online) => setNetwork(online ? "wifi" : "none"),
    setNetwork,
    appHide: () => life.hide(),
    appShow: () => life.show(),
    freeze: () => life.freeze(),
    interruptAudio: () => parts.players.interrupt(),
    endAudioInterruption: () => parts.players.interruptionOver(),
  };
}

function plain(value: unknown): Loose {
  const text: string | undefined = JSON.stringify(value);
  return text === undefined ? null : JSON.parse(text);
}
