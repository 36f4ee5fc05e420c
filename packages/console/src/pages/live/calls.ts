import { html, nothing, type TemplateResult } from "lit";
import type { LiveCall, LiveCallPage } from "../../api.ts";
import { callLink } from "../../core/route.ts";
import type { Context } from "../../ui/context.ts";
import { icon } from "../../ui/icons.ts";
import { callState, mediaIcon, title } from "../../ui/media.ts";
import { empty, skeleton } from "../../ui/parts.ts";
import { search } from "../../ui/search.ts";
import { groupedTable, pager } from "../../ui/table.ts";
import { endCall } from "./end-call.ts";
import type { LiveList } from "./list.ts";
import { memberColumns } from "./members.ts";

/** The calls that ring or are connected. */
export function callList(list: LiveList<LiveCallPage>): TemplateResult {
  const { t } = list.context;
  return html`<section class="panel">
    <div class="toolbar">${search(t("live.searchCalls"), list.search, list.find)}</div>
    ${list.page ? calls(list, list.page) : skeleton(t)}
  </section>`;
}

function calls(list: LiveList<LiveCallPage>, page: LiveCallPage): TemplateResult {
  const { t } = list.context;
  if (page.total === 0) {
    return list.searching
      ? empty("search", t("live.noMatch"), t("live.noMatchText"))
      : empty("phone", t("live.noCalls"), t("live.noCallsText"));
  }
  return html`${groupedTable(
    {
      label: t("live.calls"),
      columns: memberColumns(list.context),
      key: ({ user_id }) => user_id,
      t,
    },
    page.calls.map((call) => ({
      key: call.call_id,
      title: head(list.context, call),
      rows: call.members,
      columns: memberColumns(list.context, call),
    })),
  )}
    ${pager({ ...list, total: page.total }, t)}`;
}

/** What stands over the members of a call. */
function head(context: Context, call: LiveCall): TemplateResult {
  const { t } = context;
  const href = callLink(call.sdkappid, call.call_id);
  return html`<div class="live-call__head">
      ${mediaIcon(call.media, t)}
      <a class="live-call__names" href=${href}>${title(call)}</a>
      ${call.group ? html`<span class="badge badge--plain">${t("live.group")}</span>` : nothing}
      ${callState(context, call)}
      <span class="grow"></span>
      <button
        type="button"
        class="button button--small button--quiet-danger"
        @click=${() => void endCall(context, call)}
      >
        ${icon("hangUp")} ${t("live.end")}
      </button>
    </div>`;
}
