/** `wx.createLivePusherContext`, `wx.createLivePlayerContext`. */

import type { Loose, Options } from "../../shared/loose.ts";
import type { LiveElement } from "../media/live-element.ts";
import type { LiveElements } from "../media/live-elements.ts";
import type { WxApi } from "./api.ts";
import { ApiFailure } from "./failure.ts";

const PUSHER = [
  "start",
  "stop",
  "pause",
  "resume",
  "switchCamera",
  "snapshot",
  "toggleTorch",
  "playBGM",
  "stopBGM",
  "pauseBGM",
  "resumeBGM",
  "setBGMVolume",
  "setMICVolume",
  "startPreview",
  "stopPreview",
  "sendMessage",
  "applyFilter",
  "applyMakeup",
  "applySticker",
  "clearFilters",
  "clearMakeups",
  "clearStickers",
  "setCameraFocusPosition",
  "getMaxZoom",
  "setZoom",
  "exitPictureInPicture",
];

const PLAYER = [
  "play",
  "stop",
  "mute",
  "pause",
  "resume",
  "requestFullScreen",
  "exitFullScreen",
  "requestPictureInPicture",
  "exitPictureInPicture",
  "requestBackgroundPlayback",
  "exitBackgroundPlayback",
  "snapshot",
];

export function addLiveContexts(api: WxApi, elements: LiveElements): void {
  api.sync("createLivePusherContext", () =>
    context(api, "live-pusher", PUSHER, () => elements.pusher()),
  );
  api.sync("createLivePlayerContext", (id: string, component?: Loose) =>
    context(api, "live-player", PLAYER, () => elements.player(String(id), component?._$)),
  );
}

function context(
  api: WxApi,
  tag: string,
  methods: readonly string[],
  find: () => LiveElement | undefined,
): object {
  return Object.fromEntries(
    methods.map((method) => [
      method,
      (options: Options = {}) => {
        api.journal.call(`${tag}.${method}`, options);
        // On a phone these return nothing, whatever callbacks are given.
        void api.settle(method, { complete() {}, ...options }, async () => {
          const element = find();
          if (!element) throw new ApiFailure(`there is no <${tag}>`);
          return element.call(method, options);
        });
      },
    ]),
  );
}
