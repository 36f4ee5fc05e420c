import { html, type TemplateResult } from "lit";
import type { OverviewView } from "../../api.ts";
import { bitrateParts, count } from "../../core/format.ts";
import { History } from "../../core/history.ts";
import type { Context } from "../../ui/context.ts";
import { spark } from "../../ui/spark.ts";

/** The figures of the whole server, each with its last two minutes. */
export class Figures {
  readonly #calls = new History();
  readonly #users = new History();
  readonly #egress = new History();
  readonly #ingress = new History();

  add(view: OverviewView): void {
    const now = Date.now();
    this.#calls.add(view.calls_connected + view.calls_ringing, now);
    this.#users.add(view.users_online, now);
    this.#egress.add(view.egress_kbps, now);
    this.#ingress.add(view.ingress_kbps, now);
  }

  hold(): void {
    const now = Date.now();
    for (const each of [this.#calls, this.#users, this.#egress, this.#ingress]) each.hold(now);
  }

  draw({ t, language }: Context, view: OverviewView | undefined): TemplateResult {
    const whole = (value: number | undefined): [string, string] => [
      value === undefined ? "–" : count(value, language),
      "",
    ];
    const limit = view?.max_egress_mbps ? view.max_egress_mbps * 1000 : undefined;
    const most = view?.max_calls ?? undefined;
    return html`<dl class="figures">
      ${figure(
        t("live.calls"),
        whole(view && view.calls_connected + view.calls_ringing),
        most === undefined ? "" : t("live.ofLimit", { limit: count(most, language) }),
        spark(this.#calls.values, 4, most),
      )}
      ${figure(t("live.users"), whole(view?.users_online), "", spark(this.#users.values, 4))}
      ${figure(
        t("live.egress"),
        traffic(view?.egress_kbps),
        limit === undefined
          ? t("live.noLimit")
          : t("live.ofLimit", { limit: bitrateParts(limit).join(" ") }),
        spark(this.#egress.values, 1000, limit),
      )}
      ${figure(t("live.ingress"), traffic(view?.ingress_kbps), "", spark(this.#ingress.values, 1000))}
    </dl>`;
  }
}

function traffic(kbps: number | undefined): [string, string] {
  return kbps === undefined ? ["–", ""] : bitrateParts(kbps);
}

function figure(
  term: string,
  [value, unit]: [string, string],
  about: string,
  curve: TemplateResult,
): TemplateResult {
  return html`<div class="figure">
    <dt>${term}</dt>
    <dd>${value} <small>${unit}</small><small class="figure__about">${about}</small>${curve}</dd>
  </div>`;
}
