import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import type { Line } from "../../core/index.ts";
import { type IconName, icon } from "../icons.ts";
import { rows } from "./buttons.ts";
import { type Drawing, say } from "./drawing.ts";
import { avatar } from "./faces.ts";

/** How the screen is fitted into the page; what it takes to change that on a desktop. */
export interface Fit {
  readonly kind: "phone" | "card" | "wide";
  /** Makes the card fill the window or the other way round; absent where there is no choice. */
  readonly toggle?: () => void;
  /** Opens the panel of microphones, cameras and loudspeakers. */
  readonly devices: () => void;
  /** Takes the picture into a window of the system's; absent where there are none, or no picture. */
  readonly leavePage?: () => void;
}

/** Texts and buttons of the screen as it is. */
export function content(drawing: Drawing, fit: Fit): TemplateResult {
  const { view } = drawing;
  return html`<div
    class=${classMap({
      "ck-content": true,
      "ck-over-video": overPicture(drawing),
    })}
    ?inert=${view.dialog !== undefined || view.picker !== undefined}
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

function corners(drawing: Drawing, { kind, toggle, devices, leavePage }: Fit) {
  const { view, texts, send } = drawing;
  const talking = view.stage === "connected";
  return html`<div class=${fading(view.controls)}>
    <div class="ck-corners ck-corners--left">
      ${
        view.minimise
          ? corner("minimise", texts.minimise, "minimise", () =>
              send({ type: "tap", button: "minimise" }),
            )
          : nothing
      }
      ${talking ? corner("devices", texts.devices, "devices", devices) : nothing}
      ${
        talking && leavePage
          ? corner("picture-in-picture", texts.pictureInPicture, "pictureInPicture", leavePage)
          : nothing
      }
    </div>
    <div class="ck-corners ck-corners--right">
      ${
        toggle
          ? corner(
              "full-screen",
              texts.fullScreen,
              kind === "wide" ? "window" : "fullScreen",
              toggle,
              kind === "wide",
            )
          : nothing
      }
    </div>
  </div>`;
}

function corner(
  name: string,
  label: string,
  drawn: IconName,
  press: () => void,
  pressed?: boolean,
): TemplateResult {
  return html`<button
    type="button"
    class="ck-corner"
    part=${name}
    data-corner=${name}
    aria-label=${label}
    aria-pressed=${pressed ?? nothing}
    title=${label}
    @click=${press}
  >
    ${icon(drawn)}
  </button>`;
}

/** Who it is and how it stands. A connected video call says it by its pictures. */
function head(drawing: Drawing) {
  const { view } = drawing;
  if (!view.peer || view.group || (view.stage === "connected" && view.media === "video"))
    return nothing;
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
      view.others && view.others.length > 0
        ? html`<div class="ck-others">${view.others.map((face) => avatar(face, 40))}</div>`
        : nothing
    }
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

/** The timer of a video call or of a group, at the top, and under it what is wrong; before it how it stands. */
function clock(drawing: Drawing) {
  const { view } = drawing;
  if (!view.group && (view.stage !== "connected" || view.media === "audio")) return nothing;
  return html`<div class="ck-clock ck-over-video">
    ${view.timer === undefined ? line(drawing, view.line) : html`<div class="ck-timer" part="timer">${view.timer}</div>`}
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
