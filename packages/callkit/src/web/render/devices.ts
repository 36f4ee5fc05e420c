import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import type { TextKey } from "../../locales/index.ts";
import type { DeviceKind, DevicePanel } from "../device-panel.ts";
import type { Drawing } from "./drawing.ts";

const KINDS: readonly { readonly kind: DeviceKind; readonly title: TextKey }[] = [
  { kind: "microphone", title: "microphone" },
  { kind: "camera", title: "camera" },
  { kind: "speaker", title: "speaker" },
];

/** Which microphone, camera and loudspeaker are used. */
export function devices(
  { texts }: Drawing,
  panel: DevicePanel | undefined,
  choose: (kind: DeviceKind, id: string) => void,
): TemplateResult | typeof nothing {
  const lists = panel?.lists;
  if (!panel || !lists) return nothing;
  return html`<div
    class="ck-over ck-over--dialog"
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === "Escape") panel.close();
    }}
  >
    <div
      class="ck-dialog ck-devices"
      part="dialog devices"
      role="dialog"
      aria-modal="true"
      aria-labelledby="ck-devices-title"
    >
      <h2 class="ck-devices__title" id="ck-devices-title">${texts.devices}</h2>
      <div class="ck-devices__list">
        ${KINDS.filter(({ kind }) => lists[kind].devices.length > 0).map(
          ({ kind, title }) => html`<div role="radiogroup" aria-label=${texts[title]}>
            <h3 class="ck-devices__kind">${texts[title]}</h3>
            ${lists[kind].devices.map(
              ({ id, name }) => html`<button
                type="button"
                class="ck-devices__choice"
                role="radio"
                aria-checked=${id === lists[kind].current}
                data-device=${id}
                @click=${() => choose(kind, id)}
              >
                ${name}
              </button>`,
            )}
            ${
              kind === "microphone"
                ? html`<div class="ck-meter" aria-hidden="true">
                  <div class="ck-meter__level" ${ref((bar) => panel.follow(bar))}></div>
                </div>`
                : nothing
            }
          </div>`,
        )}
      </div>
      <button
        type="button"
        class="ck-dialog__answer ck-dialog__answer--first"
        @click=${() => panel.close()}
      >
        ${texts.done}
      </button>
    </div>
  </div>`;
}
