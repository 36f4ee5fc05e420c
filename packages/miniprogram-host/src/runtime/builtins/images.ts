/** `<image>` and `<cover-image>`. */

import type { ComponentSpace, ElementNode } from "glass-easel-miniprogram-adapter";
import { ownerPath, resourceUrl } from "../resource.ts";
import { define, flag, type Host, text } from "./define.ts";

/** Size and position of the background that each mode means. */
const MODES: Record<string, readonly [size: string, position: string]> = {
  scaleToFill: ["100% 100%", "0 0"],
  aspectFit: ["contain", "center"],
  aspectFill: ["cover", "center"],
  widthFix: ["100% 100%", "0 0"],
  heightFix: ["100% 100%", "0 0"],
};

export function defineImages(space: ComponentSpace): void {
  define(space, "image", {
    content: "none",
    properties: {
      src: text(),
      mode: text("scaleToFill"),
      lazyLoad: flag(),
      showMenuByLongpress: flag(),
      webp: flag(),
    },
    reflected: ["mode"],
    created(_, host) {
      const picture = document.createElement("div");
      picture.className = "mp-img";
      host.append(picture);
      host.mpPicture = picture;
      host.mpSource = "";
    },
    attached: load,
    changed(name, value, node, host) {
      if (name === "src" && (host.isConnected || host.mpSource)) load(node, host);
      if (name !== "mode") return;
      const { style } = host.mpPicture;
      // The other modes are the names of positions, at the picture's own size.
      [style.backgroundSize, style.backgroundPosition] = MODES[value] ?? ["auto", value];
    },
  });
  define(space, "cover-image", {
    content: "none",
    properties: { src: text() },
    created(node, host) {
      const picture = document.createElement("img");
      picture.onload = () => node.triggerEvent("load", {});
      picture.onerror = () => node.triggerEvent("error", { errMsg: "load failed" });
      host.append(picture);
      host.mpPicture = picture;
    },
    attached: loadCover,
    changed(name, _, node, host) {
      if (name === "src" && host.isConnected) loadCover(node, host);
    },
  });
}

function loadCover(node: ElementNode, host: Host): void {
  const address = resourceUrl(node.data["src"], ownerPath(node));
  if (address) host.mpPicture.src = address;
}

/** The picture is a background, so that all modes are styles; a loose element tells whether it loads. */
function load(node: ElementNode, host: Host): void {
  const { src, mode } = node.data;
  const address = resourceUrl(src, ownerPath(node));
  if (address === host.mpSource) return;
  host.mpSource = address;
  host.setAttribute("data-src", address);
  const { style } = host.mpPicture as HTMLElement;
  if (!address) {
    style.backgroundImage = "";
    return;
  }
  const image = new Image();
  image.onload = () => {
    if (host.mpSource !== address) return;
    const { naturalWidth: width, naturalHeight: height } = image;
    style.backgroundImage = `url("${address.replaceAll('"', "%22")}")`;
    if (mode === "widthFix")
      node.setNodeStyle(`height:${(host.clientWidth * height) / width}px`, 3);
    if (mode === "heightFix")
      node.setNodeStyle(`width:${(host.clientHeight * width) / height}px`, 3);
    node.triggerEvent("load", { width, height });
  };
  image.onerror = () => {
    if (host.mpSource !== address) return;
    style.backgroundImage = "";
    node.triggerEvent("error", { errMsg: `GET ${src} 404 (Not Found)` });
  };
  image.src = address;
}
