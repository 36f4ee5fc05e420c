import { html, type TemplateResult } from "lit";
import { icon } from "./icons.ts";
import { define, View } from "./view.ts";

/** How long a button says that it has copied, in ms. */
const SAID_MS = 1600;

/** A button that copies a text and says so. */
class CopyButton extends View {
  #text = "";
  #label = "";
  #words = false;
  #copied = false;
  #said: ReturnType<typeof setTimeout> | undefined;

  set text(text: string) {
    this.#text = text;
  }

  /** What the text is, for those who do not see it. */
  set label(label: string) {
    this.#label = label;
    this.requestUpdate();
  }

  /** Whether the button says what it does, or only shows it. */
  set words(words: boolean) {
    this.#words = words;
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#said);
  }

  protected override render(): TemplateResult {
    const { t } = this.context;
    const said = this.#copied ? t("common.copied") : t("common.copy");
    return html`<button
      type="button"
      class="button button--quiet button--small ${this.#words ? "" : "button--icon"}"
      title=${t("common.copyOf", { what: this.#label })}
      aria-label=${this.#copied ? said : t("common.copyOf", { what: this.#label })}
      @click=${() => this.#copy()}
    >
      ${icon(this.#copied ? "check" : "copy")} ${this.#words ? said : ""}
    </button>`;
  }

  async #copy(): Promise<void> {
    const { t, overlays } = this.context;
    if (!(await copyText(this.#text))) {
      overlays.toast(t("common.copyFailed"), "bad");
      return;
    }
    this.#copied = true;
    this.requestUpdate();
    clearTimeout(this.#said);
    this.#said = setTimeout(() => {
      this.#copied = false;
      this.requestUpdate();
    }, SAID_MS);
  }
}

define("ck-copy", CopyButton);

/** Over plain http the clipboard is closed to pages; an old command still works there. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "spoken";
    const dialog = document.querySelector("dialog[open]");
    (dialog ?? document.body).append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}
