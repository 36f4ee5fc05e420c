import { html, nothing, svg, type TemplateResult } from "lit";
import { timeOfDay } from "../../core/format.ts";
import type { Lane, SpanKind } from "../../core/lanes.ts";
import type { BadSpan } from "../../core/quality.ts";
import type { Language, Translate } from "../../locales/index.ts";
import { type Frame, pointed } from "./frame.ts";

const LANE = 50;
const BAR = 20;
const BAR_HEIGHT = 16;
const AXIS = 24;

/** Bars that lie over the others come later. */
const ORDER: readonly SpanKind[] = ["joined", "ringing", "reconnecting", "muted", "unseen"];

export interface LanesOptions {
  readonly lanes: readonly Lane[];
  /** When each member's media was bad, by user. */
  readonly bad: ReadonlyMap<string, readonly BadSpan[]>;
  readonly colour: (user: string) => number;
  readonly language: Language;
  readonly t: Translate;
}

/** Each member's part in a call as a bar over time. */
export function laneChart(frame: Frame, options: LanesOptions): TemplateResult {
  const { lanes, language, t } = options;
  const { width, x, ticks, at } = frame;
  const height = lanes.length * LANE + AXIS;
  const withSeconds = x.to - x.from < 20 * 60_000;
  return html`<svg
    class="chart chart--lanes"
    width=${width}
    height=${height}
    role="img"
    aria-label=${t("call.overview")}
    @pointermove=${pointed(frame)}
    @pointerdown=${pointed(frame)}
  >
    ${ticks.map(
      (
        tick,
      ) => svg`<line class="chart__tick" x1=${x.at(tick)} x2=${x.at(tick)} y1="0" y2=${height - AXIS + 5}/>
        <text class="chart__time" x=${x.at(tick)} y=${height - 5} text-anchor=${anchor(x.at(tick), width)}>${timeOfDay(tick, language, withSeconds)}</text>`,
    )}
    ${lanes.map((lane, row) => laneRow(frame, options, lane, row * LANE))}
    ${at === undefined ? nothing : svg`<line class="chart__cursor" x1=${x.at(at)} x2=${x.at(at)} y1="0" y2=${height - AXIS + 5}/>`}
  </svg>`;
}

function laneRow({ x }: Frame, { bad, colour, t }: LanesOptions, lane: Lane, top: number) {
  const y = top + BAR;
  const bar = (from: number, to: number, kind: string, at: number, high: number, round: number) =>
    svg`<rect class=${kind} x=${x.at(from)} y=${at} width=${Math.max(2, x.at(to) - x.at(from))} height=${high} rx=${round}/>`;
  const spans = ORDER.flatMap((kind) => lane.spans.filter((span) => span.kind === kind));
  return svg`<text class="lane__name" x=${x.at(x.from)} y=${top + 14}>${lane.user}</text>
    ${bar(x.from, x.to, "lane__ground", y, BAR_HEIGHT, 4)}
    ${spans.map(({ kind, from, to }) => {
      if (kind === "muted") return bar(from, to, "lane__muted", y + BAR_HEIGHT + 3, 3, 1.5);
      if (kind === "unseen") return bar(from, to, "lane__unseen", y + BAR_HEIGHT + 7, 3, 1.5);
      return bar(from, to, `lane__${kind} series-${colour(lane.user)}`, y, BAR_HEIGHT, 4);
    })}
    ${(bad.get(lane.user) ?? []).map(({ from, to }) => bar(from, to, "lane__bad", y, BAR_HEIGHT, 2))}
    ${lane.marks.map(
      ({ at, kind }) =>
        svg`<circle class="lane__mark lane__mark--${kind}" cx=${x.at(at)} cy=${y + BAR_HEIGHT / 2} r="4.5"><title>${t(`lane.${kind}`)}</title></circle>`,
    )}`;
}

/** At the edges a text would be cut in half. */
function anchor(at: number, width: number): "start" | "middle" | "end" {
  if (at < 80) return "start";
  return at > width - 40 ? "end" : "middle";
}
