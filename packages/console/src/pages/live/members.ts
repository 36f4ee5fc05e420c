import { html, nothing, type TemplateResult } from "lit";
import type { LiveCall, LiveMember } from "../../api.ts";
import { userLink } from "../../core/route.ts";
import type { Context } from "../../ui/context.ts";
import { bitrates, known, losses, ms, perSecond, state, switches } from "../../ui/media.ts";
import { type Column, table } from "../../ui/table.ts";

/** The members of a running call, and how each one's media fares now. */
export function memberTable(context: Context, call: LiveCall): TemplateResult {
  return table({
    label: context.t("live.member"),
    columns: memberColumns(context, call),
    rows: call.members,
    key: ({ user_id }) => user_id,
    t: context.t,
  });
}

/** @param call the call that the members are of; not needed for the headings alone. */
export function memberColumns({ t }: Context, call?: LiveCall): Column<LiveMember>[] {
  const figure = (title: string, cell: (member: LiveMember) => string) => ({
    title,
    end: true,
    cell,
  });
  const short = (title: string, cell: (member: LiveMember) => string) => ({
    ...figure(title, cell),
    half: true,
  });
  return [
    {
      title: t("live.member"),
      lead: true,
      cell: (member) => html`<span class="member">
        <a class="cell-link" href=${userLink(call?.sdkappid ?? 0, member.user_id)}>${member.user_id}</a>
        ${member.platform === null ? nothing : html`<span class="faint small">${t(`platform.${member.platform}`)}</span>`}
        ${member.phase === "joined" ? switches(member, call?.media ?? "audio", t) : nothing}
      </span>`,
    },
    { title: t("live.quality"), cell: (member) => state(member, t) },
    figure(t("metric.bitrate"), ({ quality }) => bitrates(quality)),
    figure(t("live.loss"), ({ quality }) => losses(quality)),
    short(t("live.rtt"), ({ quality }) => known(quality?.rtt_ms, ms)),
    short(t("live.jitter"), ({ quality }) => known(quality?.down_jitter_ms, ms)),
    short(t("live.fps"), ({ quality }) => known(quality?.client?.fps, perSecond)),
    short(t("live.frozen"), ({ quality }) => known(quality?.client?.frozen_ms, ms)),
  ];
}
