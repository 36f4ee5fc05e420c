import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { AppView, LiveCallPage, LiveQuery, LiveUserPage, OverviewView } from "../../api.ts";
import { timeOfDay } from "../../core/format.ts";
import { appLink, type Query } from "../../core/route.ts";
import { note, pageHead } from "../../ui/parts.ts";
import { tabs } from "../../ui/tabs.ts";
import { Ticker } from "../../ui/ticker.ts";
import { define, View } from "../../ui/view.ts";
import { Watcher } from "../../ui/watcher.ts";
import { callList } from "./calls.ts";
import { Figures } from "./figures.ts";
import { userList } from "./users.ts";

/** Rows of a page. */
const PAGE = 25;

type Tab = "calls" | "users";

/** What goes on in an app right now. */
class LivePage extends View {
  static override properties = { app: { attribute: false }, query: { attribute: false } };

  declare app: AppView;
  declare query: Query;
  readonly #figures = new Figures();
  readonly #overview = new Watcher<OverviewView>(this, (view) => this.#figures.add(view));
  readonly #calls = new Watcher<LiveCallPage>(this);
  readonly #users = new Watcher<LiveUserPage>(this);

  constructor() {
    super();
    new Ticker(this, () => this.#figures.hold());
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { client } = this.context;
    const asked = this.#asked();
    const head: LiveQuery = { app: this.app.sdkappid, limit: 1 };
    const calls = this.#tab === "calls" ? asked : head;
    const users = this.#tab === "users" ? asked : head;
    this.#overview.follow("", (to) => client.watchOverview(to));
    this.#calls.follow(JSON.stringify(calls), (to) => client.watchCalls(calls, to));
    this.#users.follow(JSON.stringify(users), (to) => client.watchUsers(users, to));
  }

  protected override render(): TemplateResult {
    const { t } = this.context;
    const searching = (this.query["search"] ?? "") !== "";
    return html`${pageHead(t("live.title"), t("live.text"))}
      <div class="stack">
        ${this.#warnings()} ${this.#figures.draw(this.context, this.#overview.value)}
        <div>
          ${tabs<Tab>(
            t("live.title"),
            [
              // While one list is searched, its total is that of what was found.
              { name: "calls", label: t("live.calls"), count: this.#calls.value?.total },
              { name: "users", label: t("live.users"), count: this.#users.value?.total },
            ],
            this.#tab,
            (tab) => this.#turn({ tab, search: "", offset: "" }),
            this.#tab === "calls"
              ? callList({ ...this.#list(), page: this.#calls.value, searching })
              : userList({ ...this.#list(), page: this.#users.value, searching }),
          )}
        </div>
      </div>`;
  }

  get #tab(): Tab {
    return this.query["tab"] === "users" ? "users" : "calls";
  }

  #asked(): LiveQuery {
    const search = this.query["search"] ?? "";
    return {
      app: this.app.sdkappid,
      ...(search !== "" && { search }),
      offset: Number(this.query["offset"]) || 0,
      limit: PAGE,
    };
  }

  #list() {
    return {
      context: this.context,
      app: this.app,
      offset: Number(this.query["offset"]) || 0,
      limit: PAGE,
      search: this.query["search"] ?? "",
      find: (search: string) => this.#turn({ search, offset: "" }),
      turn: (offset: number) => this.#turn({ offset: offset === 0 ? "" : String(offset) }),
    };
  }

  #turn(change: Query): void {
    this.context.replace(appLink(this.app.sdkappid, "live", { ...this.query, ...change }));
  }

  #warnings(): unknown {
    const { t, language } = this.context;
    const overview = this.#overview.value;
    const list = this.#tab === "calls" ? this.#calls : this.#users;
    const stale = !list.connected && list.value;
    return html`${
      stale
        ? note("warn", t("live.stale", { time: timeOfDay(list.value?.now ?? 0, language) }), "warn")
        : nothing
    }
    ${overview && !overview.store_ready ? note("bad", t("live.storeDown"), "warn") : nothing}
    ${overview?.draining ? note("warn", t("live.draining"), "warn") : nothing}`;
  }
}

define("ck-live", LivePage);
