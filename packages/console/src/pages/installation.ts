import { html, nothing, type TemplateResult } from "lit";
import type { InstallationView } from "../api.ts";
import { bitrate, bytes, count, date, dateTime, span } from "../core/format.ts";
import { code } from "../ui/code.ts";
import { badge, facts, loaded, pageHead, panel } from "../ui/parts.ts";
import { define, Loader, View } from "../ui/view.ts";

/** From this many ms on a difference of clocks is worth saying. */
const CLOCK_OFF = 5000;

/** What this installation is. */
class InstallationPage extends View {
  readonly #installation = new Loader<InstallationView>(this, async () => {
    const view = await this.context.client.installation();
    this.#off = view.now - Date.now();
    return view;
  });
  /** How far the clocks differed when the server was asked, in ms. */
  #off = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#installation.load();
  }

  protected override render(): TemplateResult {
    const { t } = this.context;
    return html`${pageHead(t("installation.title"), t("installation.text"))}
    ${loaded(
      this.#installation,
      t,
      () => void this.#installation.load(),
      (view) => html`<div class="columns">
        <div class="stack">${this.#versions(view)} ${this.#defaults(view)}</div>
        <div class="stack">${this.#storage(view)} ${this.#retention(view)} ${this.#backup()}</div>
      </div>`,
    )}`;
  }

  #versions(view: InstallationView): TemplateResult {
    const { t, language } = this.context;
    const off = Math.abs(this.#off);
    return panel(
      t("installation.versions"),
      facts([
        [t("installation.version"), html`<strong>${view.version}</strong>`],
        [t("installation.protocol"), view.protocol],
        [t("installation.schema"), view.schema],
        [
          t("installation.url"),
          html`<code>${view.server_url}</code>
            ${view.server_url_configured ? nothing : html`<p class="faint small">${t("installation.urlGuessed")}</p>`}`,
        ],
        [t("installation.started"), dateTime(view.started_at, language)],
        [t("installation.created"), dateTime(view.created_at, language)],
        [
          t("installation.clock"),
          html`${dateTime(view.now, language)}
          ${off > CLOCK_OFF ? badge(t("installation.clockOff", { span: span(off, language) }), "warn") : nothing}`,
        ],
        [t("installation.id"), html`<code>${view.id}</code>`],
      ]),
    );
  }

  #storage({ storage }: InstallationView): TemplateResult {
    const { t, language } = this.context;
    const records =
      storage.oldest_record_at === null
        ? count(storage.records, language)
        : t("installation.recordsOldest", {
            count: count(storage.records, language),
            time: date(storage.oldest_record_at, language),
          });
    return panel(
      t("installation.storage"),
      facts([
        [t("installation.dataDir"), html`<code>${storage.data_dir}</code>`],
        [t("installation.database"), bytes(storage.database_bytes)],
        [t("installation.quality"), bytes(storage.quality_bytes)],
        [t("installation.records"), records],
        [t("installation.outbox"), count(storage.outbox, language)],
      ]),
      {
        actions: storage.ready
          ? badge(t("installation.storageReady"), "good")
          : badge(t("installation.storageDown"), "bad"),
      },
    );
  }

  #retention({ retention }: InstallationView): TemplateResult {
    const { t } = this.context;
    return panel(
      t("installation.retention"),
      facts([
        [
          t("installation.keepRecords"),
          retention.records_days === null
            ? t("installation.forever")
            : t("installation.days", { count: retention.records_days }),
        ],
        [t("installation.keepQuality"), t("installation.days", { count: retention.quality_days })],
        [
          t("installation.keepCommands"),
          t("installation.hours", { count: retention.commands_hours }),
        ],
        [
          t("installation.keepEnded"),
          t("installation.hours", { count: retention.ended_calls_hours }),
        ],
      ]),
      { text: t("installation.retentionText") },
    );
  }

  #defaults({ defaults }: InstallationView): TemplateResult {
    const { t, language } = this.context;
    return panel(
      t("installation.defaults"),
      facts([
        [t("settings.severalDevices"), t(defaults.several_devices ? "common.yes" : "common.no")],
        [t("settings.ringTimeout"), span(defaults.ring_timeout_s * 1000, language)],
        [t("settings.maxVideo"), bitrate(defaults.max_video_kbps)],
        [
          t("settings.maxCalls"),
          defaults.max_calls === null ? t("common.unlimited") : count(defaults.max_calls, language),
        ],
      ]),
      { text: t("installation.defaultsText") },
    );
  }

  #backup(): TemplateResult {
    const { t } = this.context;
    return panel(
      t("installation.backup"),
      code(this.context, "callkit", "callkit backup callkit-backup.tar"),
      { text: t("installation.backupText") },
    );
  }
}

define("ck-installation", InstallationPage);
