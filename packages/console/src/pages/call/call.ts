import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { AppView, CallLogView, LiveCallView, RecordView } from "../../api.ts";
import { reasonTone } from "../../core/ending.ts";
import { clock, dateTime, timeOfDay } from "../../core/format.ts";
import { mergeQuality } from "../../core/merge.ts";
import { badSpans, gradeText } from "../../core/quality.ts";
import { appLink, callLink, type Query, userLink } from "../../core/route.ts";
import "../../ui/copy.ts";
import { icon } from "../../ui/icons.ts";
import { callState, mediaIcon, title } from "../../ui/media.ts";
import { badge, facts, loaded, note, pageHead, panel } from "../../ui/parts.ts";
import { Ticker } from "../../ui/ticker.ts";
import { define, Loader, View } from "../../ui/view.ts";
import { Watcher } from "../../ui/watcher.ts";
import { endCall } from "../live/end-call.ts";
import { memberTable } from "../live/members.ts";
import "./overview.ts";
import { timeline } from "./timeline.ts";

/** One call, while it runs and afterwards. */
class CallPage extends View {
  static override properties = {
    app: { attribute: false },
    call: { attribute: false },
    query: { attribute: false },
  };

  declare app: AppView;
  declare call: string;
  declare query: Query;
  readonly #log = new Loader<CallLogView>(this, () =>
    this.context.client.call(this.app.sdkappid, this.call),
  );
  readonly #live = new Watcher<LiveCallView>(this, (view) => this.#moved(view));
  /** What the running call looked like when the log was last read. */
  #shape = "";

  constructor() {
    super();
    new Ticker(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#log.load();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!this.#log.value?.live) return;
    this.#live.follow(this.call, (to) =>
      this.context.client.watchCall(this.app.sdkappid, this.call, to),
    );
  }

  protected override render(): unknown {
    const { t } = this.context;
    return html`${loaded(
      this.#log,
      t,
      () => void this.#log.load(),
      (log) => this.#page(log),
    )}`;
  }

  #page(log: CallLogView): TemplateResult {
    const { t, language } = this.context;
    const running = this.#live.value?.call ?? log.live;
    const head = log.record ?? running;
    const whole = {
      ...log,
      now: this.#live.value?.now ?? log.now,
      live: log.record ? null : running,
      quality: mergeQuality(log.quality, log.record ? [] : (this.#live.value?.quality ?? [])),
    };
    const asked = Number(this.query["at"]);
    const at = asked > 0 ? asked : undefined;
    return html`${pageHead(
      head
        ? html`<span class="row">${mediaIcon(head.media, t)}<span>${title(head)}</span></span>`
        : this.call,
      html`<span class="copyable"
          ><code>${this.call}</code
          ><ck-copy .context=${this.context} .text=${this.call} .label=${t("call.id")}></ck-copy
        ></span>`,
      this.#actions(log),
      html`<a class="crumb" href=${appLink(this.app.sdkappid, log.record ? "records" : "live")}
          >${icon("back")} ${t(log.record ? "call.back" : "call.backLive")}</a
        >`,
    )}
      <div class="stack">
        ${log.record ? this.#summary(log.record) : nothing}
        ${whole.live ? panel(t("call.now"), memberTable(this.context, whole.live), { text: t("call.nowText"), flush: true }) : nothing}
        ${this.#bad(whole)}
        <ck-call-overview
          .context=${this.context}
          .log=${whole}
          .at=${at}
          .choose=${this.#choose}
        ></ck-call-overview>
        ${panel(t("call.timeline"), timeline(this.context, whole, this.#choose), {
          text: t("call.timelineText"),
          ...(log.quality_kept_until !== null && {
            foot: html`<span class="faint small"
              >${t("call.keptUntil", { time: dateTime(log.quality_kept_until, language) })}</span
            >`,
          }),
        })}
      </div>`;
  }

  #actions(log: CallLogView): unknown {
    const { t } = this.context;
    if (log.record) return badge(t(`reason.${log.record.reason}`), reasonTone(log.record.reason));
    const running = this.#live.value?.call ?? log.live;
    if (!running) return nothing;
    return html`${callState(this.context, running)}
      <button
        type="button"
        class="button button--quiet-danger"
        @click=${() => void endCall(this.context, running)}
      >
        ${icon("hangUp")} ${t("live.end")}
      </button>`;
  }

  #summary(record: RecordView): TemplateResult {
    const { t, language } = this.context;
    const when = (at: number | null) => (at === null ? "–" : dateTime(at, language));
    return html`<section class="panel">
      <div class="panel__body summary">
        ${facts([
          [t("call.started"), when(record.started_at)],
          [
            t("call.accepted"),
            record.accepted_at === null ? t("records.notConnected") : when(record.accepted_at),
          ],
          [t("call.endedAt"), when(record.ended_at)],
          [t("call.duration"), record.accepted_at === null ? "–" : clock(record.duration_ms)],
          [t("call.room"), html`<span class="num">${record.room_id}</span>`],
        ])}
        ${facts(
          record.members.map((member) => [
            html`<a class="cell-link" href=${userLink(record.sdkappid, member.user_id)}>${member.user_id}</a>`,
            html`${
              member.joined_at === null
                ? nothing
                : html`${timeOfDay(member.joined_at, language)} – ${
                    member.left_at === null ? "" : timeOfDay(member.left_at, language)
                  } `
            }<span class="faint">${member.reason === null ? "" : t(`reason.${member.reason}`)}</span>`,
          ]),
        )}
      </div>
    </section>`;
  }

  /** Where to look first. */
  #bad(log: CallLogView): unknown {
    const { t, language } = this.context;
    const spans = log.quality.flatMap(({ user_id, samples }) =>
      badSpans(samples).map((span) => ({ ...span, user: user_id })),
    );
    if (log.quality.length === 0) return nothing;
    if (spans.length === 0) return note("good", t("call.noBad"), "check");
    return note(
      "bad",
      html`<strong>${t("call.bad")}</strong>
        <ul class="bad-spans">
          ${spans.map(
            ({ user, from, to, grade }) => html`<li>
              <button type="button" class="link" @click=${() => this.#choose((from + to) / 2)}>
                ${t("call.badSpan", {
                  user,
                  from: timeOfDay(from, language),
                  to: timeOfDay(to, language),
                  grade: t(gradeText(grade)),
                })}
              </button>
            </li>`,
          )}
        </ul>`,
      "warn",
    );
  }

  readonly #choose = (at: number) => {
    this.context.replace(
      callLink(this.app.sdkappid, this.call, { ...this.query, at: String(Math.round(at)) }),
    );
  };

  /** Reads the log again when something has happened that stands in it. */
  #moved({ call }: LiveCallView): void {
    const shape = JSON.stringify(
      call?.members.map(({ user_id, phase, connection, microphone, camera }) => [
        user_id,
        phase,
        connection,
        microphone,
        camera,
      ]) ?? null,
    );
    if (shape === this.#shape) return;
    const first = this.#shape === "";
    this.#shape = shape;
    if (!first || call === null) void this.#log.load();
  }
}

define("ck-call", CallPage);
