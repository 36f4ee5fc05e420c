import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Translate } from "../locales/index.ts";
import type { DialogContent, Overlays, Question } from "./context.ts";
import { icon } from "./icons.ts";
import { define, View } from "./view.ts";

/** How long a toast stays, in ms: read it twice. */
const TOAST_MS = 4000;

interface Toast {
  readonly number: number;
  readonly text: string;
  readonly tone: "good" | "bad";
}

/** Dialogs and toasts of the whole console. */
export class OverlaysElement extends View implements Overlays {
  #dialogs: (DialogContent & { readonly done: () => void })[] = [];
  #toasts: Toast[] = [];
  #count = 0;
  words: Translate | undefined;

  toast(text: string, tone: "good" | "bad" = "good"): void {
    this.#count += 1;
    const toast = { number: this.#count, text, tone };
    this.#toasts = [...this.#toasts.slice(-2), toast];
    this.requestUpdate();
    setTimeout(() => {
      this.#toasts = this.#toasts.filter((each) => each !== toast);
      this.requestUpdate();
    }, TOAST_MS);
  }

  dialog(content: DialogContent): Promise<void> {
    const before = document.activeElement;
    return new Promise((closed) => {
      const done = () => {
        if (before instanceof HTMLElement) before.focus();
        closed();
      };
      this.#dialogs = [...this.#dialogs, { ...content, done }];
      this.requestUpdate();
    });
  }

  async confirm({ title, text, action, danger = false }: Question): Promise<boolean> {
    let sure = false;
    await this.dialog({
      title,
      body: (close) => html`<div class="dialog__body"><p>${text}</p></div>
        <div class="dialog__foot">
          <button type="button" class="button" @click=${close}>
            ${this.words?.("common.cancel")}
          </button>
          <button
            type="button"
            class="button ${danger ? "button--danger" : "button--primary"}"
            @click=${() => {
              sure = true;
              close();
            }}
          >
            ${action}
          </button>
        </div>`,
    });
    return sure;
  }

  /** Ends everything that is open: the session is over. */
  clear(): void {
    for (const dialog of this.#dialogs) dialog.done();
    this.#dialogs = [];
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    return html`${repeat(
      this.#dialogs,
      (dialog) => dialog,
      (dialog) => this.#dialog(dialog),
    )}
      <div class="toasts" popover="manual" role="status" aria-live="polite">
        ${this.#toasts.map(
          ({ text, tone }) => html`<div class="toast toast--${tone}">
            ${icon(tone === "bad" ? "warn" : "check")}<span>${text}</span>
          </div>`,
        )}
      </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    for (const dialog of this.querySelectorAll("dialog")) if (!dialog.open) dialog.showModal();
    const toasts = this.querySelector<HTMLElement>(".toasts");
    const open = toasts?.matches(":popover-open") ?? false;
    // Hidden and shown again, it lies over a dialog that has been opened in the meantime.
    if (open) toasts?.hidePopover();
    if (this.#toasts.length > 0) toasts?.showPopover();
  }

  #dialog(dialog: DialogContent & { readonly done: () => void }): TemplateResult {
    const close = () => {
      if (!this.#dialogs.includes(dialog)) return;
      this.#dialogs = this.#dialogs.filter((each) => each !== dialog);
      this.requestUpdate();
      // Only then is what was under it open to be focused.
      void this.updateComplete.then(dialog.done);
    };
    return html`<dialog class="dialog" aria-labelledby="dialog-title" @close=${close}>
      <div class="dialog__head">
        <h2 id="dialog-title">${dialog.title}</h2>
        <button
          type="button"
          class="button button--quiet button--small button--icon"
          aria-label=${this.words?.("common.close") ?? nothing}
          @click=${close}
        >
          ${icon("close")}
        </button>
      </div>
      ${dialog.body(close)}
    </dialog>`;
  }
}

define("ck-overlays", OverlaysElement);
