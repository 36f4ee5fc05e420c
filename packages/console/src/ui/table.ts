import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Translate } from "../locales/index.ts";
import { icon } from "./icons.ts";

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => unknown;
  /** The name that the server sorts this column by, if it does. */
  readonly sort?: string;
  /** What the row is called by: its heading on a phone. */
  readonly lead?: boolean;
  /** Buttons: without a name in the heading. */
  readonly actions?: boolean;
  readonly end?: boolean;
  /** A short figure: two of them share a line on a phone. */
  readonly half?: boolean;
  /** A moment, which is not to be broken over lines. */
  readonly time?: boolean;
}

export interface Sorting {
  readonly by: string;
  readonly ascending: boolean;
  readonly change: (by: string, ascending: boolean) => void;
}

export interface TableOptions<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly key: (row: Row) => unknown;
  readonly sorting?: Sorting;
  readonly t: Translate;
}

export function table<Row>(options: TableOptions<Row>): TemplateResult {
  return html`<div class="table-box">
    <table class="table table--cards">
      <caption class="spoken">${options.label}</caption>
      ${head(options)}
      <tbody>
        ${body(options)}
      </tbody>
    </table>
  </div>`;
}

/** Rows that belong together, under a heading of their own. */
export interface Group<Row> {
  readonly key: unknown;
  readonly title: unknown;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
}

/** One table of several groups, so that their columns stand in one line. */
export function groupedTable<Row>(
  options: Omit<TableOptions<Row>, "rows">,
  groups: readonly Group<Row>[],
): TemplateResult {
  return html`<div class="table-box">
    <table class="table table--cards table--grouped">
      <caption class="spoken">${options.label}</caption>
      ${head(options)}
      ${repeat(
        groups,
        (group) => group.key,
        ({ title, rows, columns }) => html`<tbody>
          <tr class="group">
            <th scope="rowgroup" colspan=${columns.length}>${title}</th>
          </tr>
          ${body({ rows, columns, key: options.key })}
        </tbody>`,
      )}
    </table>
  </div>`;
}

type Head<Row> = Pick<TableOptions<Row>, "columns" | "sorting" | "t">;
type Body<Row> = Pick<TableOptions<Row>, "columns" | "rows" | "key">;

function head<Row>(options: Head<Row>): TemplateResult {
  return html`<thead>
    <tr>
      ${options.columns.map((column) => heading(column, options))}
    </tr>
  </thead>`;
}

function body<Row>({ columns, rows, key }: Body<Row>): unknown {
  const row = (of: Row) => html`<tr>${columns.map((column) => cell(column, of))}</tr>`;
  return repeat(rows, key, row);
}

function cell<Row>(column: Column<Row>, row: Row): TemplateResult {
  const kinds = ["lead", "actions", "end", "time", "half"] as const;
  const kind = kinds.filter((each) => column[each]).join(" ");
  return html`<td class=${kind} data-label=${column.actions ? nothing : column.title}>
    ${column.cell(row)}
  </td>`;
}

function heading<Row>(column: Column<Row>, { sorting, t }: Head<Row>): TemplateResult {
  const kind = column.end ? "end" : nothing;
  if (column.actions) return html`<th scope="col"><span class="spoken">${column.title}</span></th>`;
  if (column.sort === undefined || !sorting) {
    return html`<th scope="col" class=${kind}>${column.title}</th>`;
  }
  const by = column.sort;
  const chosen = sorting.by === by;
  return html`<th
    scope="col"
    class=${kind}
    aria-sort=${chosen ? (sorting.ascending ? "ascending" : "descending") : "none"}
  >
    <button
      type="button"
      title=${t("common.sortBy", { column: column.title })}
      @click=${() => sorting.change(by, chosen ? !sorting.ascending : false)}
    >
      ${column.title} ${chosen ? icon(sorting.ascending ? "up" : "down") : icon("select")}
    </button>
  </th>`;
}

export interface Paging {
  readonly offset: number;
  readonly limit: number;
  readonly total: number;
  readonly turn: (offset: number) => void;
}

export function pager({ offset, limit, total, turn }: Paging, t: Translate): TemplateResult {
  const last = Math.min(offset + limit, total);
  const shown = { from: total === 0 ? 0 : offset + 1, to: last, total };
  return html`<nav class="pager" aria-label=${t("common.rows", shown)}>
    <span class="num" aria-live="polite">${t("common.rows", shown)}</span>
    ${
      total <= limit && offset === 0
        ? nothing
        : html`<span class="row">
            <button
              type="button"
              class="button button--small"
              ?disabled=${offset === 0}
              @click=${() => turn(Math.max(0, offset - limit))}
            >
              ${t("common.previous")}
            </button>
            <button
              type="button"
              class="button button--small"
              ?disabled=${last >= total}
              @click=${() => turn(offset + limit)}
            >
              ${t("common.next")}
            </button>
          </span>`
    }
  </nav>`;
}
