import { html, type TemplateResult } from "lit";
import type { TestTickets } from "../../core/quick-start.ts";
import type { Context } from "../../ui/context.ts";
import { icon } from "../../ui/icons.ts";
import { note } from "../../ui/parts.ts";

/** Tickets to try things out with, and how they come into the code. */
export interface Trial {
  readonly tickets: TestTickets | undefined;
  readonly fill: () => void;
}

/** What stands over code that holds such tickets. */
export function trialHead({ t }: Context, { tickets, fill }: Trial): TemplateResult {
  if (tickets) return note("warn", t("start.ticketsFilled"), "check");
  return html`<div class="row">
    <button type="button" class="button button--primary" @click=${fill}>
      ${icon("ticket")} ${t("start.fillTickets")}
    </button>
    <span class="faint small">${t("start.fillTicketsText")}</span>
  </div>`;
}
