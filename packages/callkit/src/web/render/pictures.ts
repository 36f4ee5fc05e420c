import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { keyed } from "lit/directives/keyed.js";
import type { PictureView } from "../../core/index.ts";
import { playing } from "../playing.ts";
import { sized, type WatchSize } from "../sized.ts";
import { type Drawing, say } from "./drawing.ts";
import { avatar, ground } from "./faces.ts";

/** Where the pictures come from and how the small one is held. */
export interface Sources {
  stream(picture: PictureView): MediaStream | undefined;
  readonly watchSize: WatchSize;
  readonly held: boolean;
  readonly grab: (event: PointerEvent) => void;
  /** Whether the click that comes is the end of a drag. */
  readonly dragged: () => boolean;
  readonly tapBig: () => void;
}

/**
 * Both pictures, each in an element of its own that stays the same when they are swapped: a video that moves
 * in the document would stop.
 */
export function pictures(drawing: Drawing, sources: Sources): TemplateResult {
  const { big, small, presence } = drawing.view;
  const theirs = [big, small].find((picture) => picture && !picture.own);
  const own = [big, small].find((picture) => picture?.own);
  // The small window has room for one.
  const alone = presence === "floating";
  return html`${picture(drawing, theirs, theirs === big || alone ? "big" : "small", sources)}
  ${picture(drawing, own, alone && theirs ? "gone" : own === big ? "big" : "small", sources)}`;
}

function picture(
  drawing: Drawing,
  shown: PictureView | undefined,
  place: "big" | "small" | "gone",
  sources: Sources,
) {
  if (!shown) return nothing;
  const { texts, send, view } = drawing;
  const { userId } = shown.face;
  const big = place === "big";
  const connected = view.stage === "connected";
  const onFrames = (arrived: boolean) => send({ type: "frames", userId, arrived });
  const onClick = () => {
    if (big) sources.tapBig();
    else if (!sources.dragged()) send({ type: "swap" });
  };
  // Something to press only where pressing does something.
  const tabindex = connected ? "0" : "-1";
  return keyed(
    shown.own ? "own" : userId,
    html`<button
      type="button"
      class=${classMap({
        "ck-picture": true,
        "ck-picture--big": big,
        "ck-picture--small": !big,
        "ck-picture--gone": place === "gone",
        "ck-picture--held": !big && sources.held,
        "ck-picture--mirrored": shown.mirrored,
        "ck-picture--blurred": shown.blurred,
        "ck-picture--waiting": shown.show !== "live",
      })}
      part="picture ${big ? "picture-big" : "picture-small"}"
      data-picture=${shown.own ? "own" : "peer"}
      tabindex=${tabindex}
      aria-label=${big ? texts.showControls : texts.swapPictures}
      aria-hidden=${connected ? "false" : "true"}
      @click=${onClick}
      @pointerdown=${big ? nothing : sources.grab}
    >
      <video
        muted
        .muted=${true}
        autoplay
        playsinline
        disablepictureinpicture
        ${playing(sources.stream(shown), shown.expected, onFrames)}
        ${sized(userId, shown.own ? undefined : sources.watchSize)}
      ></video>
      ${shown.show === "avatar" ? instead(drawing, shown) : nothing}
    </button>`,
  );
}

/** The blurred avatar with the avatar on it, in the place of a picture that is not there. */
function instead(drawing: Drawing, { face, caption, own }: PictureView): TemplateResult {
  const { view } = drawing;
  const alone = view.stage !== "connected";
  return html`<div class="ck-picture__face">
    ${ground(alone && own ? view.peer : face)}
    ${
      alone
        ? nothing
        : html`<div class="ck-picture__middle">
          ${avatar(face, 72)}
          ${caption ? html`<div class="ck-picture__caption">${say(drawing, caption)}</div>` : nothing}
        </div>`
    }
  </div>`;
}
