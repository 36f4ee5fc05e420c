import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import type { ButtonView, DialogAnswer } from "../../core/index.ts";
import { icon } from "../icons.ts";
import { button } from "./buttons.ts";
import { type Drawing, say } from "./drawing.ts";
import { avatar } from "./faces.ts";

const DECLINE: ButtonView = { id: "decline", label: "decline", tone: "danger", size: "small" };
const ACCEPT: ButtonView = { id: "accept", label: "accept", tone: "accept", size: "small" };

/** The banner of a call that comes in. */
export function banner(drawing: Drawing): TemplateResult {
  const { view, send } = drawing;
  return html`<div class="ck-banner" part="banner" role="dialog" aria-label=${say(drawing, view.alert)}>
    <button
      type="button"
      class="ck-banner__open"
      @click=${() => send({ type: "restore" })}
    >
      ${view.peer ? avatar(view.peer, 48) : nothing}
      <span class="ck-banner__texts">
        <span class="ck-banner__name">${view.peer?.name}</span>
        <span class="ck-banner__line">${say(drawing, view.line?.text)}</span>
      </span>
    </button>
    ${button(drawing, DECLINE)} ${button(drawing, ACCEPT)}
  </div>`;
}

/** What is on the small window, over the picture if there is one. */
export function floating(
  drawing: Drawing,
  hold: { readonly grab: (event: PointerEvent) => void; readonly dragged: () => boolean },
): TemplateResult {
  const { view, texts, send } = drawing;
  const tile = view.group?.tiles.find(({ face }) => face.userId === view.group?.big);
  const live = (tile ?? view.big)?.show === "live";
  const text = view.ending ? say(drawing, view.ending.text) : (view.timer ?? shortLine(drawing));
  return html`<button
    type="button"
    class=${classMap({ "ck-float": true, "ck-float--live": live })}
    part="floating"
    @pointerdown=${hold.grab}
    @click=${() => {
      if (!hold.dragged()) send({ type: "restore" });
    }}
  >
    ${!view.ending && !tile && view.media === "video" && !live && view.peer ? avatar(view.peer, 48) : nothing}
    ${!view.ending && view.media === "audio" ? icon("phone") : nothing}
    <span class="ck-float__text">${text}</span>
    <span class="ck-hidden">${texts.returnToCall}</span>
  </button>`;
}

function shortLine(drawing: Drawing): string {
  const { stage } = drawing.view;
  return stage === "calling" ? drawing.texts.tileRinging : say(drawing, drawing.view.line?.text);
}

export function toast(drawing: Drawing): TemplateResult | typeof nothing {
  if (!drawing.view.toast) return nothing;
  return html`<div class="ck-over">
    <div class="ck-toast" part="toast">${say(drawing, drawing.view.toast)}</div>
  </div>`;
}

export function dialog(drawing: Drawing): TemplateResult | typeof nothing {
  const { view, texts, send } = drawing;
  const shown = view.dialog;
  if (!shown) return nothing;
  const answer = (given: DialogAnswer) => send({ type: "answer", answer: given });
  const last = shown.answers.at(-1);
  return html`<div
    class="ck-over ck-over--dialog"
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === "Escape" && last) answer(last);
    }}
  >
    <div class="ck-dialog" part="dialog" role="alertdialog" aria-modal="true" aria-labelledby="ck-question">
      <div class="ck-dialog__text" id="ck-question">${texts[shown.text]}</div>
      ${shown.answers.map(
        (given, index) => html`<button
          type="button"
          class=${classMap({
            "ck-dialog__answer": true,
            "ck-dialog__answer--first":
              index === 0 && given !== "leave" && shown.answers.length > 1,
            "ck-dialog__answer--leave": given === "leave",
          })}
          data-answer=${given}
          @click=${() => answer(given)}
        >
          ${texts[given]}
        </button>`,
      )}
    </div>
  </div>`;
}
