import { html, nothing, type TemplateResult } from "lit";
import type { CallLogView, QualitySeries } from "../../api.ts";
import { clock, timeOfDay } from "../../core/format.ts";
import { kindsAt, type Lane, type SpanKind } from "../../core/lanes.ts";
import { sampleAt } from "../../core/quality.ts";
import type { Context } from "../../ui/context.ts";
import { bitrates, grade, known, losses, ms, perSecond } from "../../ui/media.ts";
import { type Column, table } from "../../ui/table.ts";

const SAID: readonly SpanKind[] = ["ringing", "joined", "reconnecting", "muted", "unseen"];

/** What every member was doing at a moment, and how his media fared: the answer to "it was bad at 14:03". */
export function moment(
  context: Context,
  log: CallLogView,
  lanes: readonly Lane[],
  at: number | undefined,
  colour: (user: string) => number,
): TemplateResult | typeof nothing {
  if (at === undefined) return nothing;
  const { t, language } = context;
  const heading = t("call.atMoment", {
    time: timeOfDay(at, language),
    since: clock(at - log.started_at),
  });
  return html`<div class="moment">
    <p class="moment__time num" aria-live="polite">${heading}</p>
    ${table({
      label: heading,
      columns: columns(context, log.quality, at, colour),
      rows: lanes,
      key: ({ user }) => user,
      t,
    })}
  </div>`;
}

function columns(
  { t }: Context,
  quality: readonly QualitySeries[],
  at: number,
  colour: (user: string) => number,
): Column<Lane>[] {
  const sample = ({ user }: Lane) =>
    quality
      .filter(({ user_id }) => user_id === user)
      .map((series) => sampleAt(series, at))
      .find((found) => found !== undefined);
  return [
    {
      title: t("live.member"),
      lead: true,
      cell: ({ user }) =>
        html`<span class="row"><i class="swatch swatch-${colour(user)}"></i>${user}</span>`,
    },
    {
      title: t("apps.state"),
      cell: (lane) => {
        const kinds = kindsAt(lane, at);
        const said = SAID.filter((kind) => kinds.has(kind)).map((kind) => t(`lane.${kind}`));
        return said.length > 0
          ? said.join(", ")
          : html`<span class="faint">${t("lane.away")}</span>`;
      },
    },
    {
      title: t("live.quality"),
      cell: (lane) => {
        const found = sample(lane);
        return found ? grade(found, t) : html`<span class="faint">${t("call.noSample")}</span>`;
      },
    },
    { title: t("live.loss"), end: true, cell: (lane) => losses(sample(lane)) },
    { title: t("live.rtt"), end: true, cell: (lane) => known(sample(lane)?.rtt_ms, ms) },
    { title: t("metric.bitrate"), end: true, cell: (lane) => bitrates(sample(lane)) },
    {
      title: t("live.fps"),
      end: true,
      cell: (lane) => known(sample(lane)?.client?.fps, perSecond),
    },
    {
      title: t("live.frozen"),
      end: true,
      cell: (lane) => known(sample(lane)?.client?.frozen_ms, ms),
    },
  ];
}
