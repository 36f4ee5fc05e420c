/** The components that the client has itself. */

import type { ComponentSpace } from "glass-easel-miniprogram-adapter";
import type { Loose } from "../../shared/loose.ts";
import type { Consent } from "../consent.ts";
import type { LiveElements } from "../media/live-elements.ts";
import { defineActions } from "./actions.ts";
import { any, define, flag, number, text } from "./define.ts";
import { defineFields } from "./fields.ts";
import { defineImages } from "./images.ts";
import { defineLive } from "./live.ts";
import { defineScrollView } from "./scroll-view.ts";
import { defineVideo } from "./video.ts";

export interface BuiltInNeeds {
  wx: Loose;
  consent: Consent;
  live: LiveElements;
}

/** Tags of which only the children are shown. */
const CONTAINERS = [
  ..."ad camera canvas checkbox-group editor form functional-page-navigator icon".split(" "),
  ..."keyboard-accessory map match-media movable-area movable-view navigation-bar".split(" "),
  ..."official-account open-data page-container page-meta picker picker-view".split(" "),
  ..."picker-view-column progress radio-group rich-text root-portal share-element slider".split(
    " ",
  ),
  ..."swiper-item voip-room web-view".split(" "),
];

const CONTAINER_PROPERTIES = {
  type: text(),
  size: any(),
  color: text(),
  current: any(),
  range: any(),
  value: any(),
  mode: text(),
  name: text(),
  canvasId: text(),
  nodes: any(),
  percent: any(),
  src: text(),
  disabled: flag(),
  openid: text(),
};

export function defineBuiltIns(space: ComponentSpace, { wx, consent, live }: BuiltInNeeds): void {
  define(space, "view");
  define(space, "cover-view", { properties: { scrollTop: any() } });
  define(space, "text", {
    properties: { selectable: flag(), userSelect: flag(), space: any(), decode: flag() },
    reflected: ["selectable"],
  });
  define(space, "swiper", {
    properties: {
      current: number(),
      indicatorDots: flag(),
      autoplay: flag(),
      interval: number(5000),
      duration: number(500),
      circular: flag(),
      vertical: flag(),
    },
  });
  for (const tag of CONTAINERS) define(space, tag, { properties: CONTAINER_PROPERTIES });
  defineActions(space, wx, consent);
  defineImages(space);
  defineFields(space);
  defineScrollView(space);
  defineVideo(space);
  defineLive(space, live);
}
