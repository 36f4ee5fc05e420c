import { html, type TemplateResult } from "lit";
import {
  NO_TICKETS,
  type QuickStart,
  webEngine,
  webKit,
  webTrial,
} from "../../core/quick-start.ts";
import { code } from "../../ui/code.ts";
import type { Context } from "../../ui/context.ts";
import { step } from "./steps.ts";
import { type Trial, trialHead } from "./trial.ts";

export function webSteps(context: Context, values: QuickStart, trial: Trial): TemplateResult[] {
  const { t } = context;
  return [
    step(
      t("start.tryTitle"),
      t("start.tryText"),
      html`${trialHead(context, trial)}
      ${code(context, "call.html", webTrial(values, trial.tickets ?? NO_TICKETS))}`,
    ),
    step(t("start.kitTitle"), t("start.kitText"), code(context, "TUICallKit", webKit(values))),
    step(
      t("start.engineTitle"),
      t("start.engineText"),
      code(context, "TUICallEngine", webEngine(values)),
    ),
  ];
}
