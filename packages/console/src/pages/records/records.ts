import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { AppView, RecordsView, RecordView } from "../../api.ts";
import { reasonTone } from "../../core/ending.ts";
import { clock, dateTime } from "../../core/format.ts";
import { isFiltered, PAGE, recordFilter, recordQuery } from "../../core/record-query.ts";
import { appLink, callLink, type Query } from "../../core/route.ts";
import { icon } from "../../ui/icons.ts";
import { mediaIcon, title } from "../../ui/media.ts";
import { badge, empty, loaded, pageHead } from "../../ui/parts.ts";
import { type Column, pager, table } from "../../ui/table.ts";
import { define, Loader, View } from "../../ui/view.ts";
import { filters } from "./filters.ts";

/** The calls of an app that are over. */
class RecordsPage extends View {
  static override properties = { app: { attribute: false }, query: { attribute: false } };

  declare app: AppView;
  declare query: Query;
  readonly #records = new Loader<RecordsView>(this, () =>
    this.context.client.records(recordQuery(this.app.sdkappid, this.query)),
  );
  #asked = "";

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const asked = JSON.stringify(this.query);
    if (asked === this.#asked) return;
    this.#asked = asked;
    void this.#records.load();
  }

  protected override render(): TemplateResult {
    const { t, client } = this.context;
    const csv = client.recordsCsv(recordFilter(this.app.sdkappid, this.query));
    return html`${pageHead(
      t("records.title"),
      t("records.text"),
      html`<a class="button" href=${csv} download="callkit-records-${this.app.sdkappid}.csv">
          ${icon("download")} ${t("records.csv")}
        </a>`,
    )}
      <section class="panel" aria-busy=${this.#records.busy ? "true" : "false"}>
        ${filters(this.context, this.query, (change) => this.#turn({ ...change, offset: "" }))}
        ${loaded(
          this.#records,
          t,
          () => void this.#records.load(),
          (view) => this.#list(view),
        )}
      </section>`;
  }

  #list(view: RecordsView): TemplateResult {
    const { t } = this.context;
    if (view.total === 0) {
      return isFiltered(this.query)
        ? empty("search", t("records.noMatch"), t("records.noMatchText"))
        : empty("records", t("records.empty"), t("records.emptyText"));
    }
    return html`${table({
      label: t("records.title"),
      columns: this.#columns(),
      rows: view.records,
      key: ({ call_id }) => call_id,
      sorting: {
        by: this.query["sort"] === "duration" ? "duration" : "started",
        ascending: this.query["order"] === "asc",
        change: (sort, ascending) =>
          this.#turn({ sort, order: ascending ? "asc" : "desc", offset: "" }),
      },
      t,
    })}
      ${pager(
        {
          offset: Number(this.query["offset"]) || 0,
          limit: PAGE,
          total: view.total,
          turn: (offset) => this.#turn({ offset: offset === 0 ? "" : String(offset) }),
        },
        t,
      )}`;
  }

  #columns(): Column<RecordView>[] {
    const { t, language } = this.context;
    return [
      {
        title: t("records.who"),
        lead: true,
        cell: (record) => html`<span class="person">
          ${mediaIcon(record.media, t)}
          <a class="cell-link" href=${callLink(record.sdkappid, record.call_id)}>${title(record)}</a>
          ${record.group ? html`<span class="badge badge--plain">${t("live.group")}</span>` : nothing}
        </span>`,
      },
      {
        title: t("records.started"),
        time: true,
        sort: "started",
        cell: (record) => dateTime(record.started_at, language),
      },
      {
        title: t("records.duration"),
        sort: "duration",
        end: true,
        cell: (record) =>
          record.accepted_at === null
            ? html`<span class="faint">${t("records.notConnected")}</span>`
            : clock(record.duration_ms),
      },
      {
        title: t("records.reason"),
        cell: ({ reason }) => badge(t(`reason.${reason}`), reasonTone(reason)),
      },
    ];
  }

  #turn(change: Query): void {
    this.context.replace(appLink(this.app.sdkappid, "records", { ...this.query, ...change }));
  }
}

define("ck-records", RecordsPage);
