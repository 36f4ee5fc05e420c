import type { ComponentSpace } from "glass-easel-miniprogram-adapter";
import { ownerPath, resourceUrl } from "../resource.ts";
import { define, flag, text } from "./define.ts";

const EVENTS = ["play", "pause", "ended", "error", "timeupdate", "waiting", "loadedmetadata"];

/** `<video>`. */
export function defineVideo(space: ComponentSpace): void {
  define(space, "video", {
    properties: {
      src: text(),
      autoplay: flag(),
      controls: flag(true),
      loop: flag(),
      muted: flag(),
      poster: text(),
      objectFit: text("contain"),
    },
    created(node, host) {
      const video = document.createElement("video");
      video.playsInline = true;
      video.controls = true;
      host.prepend(video);
      host.mpVideo = video;
      for (const name of EVENTS)
        video.addEventListener(name, (event) => {
          event.stopPropagation();
          const { currentTime, duration } = video;
          node.triggerEvent(name, { currentTime, duration });
        });
    },
    changed(name, value, node, host) {
      if (name === "src") host.mpVideo.src = resourceUrl(value, ownerPath(node));
      else if (["autoplay", "controls", "loop", "muted"].includes(name)) host.mpVideo[name] = value;
    },
  });
}
