/** In the browser: puts somebody's picture into the live tags, which have no media here. */

import { BRIGHT, DARK, portrait, WINDOW } from "../../gallery/pictures.ts";

Object.assign(globalThis, {
  avatar: () => portrait(DARK, 200, 200).toDataURL(),
  paint() {
    for (const [tag, look] of [
      ["wx-live-pusher", WINDOW],
      ["wx-live-player", BRIGHT],
    ] as const) {
      for (const element of document.querySelectorAll(tag)) {
        element.querySelector("canvas")?.remove();
        element.querySelector(".mp-media-info")?.remove();
        const picture = portrait(look, 480, 640);
        picture.style.cssText = `position:absolute;inset:0;width:100%;height:100%;object-fit:cover;${
          tag === "wx-live-pusher" ? "transform:scaleX(-1)" : ""
        }`;
        element.append(picture);
      }
    }
  },
});
