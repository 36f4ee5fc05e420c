import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { styleMap } from "lit/directives/style-map.js";
import type { Face } from "../../core/index.ts";

/** The picture of somebody, or his initial while there is none. */
export function avatar(face: Face, size: 40 | 48 | 72 | 96): TemplateResult {
  return html`<span
    class="ck-avatar ck-avatar--${size}"
    part="avatar"
    style=${styleMap({ "--_face": face.colour })}
    aria-hidden="true"
    >${face.initial}${image(face)}</span
  >`;
}

/** The blurred picture of somebody under 60 % black. */
export function ground(face: Face | undefined): TemplateResult {
  return html`<div
    class="ck-ground"
    part="ground"
    style=${styleMap({ "--_face": face?.colour ?? "#3a3a3a" })}
    aria-hidden="true"
  >
    ${face ? image(face) : nothing}
  </div>`;
}

/** A picture that does not load takes itself away; a new address gets a new chance. */
function image(face: Face) {
  if (!face.avatar) return nothing;
  return keyed(
    face.avatar,
    html`<img src=${face.avatar} alt="" draggable="false" referrerpolicy="no-referrer" @error=${hide} />`,
  );
}

function hide(event: Event): void {
  if (event.target instanceof HTMLElement) event.target.style.display = "none";
}
