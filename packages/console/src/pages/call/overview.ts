import { html, nothing, type TemplateResult } from "lit";
import type { CallLogView } from "../../api.ts";
import { timeOfDay } from "../../core/format.ts";
import { extent, type Lane, lanes } from "../../core/lanes.ts";
import {
  badSpans,
  type Direction,
  GAP_MS,
  isDirected,
  line,
  METRICS,
  type Metric,
  UNITS,
} from "../../core/quality.ts";
import { type Frame, frame } from "../../ui/chart/frame.ts";
import { laneChart } from "../../ui/chart/lanes.ts";
import { lines } from "../../ui/chart/lines.ts";
import { segments } from "../../ui/form.ts";
import { empty, panel } from "../../ui/parts.ts";
import { define, View } from "../../ui/view.ts";
import { moment } from "./moment.ts";

/** What an axis reaches up to at the least, so that what hardly matters looks so. */
const LEAST: Readonly<Record<Metric, number>> = {
  loss: 0.05,
  rtt: 100,
  bitrate: 100,
  jitter: 20,
  fps: 15,
  frozen: 200,
};

/** A call's lanes over its quality, and what holds at the moment that is looked at. */
class CallOverview extends View {
  static override properties = { log: { attribute: false }, at: { attribute: false } };

  declare log: CallLogView;
  declare at: number | undefined;
  declare choose: (at: number) => void;
  #way: Direction = "down";
  #width = 0;
  readonly #resize = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    if (width === this.#width) return;
    this.#width = width;
    this.requestUpdate();
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  protected override firstUpdated(): void {
    const charts = this.querySelector(".charts");
    if (charts) this.#resize.observe(charts);
  }

  protected override render(): TemplateResult {
    const { t } = this.context;
    const { from, to } = extent(this.log);
    const rows = lanes(this.log.timeline, { from, to });
    const shape = frame(this.#width, from, to, this.at, this.choose);
    const measured = this.log.quality.some(({ samples }) => samples.length > 0);
    return panel(
      t("call.overview"),
      html`<div class="charts">
          ${this.#width === 0 ? nothing : this.#lanes(shape, rows)} ${this.#slider(shape)}
          ${this.#legend(rows)} ${moment(this.context, this.log, rows, this.at, this.#colour)}
          ${
            measured
              ? html`<div class="charts__way">
                    ${segments(
                      t("call.direction"),
                      [
                        { value: "down", label: t("call.toDevice") },
                        { value: "up", label: t("call.fromDevice") },
                      ],
                      this.#way,
                      (way) => {
                        this.#way = way as Direction;
                        this.requestUpdate();
                      },
                    )}
                  </div>
                  ${this.#width === 0 ? nothing : METRICS.map((metric) => this.#metric(shape, metric))}`
              : empty("live", t("call.noQuality"), t("call.noQualityText"))
          }
        </div>`,
      { text: t("call.overviewText") },
    );
  }

  #lanes(shape: Frame, rows: readonly Lane[]): TemplateResult {
    const { t, language } = this.context;
    const bad = new Map<string, ReturnType<typeof badSpans>>();
    for (const { user_id, samples } of this.log.quality) {
      bad.set(user_id, [...(bad.get(user_id) ?? []), ...badSpans(samples)]);
    }
    return laneChart(shape, { lanes: rows, bad, colour: this.#colour, language, t });
  }

  #slider({ x, at }: Frame): TemplateResult {
    const { t, language } = this.context;
    const value = at ?? x.to;
    return html`<input
      class="charts__slider"
      type="range"
      min=${x.from}
      max=${x.to}
      step="1000"
      .value=${String(value)}
      aria-label=${t("call.moment")}
      aria-valuetext=${timeOfDay(value, language)}
      @input=${(event: Event) => this.choose(Number((event.target as HTMLInputElement).value))}
    />`;
  }

  #legend(rows: readonly Lane[]): TemplateResult {
    const { t } = this.context;
    const kinds = new Set<string>(rows.flatMap(({ spans }) => spans.map(({ kind }) => kind)));
    const marks = new Set<string>(rows.flatMap((row) => row.marks.map(({ kind }) => kind)));
    const bad = this.log.quality.some(({ samples }) => badSpans(samples).length > 0);
    const signs = (["ringing", "reconnecting", "muted", "unseen"] as const).filter((kind) =>
      kinds.has(kind),
    );
    const points = (["network", "failed"] as const).filter((kind) => marks.has(kind));
    return html`<ul class="legend">
      ${rows.map(
        ({ user }) => html`<li><i class="swatch swatch-${this.#colour(user)}"></i>${user}</li>`,
      )}
      ${signs.map((kind) => html`<li><i class="swatch swatch--${kind}"></i>${t(`lane.${kind}`)}</li>`)}
      ${bad ? html`<li><i class="swatch swatch--bad"></i>${t("lane.bad")}</li>` : nothing}
      ${points.map((kind) => html`<li><i class="swatch swatch--${kind}"></i>${t(`lane.${kind}`)}</li>`)}
    </ul>`;
  }

  #metric(shape: Frame, metric: Metric): TemplateResult {
    const { t } = this.context;
    const unit = UNITS[metric];
    const title = t(`metric.${metric}`);
    const way = isDirected(metric)
      ? html`<span class="faint">${t(this.#way === "down" ? "call.toDevice" : "call.fromDevice")}</span>`
      : nothing;
    return html`<figure class="metric">
      <figcaption>${title} <span class="faint">${t(`unit.${unit}`)}</span> ${way}</figcaption>
      ${lines(shape, {
        label: t("call.chart", { metric: title, unit: t(`unit.${unit}`) }),
        lines: this.log.quality.map((series) => ({
          colour: this.#colour(series.user_id),
          points: line(series.samples, metric, this.#way),
        })),
        least: LEAST[metric],
        write: (value) => written(value, metric),
        gap: GAP_MS,
      })}
    </figure>`;
  }

  /** A member's colour: by his place in the call, so that it never changes. */
  readonly #colour = (user: string): number => {
    const members = this.log.record?.members ?? this.log.live?.members ?? [];
    const place = members.findIndex(({ user_id }) => user_id === user);
    return (place < 0 ? 0 : place % 9) + 1;
  };
}

function written(value: number, metric: Metric): string {
  if (metric === "loss") return String(Number((value * 100).toPrecision(3)));
  return value >= 10_000 ? `${Math.round(value / 1000)}k` : String(Number(value.toPrecision(3)));
}

define("ck-call-overview", CallOverview);
