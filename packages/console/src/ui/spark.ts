import { html, nothing, svg, type TemplateResult } from "lit";
import { ceiling, linear } from "../core/scale.ts";

const WIDTH = 200;
const HEIGHT = 34;

/**
 * A small curve of the last values, without axes: it says whether something rises.
 *
 * @param least what the curve reaches up to at the least, so that noise near zero looks like noise.
 * @param limit drawn as a line across where there is one.
 */
export function spark(values: readonly number[], least: number, limit?: number): TemplateResult {
  const top = ceiling(Math.max(least, limit ?? 0, ...values));
  const x = linear(0, Math.max(values.length - 1, 1), 0, WIDTH);
  const y = linear(0, top, HEIGHT - 1, 2);
  const points = values.map(
    (value, index) => `${x.at(index).toFixed(1)},${y.at(value).toFixed(1)}`,
  );
  return html`<svg
    class="spark"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    width="100%"
    height=${HEIGHT}
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${
      limit === undefined
        ? nothing
        : svg`<line class="spark__limit" x1="0" x2=${WIDTH} y1=${y.at(limit)} y2=${y.at(limit)} vector-effect="non-scaling-stroke"/>`
    }
    ${
      points.length < 2
        ? nothing
        : svg`<polygon class="spark__area" points="0,${HEIGHT} ${points.join(" ")} ${WIDTH},${HEIGHT}"/>
            <polyline class="spark__line" points=${points.join(" ")} vector-effect="non-scaling-stroke"/>`
    }
  </svg>`;
}
