/** What an engine is put together from; tests put in others. */

import type { Clock, Log, MediaLink, OpenSocket, Random, Store } from "../core/ports.ts";
import { clock, openSocket, type PageEvents, random, store, watchPage } from "./browser.ts";
import { devicePermission, type Kind, listDevices, onDeviceChange } from "./devices.ts";
import { WebMedia, type WebMediaPort } from "./media.ts";
import type { DeviceInfo } from "./params.ts";
import { scriptUrl } from "./script-url.ts";

export type Parts = {
  open: OpenSocket;
  clock: Clock;
  random: Random;
  store: Store;
  /** Where the script came from, if that was a callkit server. */
  script: string | undefined;
  makeMedia(link: MediaLink, clock: Clock, log: Log): WebMediaPort;
  watchPage(events: PageEvents): () => void;
  onDeviceChange(callback: () => void): () => void;
  listDevices(kind: Kind): Promise<DeviceInfo[]>;
  devicePermission(): Promise<{ audio: boolean; video: boolean }>;
  element(id: string): HTMLElement | null;
};

export const browserParts: Parts = {
  open: openSocket,
  clock,
  random,
  store,
  script: scriptUrl,
  makeMedia: (link, clock, log) => new WebMedia(link, clock, log),
  watchPage,
  onDeviceChange,
  listDevices,
  devicePermission,
  element: (id) => document.getElementById(id),
};
