import { html, nothing, svg, type TemplateResult } from "lit";
import { ceiling, linear, linePath, type Point } from "../../core/scale.ts";
import { type Frame, LEFT, pointed } from "./frame.ts";

const HEIGHT = 96;
const TOP = 8;
const BOTTOM = 6;

export interface Line {
  /** 1 to 9: which of the colours. */
  readonly colour: number;
  readonly points: readonly Point[];
}

export interface LinesOptions {
  readonly label: string;
  readonly lines: readonly Line[];
  /** What the axis reaches up to at the least. */
  readonly least: number;
  readonly write: (value: number) => string;
  /** Further apart than this in ms, points are not joined. */
  readonly gap: number;
}

/** One metric of all members over time. */
export function lines(frame: Frame, options: LinesOptions): TemplateResult {
  const { label, least, write, gap } = options;
  const { width, x, ticks, at } = frame;
  const values = options.lines.flatMap(({ points }) => points.map(({ value }) => value ?? 0));
  const top = ceiling(Math.max(least, ...values));
  const y = linear(0, top, HEIGHT - BOTTOM, TOP);
  return html`<svg
    class="chart"
    width=${width}
    height=${HEIGHT}
    role="img"
    aria-label=${label}
    @pointermove=${pointed(frame)}
    @pointerdown=${pointed(frame)}
  >
    ${[0, top / 2, top].map(
      (
        value,
      ) => svg`<line class="chart__grid" x1=${LEFT} x2=${x.at(x.to)} y1=${y.at(value)} y2=${y.at(value)}/>
        <text class="chart__value" x=${LEFT - 8} y=${y.at(value) + 4}>${write(value)}</text>`,
    )}
    ${ticks.map((tick) => svg`<line class="chart__tick" x1=${x.at(tick)} x2=${x.at(tick)} y1=${TOP} y2=${HEIGHT - BOTTOM}/>`)}
    ${options.lines.map(
      ({ colour, points }) =>
        svg`<path class="chart__line series-${colour}" d=${linePath(points, x, y, gap)}/>`,
    )}
    ${at === undefined ? nothing : svg`<line class="chart__cursor" x1=${x.at(at)} x2=${x.at(at)} y1="0" y2=${HEIGHT}/>`}
  </svg>`;
}
