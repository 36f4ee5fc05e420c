import { html, type PropertyValues, type TemplateResult } from "lit";
import type { AppView, InstallationView, PeopleView, PersonEntry } from "../../api.ts";
import { count, dateTime } from "../../core/format.ts";
import { appLink, type Query, userLink } from "../../core/route.ts";
import { isUserId } from "../../core/user-id.ts";
import { icon } from "../../ui/icons.ts";
import { avatar, badge, empty, loaded, pageHead, panel } from "../../ui/parts.ts";
import { search } from "../../ui/search.ts";
import { type Column, pager, table } from "../../ui/table.ts";
import { define, Loader, View } from "../../ui/view.ts";
import { kept } from "./kept.ts";

/** Rows of a page. */
const PAGE = 25;

/** The users of whom something is kept, and what is kept about each. */
class UsersPage extends View {
  static override properties = { app: { attribute: false }, query: { attribute: false } };

  declare app: AppView;
  declare query: Query;
  #asked = "";
  readonly #people = new Loader<PeopleView>(this, () =>
    this.context.client.people(this.app.sdkappid, {
      ...(this.#search !== "" && { search: this.#search }),
      offset: this.#offset,
      limit: PAGE,
    }),
  );
  readonly #installation = new Loader<InstallationView>(this, () =>
    this.context.client.installation(),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#installation.load();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const asked = JSON.stringify(this.query);
    if (asked === this.#asked) return;
    this.#asked = asked;
    void this.#people.load();
  }

  protected override render(): TemplateResult {
    const { t } = this.context;
    const online = appLink(this.app.sdkappid, "live", { tab: "users" });
    return html`${pageHead(
      t("users.title"),
      t("users.text"),
      html`<a class="button" href=${online}>${icon("live")} ${t("users.online")}</a>`,
    )}
      <div class="stack">
        <section class="panel" aria-busy=${this.#people.busy ? "true" : "false"}>
          <div class="toolbar">
            ${search(t("users.search"), this.#search, (text) => this.#turn({ search: text, offset: "" }))}
          </div>
          ${loaded(
            this.#people,
            t,
            () => void this.#people.load(),
            (view) => this.#list(view),
          )}
        </section>
        ${panel(
          t("users.kept"),
          loaded(
            this.#installation,
            t,
            () => void this.#installation.load(),
            ({ retention }) => kept(this.context, retention),
          ),
          { text: t("users.keptText"), flush: true },
        )}
      </div>`;
  }

  get #search(): string {
    return this.query["search"] ?? "";
  }

  get #offset(): number {
    return Math.max(0, Number(this.query["offset"]) || 0);
  }

  #list({ total, people }: PeopleView): TemplateResult {
    const { t } = this.context;
    if (total === 0 && this.#search === "") {
      return empty("users", t("users.nobody"), t("users.nobodyText"));
    }
    if (total === 0) {
      return empty("search", t("users.noMatch"), t("users.noMatchText"), this.#openAnyway());
    }
    return html`${table({
      label: t("users.title"),
      columns: this.#columns(),
      rows: people,
      key: ({ user_id }) => user_id,
      t,
    })}
      ${pager(
        {
          offset: this.#offset,
          limit: PAGE,
          total,
          turn: (offset) => this.#turn({ offset: offset === 0 ? "" : String(offset) }),
        },
        t,
      )}`;
  }

  /** Of somebody who only signs in nothing is kept; his page says on which devices. */
  #openAnyway(): unknown {
    const user = this.#search;
    if (!isUserId(user)) return undefined;
    return html`<a class="button" href=${userLink(this.app.sdkappid, user)}>
      ${this.context.t("users.openAnyway", { user })}
    </a>`;
  }

  #columns(): Column<PersonEntry>[] {
    const { t, language } = this.context;
    return [
      {
        title: t("users.userId"),
        lead: true,
        cell: ({ user_id }) => html`<span class="person">
          ${avatar(user_id)}
          <a class="cell-link" href=${userLink(this.app.sdkappid, user_id)}>${user_id}</a>
        </span>`,
      },
      { title: t("users.nick"), cell: ({ nick }) => (nick === "" ? none() : nick) },
      {
        title: t("users.now"),
        cell: ({ devices_online }) =>
          devices_online > 0 ? badge(t("users.onlineNow"), "good") : none(),
      },
      {
        title: t("users.records"),
        end: true,
        cell: ({ records }) => count(records, language),
      },
      {
        title: t("users.newest"),
        time: true,
        cell: ({ newest_record_at }) =>
          newest_record_at === null ? none() : dateTime(newest_record_at, language),
      },
    ];
  }

  #turn(change: Query): void {
    this.context.replace(appLink(this.app.sdkappid, "users", { ...this.query, ...change }));
  }
}

function none(): TemplateResult {
  return html`<span class="faint">–</span>`;
}

define("ck-users", UsersPage);
