import { html, LitElement, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { advice, CHECKS, type CheckName, type Outcome, verdict } from "../core/checks.ts";
import type { Translate } from "../locales/index.ts";
import { type IconName, icon } from "../ui/icons.ts";
import { badge, note, type Tone } from "../ui/parts.ts";
import { checkCamera, checkMicrophone } from "./devices.ts";
import { checkNetwork, type Target } from "./network.ts";

const SIGNS: Readonly<Record<CheckName, IconName>> = {
  signalling: "link",
  udp: "live",
  tcp: "rotate",
  flv: "play",
  microphone: "mic",
  camera: "video",
};
const TONES: Readonly<Record<Outcome["state"], Tone>> = {
  waiting: "plain",
  running: "info",
  good: "good",
  bad: "bad",
  skipped: "plain",
};
const VERDICT_TONES = {
  running: "info",
  good: "good",
  tcpOnly: "warn",
  voiceOnly: "warn",
  noFlv: "warn",
  bad: "bad",
} as const;

/** Runs the checks and shows them; on the console's page and on the one for somebody outside. */
class ProbePanel extends LitElement {
  static override properties = {
    words: { attribute: false },
    target: { attribute: false },
    outcomes: { state: true },
    level: { state: true },
    stream: { state: true },
  };

  declare words: Translate;
  /** Makes the accounts of a run, or says who runs it. */
  declare target: () => Promise<Target>;
  declare protected outcomes: ReadonlyMap<CheckName, Outcome>;
  declare protected level: number;
  declare protected stream: MediaStream | undefined;
  #running = false;
  #stopMicrophone: () => void = () => {};

  constructor() {
    super();
    this.outcomes = new Map();
    this.level = 0;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  protected override render(): TemplateResult {
    const t = this.words;
    const begun = this.outcomes.size > 0;
    const said = verdict(this.outcomes);
    return html`<section class="panel">
      <div class="probe__head">
        <div class="grow" role="status">
          ${begun ? note(VERDICT_TONES[said], t(`probe.verdict.${said}`), said === "good" ? "check" : said === "running" ? "clock" : "warn") : nothing}
        </div>
        ${
          this.stream && !this.#running
            ? html`<button type="button" class="button button--quiet" @click=${() => this.#close()}>
                ${t("probe.stop")}
              </button>`
            : nothing
        }
        <button
          type="button"
          class="button button--primary"
          ?disabled=${this.#running}
          @click=${() => void this.#run()}
        >
          ${this.#running ? html`<span class="spinner"></span>` : icon("play")}
          ${t(begun && !this.#running ? "probe.again" : "probe.start")}
        </button>
      </div>
      <ul class="probe">
        ${CHECKS.map((check) => this.#row(check))}
      </ul>
      <p class="probe__foot faint small">${t("probe.rtmp")}</p>
    </section>`;
  }

  #row(check: CheckName): TemplateResult {
    const t = this.words;
    const outcome = this.outcomes.get(check) ?? { state: "waiting" };
    return html`<li class="probe__row" data-check=${check} data-state=${outcome.state}>
      <span class="media-icon">${icon(SIGNS[check])}</span>
      <div class="probe__text">
        <h2>${t(`probe.${check}`)}</h2>
        <p class="dim">${advice(check, outcome, t)}</p>
        ${check === "microphone" && this.level > 0 ? this.#meter() : nothing}
        ${
          check === "camera" && this.stream
            ? html`<video
                class="probe__picture"
                .srcObject=${live(this.stream)}
                autoplay
                muted
                playsinline
                aria-label=${t("probe.preview")}
              ></video>`
            : nothing
        }
      </div>
      ${this.outcomes.size === 0 ? nothing : badge(t(`probe.${outcome.state}`), TONES[outcome.state], outcome.state === "running")}
    </li>`;
  }

  #meter(): TemplateResult {
    return html`<meter
      class="probe__meter"
      min="0"
      max="1"
      .value=${this.level}
      aria-label=${this.words("probe.level")}
    ></meter>`;
  }

  async #run(): Promise<void> {
    this.#close();
    this.#running = true;
    this.outcomes = new Map(CHECKS.map((check) => [check, { state: "waiting" }]));
    const report = (check: CheckName, outcome: Outcome) => {
      this.outcomes = new Map(this.outcomes).set(check, outcome);
    };
    try {
      // Asked for first: whoever started the test is still looking at it.
      await this.#devices(report);
      await checkNetwork(await this.target(), report);
    } catch {
      report("signalling", { state: "bad", why: "signalling" });
      for (const check of ["udp", "tcp", "flv"] as const) report(check, { state: "skipped" });
    }
    this.#running = false;
    this.requestUpdate();
  }

  async #devices(report: (check: CheckName, outcome: Outcome) => void): Promise<void> {
    report("microphone", { state: "running" });
    const microphone = await checkMicrophone((level) => {
      this.level = level;
    });
    this.#stopMicrophone = microphone.stop;
    report("microphone", microphone.outcome);
    report("camera", { state: "running" });
    const camera = await checkCamera();
    this.stream = camera.stream;
    report("camera", camera.outcome);
  }

  #close(): void {
    this.#stopMicrophone();
    this.#stopMicrophone = () => {};
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
    this.level = 0;
  }
}

customElements.define("ck-probe", ProbePanel);
