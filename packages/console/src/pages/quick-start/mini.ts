import { html, type TemplateResult } from "lit";
import {
  MINI_JSON,
  MINI_LOAD,
  MINI_WXML,
  miniServer,
  miniTrial,
  NO_TICKETS,
  type QuickStart,
} from "../../core/quick-start.ts";
import { siteLink } from "../../core/route.ts";
import { code } from "../../ui/code.ts";
import type { Context } from "../../ui/context.ts";
import { icon } from "../../ui/icons.ts";
import { step } from "./steps.ts";
import { type Trial, trialHead } from "./trial.ts";

export function miniSteps(context: Context, values: QuickStart, trial: Trial): TemplateResult[] {
  const { t } = context;
  return [
    step(
      t("start.miniGet"),
      t("start.miniGetText"),
      html`<a class="button button--primary" href="${values.server}/sdk/miniprogram.zip" download>
        ${icon("download")} ${t("start.miniDownload")}
      </a>`,
    ),
    step(
      t("start.miniServer"),
      t("start.miniServerText"),
      code(context, "TUICallEngine/server.js", miniServer(values)),
    ),
    step(
      t("start.miniPage"),
      t("start.miniPageText"),
      html`${trialHead(context, trial)} ${code(context, "pages/call/call.json", MINI_JSON)}
      ${code(context, "pages/call/call.wxml", MINI_WXML)}
      ${code(context, "pages/call/call.js", miniTrial(values, trial.tickets ?? NO_TICKETS))}`,
    ),
    step(
      t("start.miniLoad"),
      t("start.miniLoadText"),
      code(context, "pages/call/call.js, onLoad", MINI_LOAD),
    ),
    step(
      t("start.miniDomains"),
      t("start.miniDomainsText"),
      html`<a class="button" href=${siteLink("domains")}>${icon("domains")} ${t("start.toDomains")}</a>`,
    ),
  ];
}
