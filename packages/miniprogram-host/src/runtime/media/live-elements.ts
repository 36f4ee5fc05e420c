/** All live tags that are on a page, and how they come to their drivers. */

import type { ElementNode } from "glass-easel-miniprogram-adapter";
import { liveAllowed, NOT_IN_DOMAIN_LIST } from "../../shared/domains.ts";
import type { AppClock } from "../app-clock.ts";
import type { Consent } from "../consent.ts";
import type { Phone } from "../phone.ts";
import type { LiveTag } from "./attributes.ts";
import { RETRIES } from "./driver.ts";
import { LiveElement, type LiveElementNeeds, type LiveRefusal } from "./live-element.ts";
import { MediaServer } from "./media-server.ts";
import { Player } from "./player.ts";
import { Pusher } from "./pusher.ts";
import { SimulatedMedia } from "./simulated.ts";
import { Tracks } from "./tracks.ts";

export class LiveElements {
  /** Cameras and microphones that pushers have opened. */
  readonly tracks = new Tracks();
  readonly #phone: Phone;
  readonly #needs: LiveElementNeeds;
  readonly #all = new Set<LiveElement>();

  constructor(phone: Phone, consent: Consent, clock: AppClock) {
    this.#phone = phone;
    const { media = "real", mediaServer = location.origin, reconnectAfterMs } = phone.settings;
    const origins = [mediaServer].flat();
    let taken = 0;
    const nextServer = () => new MediaServer(origins[taken++ % origins.length] ?? location.origin);
    const retries = {
      ...RETRIES,
      ...(reconnectAfterMs !== undefined && { afterMs: reconnectAfterMs }),
    };
    this.#needs = {
      clock,
      require: (scope) => consent.require(scope),
      refusal: (tag, address) => this.#refusal(tag, address),
      pusherDriver: (host) =>
        media === "real"
          ? new Pusher(host, { server: nextServer(), tracks: this.tracks, retries })
          : SimulatedMedia.pusher(host, media),
      playerDriver: (host) =>
        media === "real"
          ? new Player(host, { server: nextServer(), retries })
          : SimulatedMedia.player(host, media),
      onAttached: (element) => this.#all.add(element),
      onDetached: (element) => this.#all.delete(element),
    };
  }

  /** Those on pages, in the order in which they came. */
  list(tag?: LiveTag): LiveElement[] {
    return [...this.#all].filter((element) => !tag || element.tag === tag);
  }

  create(tag: LiveTag, node: ElementNode, element: HTMLElement): LiveElement {
    return new LiveElement(tag, node, element, this.#needs);
  }

  /** The one that `wx.createLivePusherContext()` means: a page has at most one. */
  pusher(): LiveElement | undefined {
    const pushers = this.list("live-pusher");
    return pushers.filter(({ element }) => element.closest(".mp-top")).at(-1) ?? pushers.at(-1);
  }

  /** The one with that id, of that component if there are several. */
  player(id: string, owner: unknown): LiveElement | undefined {
    const named = this.list("live-player").filter(({ node }) => node.id === id);
    return named.find(({ node }) => node.ownerShadowRoot?.getHostNode() === owner) ?? named[0];
  }

  /** The mini program has been frozen. */
  suspend(): void {
    for (const element of this.#all) element.suspend();
  }

  resume(): void {
    for (const element of this.#all) element.resume();
  }

  pageHidden(page: HTMLElement): void {
    for (const element of this.#on(page)) element.pageHidden();
  }

  pageShown(page: HTMLElement): void {
    for (const element of this.#on(page)) element.pageShown();
  }

  #on(page: HTMLElement): LiveElement[] {
    return [...this.#all].filter(({ element }) => page.contains(element));
  }

  #refusal(tag: LiveTag, address: string): LiveRefusal | undefined {
    const { platform, settings, domains } = this.#phone;
    const operation = tag === "live-pusher" ? "insertLivePusher" : "insertLivePlayer";
    if (platform === "devtools")
      return { how: "silent", message: `${tag} is not supported in developer tools` };
    if (settings.liveTags === "denied")
      return { how: "error", message: `${operation}:fail:access denied` };
    if (domains && address && !liveAllowed(domains, address))
      return { how: "unreachable", message: NOT_IN_DOMAIN_LIST.errMsg };
    return undefined;
  }
}
