import { html, nothing, type TemplateResult } from "lit";
import type { LiveUser, LiveUserPage } from "../../api.ts";
import { callLink, userLink } from "../../core/route.ts";
import type { Context } from "../../ui/context.ts";
import { devices } from "../../ui/devices.ts";
import { avatar, badge, empty, skeleton } from "../../ui/parts.ts";
import { search } from "../../ui/search.ts";
import { type Column, pager, table } from "../../ui/table.ts";
import type { LiveList } from "./list.ts";

/** The users who are online. */
export function userList(list: LiveList<LiveUserPage>): TemplateResult {
  const { t } = list.context;
  return html`<section class="panel">
    <div class="toolbar">${search(t("live.searchUsers"), list.search, list.find)}</div>
    ${list.page ? users(list, list.page) : skeleton(t)}
  </section>`;
}

function users(list: LiveList<LiveUserPage>, page: LiveUserPage): TemplateResult {
  const { t } = list.context;
  if (page.total === 0) {
    return list.searching
      ? empty("search", t("live.noMatch"), t("live.noMatchText"))
      : empty("users", t("live.noUsers"), t("live.noUsersText"));
  }
  return html`${table({
    label: t("live.users"),
    columns: columns(list.context),
    rows: page.users,
    key: ({ user_id }) => user_id,
    t,
  })}
    ${pager({ ...list, total: page.total }, t)}`;
}

function columns(context: Context): Column<LiveUser>[] {
  const { t } = context;
  return [
    {
      title: t("live.user"),
      lead: true,
      cell: (user) => html`<span class="person">
        ${avatar(user.user_id)}
        <a class="cell-link" href=${userLink(user.sdkappid, user.user_id)}>${user.user_id}</a>
      </span>`,
    },
    {
      title: t("live.inCall"),
      cell: (user) =>
        user.call_id === null
          ? html`<span class="faint">–</span>`
          : html`<a href=${callLink(user.sdkappid, user.call_id)}
              >${badge(t(user.phase === "ringing" ? "live.ringing" : "live.connected"), user.phase === "ringing" ? "info" : "good")}</a
            >`,
    },
    { title: t("live.devices"), cell: (user) => devices(context, user) ?? nothing },
  ];
}
