import { html, type TemplateResult } from "lit";
import type { AppView } from "../../api.ts";
import { pageHead } from "../../ui/parts.ts";
import { tabs } from "../../ui/tabs.ts";
import { define, View } from "../../ui/view.ts";
import "./inspect-ticket.ts";
import "./make-ticket.ts";

/** Tickets of one app: making them, and finding out what is wrong with one. */
class TicketsPage extends View {
  static override properties = { app: { attribute: false } };

  declare app: AppView;
  #tab: "make" | "inspect" = "make";

  protected override render(): TemplateResult {
    const { t } = this.context;
    const make = this.#tab === "make";
    return html`${pageHead(t("tickets.title"), t("tickets.text"))}
    ${tabs(
      t("tickets.title"),
      [
        { name: "make", label: t("tickets.make") },
        { name: "inspect", label: t("tickets.inspect") },
      ],
      this.#tab,
      (name) => {
        this.#tab = name;
        this.requestUpdate();
      },
      // Both stay: what was entered in one is still there after a look at the other.
      html`<ck-make-ticket ?hidden=${!make} .context=${this.context} .app=${this.app}></ck-make-ticket>
        <ck-inspect-ticket ?hidden=${make} .context=${this.context} .app=${this.app}></ck-inspect-ticket>`,
    )}`;
  }
}

define("ck-tickets", TicketsPage);
