import snippets from "snippets:usersig";
import { html, nothing, type TemplateResult } from "lit";
import { BACK_ENDS, environment, type QuickStart, verifyCommand } from "../../core/quick-start.ts";
import { appLink } from "../../core/route.ts";
import { code } from "../../ui/code.ts";
import type { Context } from "../../ui/context.ts";
import { segments } from "../../ui/form.ts";
import { icon } from "../../ui/icons.ts";
import { step } from "./steps.ts";

export interface BackEndChoice {
  readonly chosen: string;
  readonly choose: (name: string) => void;
  /** Not there before it has been asked for. */
  readonly secretKey: string | undefined;
  readonly reveal: () => void;
}

export function backEndSteps(
  context: Context,
  values: QuickStart,
  { chosen, choose, secretKey, reveal }: BackEndChoice,
): TemplateResult[] {
  const { t } = context;
  const backEnd = BACK_ENDS.find(({ name }) => name === chosen) ?? BACK_ENDS[0];
  if (!backEnd) return [];
  return [
    step(
      t("start.envTitle"),
      t("start.envText"),
      html`${
        secretKey === undefined
          ? html`<div>
              <button type="button" class="button" @click=${reveal}>
                ${icon("key")} ${t("start.fillKey")}
              </button>
            </div>`
          : nothing
      }
      ${code(context, ".env", environment(values, secretKey ?? "…"))}`,
    ),
    step(
      t("start.signTitle"),
      t("start.signText"),
      html`<div class="scroll-x">
          ${segments(
            t("start.language"),
            BACK_ENDS.map(({ name }) => ({ value: name, label: name })),
            backEnd.name,
            choose,
          )}
        </div>
        ${code(context, backEnd.file, snippets[backEnd.file] ?? "")}
        ${code(context, t("start.useTitle"), backEnd.use)}`,
    ),
    step(
      t("start.checkTitle"),
      t("start.checkText"),
      html`${code(context, "callkit", verifyCommand(values))}
        <div>
          <a class="button" href=${appLink(values.sdkAppId, "tickets")}>
            ${icon("ticket")} ${t("start.toTickets")}
          </a>
        </div>`,
    ),
  ];
}
