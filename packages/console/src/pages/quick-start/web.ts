import { html, type TemplateResult } from "lit";
import {
  type QuickStart,
  type TestTickets,
  webEngine,
  webKit,
  webTrial,
} from "../../core/quick-start.ts";
import { code } from "../../ui/code.ts";
import type { Context } from "../../ui/context.ts";
import { icon } from "../../ui/icons.ts";
import { note } from "../../ui/parts.ts";
import { step } from "./steps.ts";

/** What stands in the place of a ticket before there is one. */
const NO_TICKETS: TestTickets = { alice: "…", bob: "…" };

export function webSteps(
  context: Context,
  values: QuickStart,
  tickets: TestTickets | undefined,
  fill: () => void,
): TemplateResult[] {
  const { t } = context;
  return [
    step(
      t("start.tryTitle"),
      t("start.tryText"),
      html`${
        tickets
          ? note("warn", t("start.ticketsFilled"), "check")
          : html`<div class="row">
              <button type="button" class="button button--primary" @click=${fill}>
                ${icon("ticket")} ${t("start.fillTickets")}
              </button>
              <span class="faint small">${t("start.fillTicketsText")}</span>
            </div>`
      }
      ${code(context, "call.html", webTrial(values, tickets ?? NO_TICKETS))}`,
    ),
    step(t("start.kitTitle"), t("start.kitText"), code(context, "TUICallKit", webKit(values))),
    step(
      t("start.engineTitle"),
      t("start.engineText"),
      code(context, "TUICallEngine", webEngine(values)),
    ),
  ];
}
