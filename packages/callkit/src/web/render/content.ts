import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import type { Line } from "../../core/index.ts";
import { icon } from "../icons.ts";
import { rows } from "./buttons.ts";
import { type Drawing, say } from "./drawing.ts";
import { avatar } from "./faces.ts";

/** How the screen is fitted into the page; what it takes to change that on a desktop. */
export interface Fit {
  readonly kind: "phone" | "card" | "wide";
  /** Makes the card fill the window or the other way round; absent where there is no choice. */
  readonly toggle?: () => void;
}

/** Texts and buttons of the screen as it is. */
export function content(drawing: Drawing, fit: Fit): TemplateResult {
  const { view } = drawing;
  return html`<div
    class=${classMap({
      "ck-content": true,
      "ck-over-video": overPicture(drawing),
    })}
  >
    ${corners(drawing, fit)} ${head(drawing)} ${clock(drawing)} ${ending(drawing)}
    <div class=${fading(view.controls)}>${rows(drawing)}</div>
  </div>`;
}

/** Whether texts lie on a picture, whose brightness nobody knows. */
function overPicture({ view }: Drawing): boolean {
  return view.big?.show === "live";
}

function fading(shown: boolean) {
  return classMap({ "ck-fades": true, "ck-fades--away": !shown });
}

function corners({ view, texts, send }: Drawing, fit: Fit) {
  const { toggle } = fit;
  return html`<div class=${fading(view.controls)}>
    ${
      view.minimise
        ? html`<button
          type="button"
          class="ck-corner ck-corner--left"
          part="minimise"
          data-button="minimise"
          aria-label=${texts.minimise}
          @click=${() => send({ type: "tap", button: "minimise" })}
        >
          ${icon("minimise")}
        </button>`
        : nothing
    }
    ${
      toggle
        ? html`<button
          type="button"
          class="ck-corner ck-corner--right"
          part="full-screen"
          aria-label=${texts.fullScreen}
          aria-pressed=${fit.kind === "wide"}
          title=${texts.fullScreen}
          @click=${toggle}
        >
          ${icon(fit.kind === "wide" ? "window" : "fullScreen")}
        </button>`
        : nothing
    }
  </div>`;
}

/** Who it is and how it stands. A connected video call says it by its pictures. */
function head(drawing: Drawing) {
  const { view } = drawing;
  if (!view.peer || (view.stage === "connected" && view.media === "video")) return nothing;
  const corner =
    view.media === "video" && (view.stage === "calling" || view.stage === "connecting");
  return html`<div
    class=${classMap({
      "ck-head": true,
      "ck-head--corner": corner,
      "ck-head--below": corner && view.minimise,
    })}
  >
    ${avatar(view.peer, corner ? 48 : 96)}
    <div class="ck-head__texts">
      <div class="ck-name" part="name">
        <span class="ck-name__text">${view.peer.name}</span>
        ${
          view.peerMuted
            ? html`<span
              class="ck-name__muted"
              role="img"
              aria-label=${drawing.texts.microphoneMuted}
              >${icon("microphoneOff")}</span
            >`
            : nothing
        }
      </div>
      ${line(drawing, view.line)}
      ${view.timer !== undefined ? html`<div class="ck-timer" part="timer">${view.timer}</div>` : nothing}
      ${view.notice ? html`<div class="ck-notice" part="notice">${say(drawing, view.notice)}</div>` : nothing}
    </div>
    ${
      view.secondLine
        ? html`<div class="ck-line ck-line--second">${say(drawing, view.secondLine)}</div>`
        : nothing
    }
  </div>`;
}

function line(drawing: Drawing, shown: Line | undefined) {
  if (!shown) return nothing;
  return html`<div class="ck-line" part="state">
    ${say(drawing, shown.text)}${
      shown.dots
        ? html`<span class="ck-dots" aria-hidden="true"><span>.</span><span>.</span><span>.</span></span>`
        : nothing
    }
  </div>`;
}

/** The timer of a video call, at the top, and under it what is wrong. */
function clock(drawing: Drawing) {
  const { view } = drawing;
  if (view.stage !== "connected" || view.media === "audio") return nothing;
  return html`<div class="ck-clock ck-over-video">
    <div class="ck-timer" part="timer">${view.timer}</div>
    ${view.notice ? html`<div class="ck-notice" part="notice">${say(drawing, view.notice)}</div>` : nothing}
  </div>`;
}

function ending(drawing: Drawing) {
  const { ending: end } = drawing.view;
  if (!end) return nothing;
  return html`<div class="ck-ending" part="ending">
    <div>${say(drawing, end.text)}</div>
    ${
      end.duration !== undefined
        ? html`<div class="ck-ending__duration">${drawing.texts.duration} ${end.duration}</div>`
        : nothing
    }
  </div>`;
}
