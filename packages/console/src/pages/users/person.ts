import { html, nothing, type TemplateResult } from "lit";
import type { AppView, PersonView } from "../../api.ts";
import { sentence } from "../../client/errors.ts";
import { count, date, dateTime } from "../../core/format.ts";
import { appLink, userLink } from "../../core/route.ts";
import { devices } from "../../ui/devices.ts";
import { icon } from "../../ui/icons.ts";
import { avatar, badge, facts, loaded, pageHead, panel } from "../../ui/parts.ts";
import { define, Loader, View } from "../../ui/view.ts";
import { kept } from "./kept.ts";

/** Everything that is kept about one person. */
class PersonPage extends View {
  static override properties = { app: { attribute: false }, user: { attribute: false } };

  declare app: AppView;
  declare user: string;
  readonly #person = new Loader<PersonView>(this, () =>
    this.context.client.person(this.app.sdkappid, this.user),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#person.load();
  }

  protected override render(): TemplateResult {
    const { t } = this.context;
    const online = (this.#person.value?.devices.length ?? 0) > 0;
    return html`${pageHead(
      html`<span class="row">${avatar(this.user)}<span>${this.user}</span></span>`,
      nothing,
      this.#person.value
        ? badge(t(online ? "users.onlineNow" : "users.offline"), online ? "good" : "plain")
        : nothing,
      html`<a class="crumb" href=${appLink(this.app.sdkappid, "users")}
          >${icon("back")} ${t("users.back")}</a
        >`,
    )}
      ${loaded(
        this.#person,
        t,
        () => void this.#person.load(),
        (person) => this.#page(person),
      )}`;
  }

  #page(person: PersonView): TemplateResult {
    const { t } = this.context;
    return html`<div class="stack">
      <div class="columns">
        ${panel(t("users.profile"), this.#profile(person))}
        ${panel(t("users.data"), this.#data(person), {
          actions: html`<a
            class="button button--small"
            href=${appLink(this.app.sdkappid, "records", { user: this.user })}
            >${t("users.showRecords")}</a
          >`,
        })}
      </div>
      ${panel(
        t("users.devices"),
        person.devices.length > 0
          ? devices(this.context, person)
          : html`<p class="faint">${t("users.offline")}</p>`,
        { text: t("users.devicesText") },
      )}
      ${panel(t("users.kept"), kept(this.context, person.retention), { flush: true })}
      ${panel(
        t("users.delete"),
        html`<button
          type="button"
          class="button button--quiet-danger"
          @click=${() => void this.#delete(person)}
        >
          ${icon("trash")} ${t("users.delete")}
        </button>`,
        { text: t("users.deleteText"), danger: true },
      )}
    </div>`;
  }

  #profile({ profile, blocks, blocked_by }: PersonView): TemplateResult {
    const { t, language } = this.context;
    const set = (text: string) =>
      text === "" ? html`<span class="faint">${t("users.notSet")}</span>` : text;
    return facts([
      ...(profile === null
        ? ([
            [t("users.profile"), html`<span class="faint">${t("users.noProfile")}</span>`],
          ] as const)
        : ([
            [t("users.nick"), set(profile.nick)],
            [t("users.avatar"), set(profile.avatar)],
            [t("users.dnd"), t(profile.do_not_disturb ? "common.on" : "common.off")],
            [t("users.changed"), dateTime(profile.updated_at, language)],
          ] as const)),
      [
        t("users.blocks"),
        blocks.length === 0
          ? html`<span class="faint">${t("common.none")}</span>`
          : blocks.map(
              (blocked, index) =>
                html`${index > 0 ? ", " : ""}<a href=${userLink(this.app.sdkappid, blocked)}>${blocked}</a>`,
            ),
      ],
      [t("users.blockedBy"), t("users.blockedByCount", { count: blocked_by })],
    ]);
  }

  #data(person: PersonView): TemplateResult {
    const { t, language } = this.context;
    const { oldest_record_at, newest_record_at } = person;
    const records =
      oldest_record_at === null || newest_record_at === null
        ? t("users.recordsNone")
        : t("users.recordsSpan", {
            count: count(person.records, language),
            from: date(oldest_record_at, language),
            to: date(newest_record_at, language),
          });
    return facts([
      [t("users.records"), records],
      [t("users.quality"), count(person.calls_with_quality, language)],
      [t("users.commands"), count(person.commands, language)],
    ]);
  }

  async #delete(person: PersonView): Promise<void> {
    const { client, overlays, t } = this.context;
    const sure = await overlays.confirm({
      title: t("users.deleteTitle", { user: person.user_id }),
      text: t("users.deleteConfirm", { records: person.records }),
      action: t("users.delete"),
      danger: true,
    });
    if (!sure) return;
    try {
      const gone = await client.deletePerson(this.app.sdkappid, person.user_id);
      overlays.toast(t("users.deleted", { records: gone.records, name: gone.replaced_by }));
    } catch (error) {
      overlays.toast(sentence(error, t), "bad");
    }
    await this.#person.load();
  }
}

define("ck-person", PersonPage);
