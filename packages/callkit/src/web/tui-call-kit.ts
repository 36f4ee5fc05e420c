import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { styleMap } from "lit/directives/style-map.js";
import {
  type CallRequest,
  type Input,
  type Person,
  type PictureView,
  refusalOf,
  type Surroundings,
  type ViewState,
} from "../core/index.ts";
import type { VideoDisplayModeValue, VideoResolutionValue } from "../core/platform.ts";
import { type Language, LOCALES, languageOf } from "../locales/index.ts";
import { type Callbacks, Teller } from "../run/callbacks.ts";
import { Driver } from "../run/driver.ts";
import { Attention } from "./attention.ts";
import { type DeviceKind, DevicePanel } from "./device-panel.ts";
import type { WebCallEngine } from "./engine-adapter.ts";
import { Layout, type LayoutHost } from "./layout.ts";
import { canLeavePage, togglePictureInPicture } from "./picture-in-picture.ts";
import { content, type Fit } from "./render/content.ts";
import { devices } from "./render/devices.ts";
import { type Drawing, say } from "./render/drawing.ts";
import { ground } from "./render/faces.ts";
import { banner, dialog, floating, toast } from "./render/overlays.ts";
import { picker } from "./render/picker.ts";
import { pictures } from "./render/pictures.ts";
import { tiles } from "./render/tiles.ts";
import { Sounds } from "./sounds.ts";
import { styles } from "./styles/index.ts";

/** The way between the whole screen and the small window; the stylesheet says the same. */
const TURN_MS = 250;
/** A moving mouse is noticed this often. */
const STIR_MS = 250;
/** A click this soon after the mouse has shown the controls was meant to show them. */
const REVEAL_MS = 600;

/**
 * The call screens as an element. Put one on the page, give it an `engine` (`TUICallKitAPI.init` does), and it
 * appears whenever there is a call.
 *
 * Attributes: `language`, `allowed-minimized`, `allowed-full-screen="false"`, `video-display-mode`
 * (`cover`, `contain`, `fill`), `video-resolution` (`360p` to `1080p`), `incoming` (`full`, `banner`), `mute-mode`.
 * Properties that are functions: `beforeCalling`, `afterCalling`, `statusChanged`, `onMinimized`, `kickedOut`,
 * `onMessageSentByMe`. Looks: custom properties `--ck-*` and parts.
 */
export class TUICallKitElement extends LitElement implements Callbacks {
  static override styles = styles;

  static override properties = {
    language: { type: String },
    allowedMinimized: { type: Boolean, attribute: "allowed-minimized" },
    allowedFullScreen: {
      attribute: "allowed-full-screen",
      converter: (value: string | null) => value !== "false",
    },
    videoDisplayMode: { type: String, attribute: "video-display-mode" },
    videoResolution: { type: String, attribute: "video-resolution" },
    incoming: { type: String },
    muteMode: { type: Boolean, attribute: "mute-mode" },
    view: { state: true },
  };

  declare language: string;
  declare allowedMinimized: boolean;
  declare allowedFullScreen: boolean;
  declare videoDisplayMode: VideoDisplayModeValue;
  declare videoResolution: VideoResolutionValue | undefined;
  declare incoming: "full" | "banner";
  declare muteMode: boolean;
  declare protected view: ViewState | undefined;

  beforeCalling: Callbacks["beforeCalling"];
  afterCalling: Callbacks["afterCalling"];
  statusChanged: Callbacks["statusChanged"];
  onMinimized: Callbacks["onMinimized"];
  kickedOut: Callbacks["kickedOut"];
  onMessageSentByMe: Callbacks["onMessageSentByMe"];

  #engine: WebCallEngine | undefined;
  #driver: Driver | undefined;
  #sounds: Sounds | undefined;
  #attention: Attention | undefined;
  #unsubscribe: (() => void) | undefined;
  #rising = false;
  #turning: ReturnType<typeof setTimeout> | undefined;
  #stirredAt = 0;
  #revealedAt = Number.NEGATIVE_INFINITY;
  #focusBefore: Element | null = null;
  #pageOverflow: string | undefined;
  #leaving: ((leaves: boolean) => void)[] = [];
  readonly #layout: Layout;
  readonly #teller = new Teller(this, (error) => reportError(error));
  #devices: DevicePanel | undefined;
  /** What was set by `set`; goes before the attributes. */
  #settings: Partial<Surroundings> = {};
  #bell = "";
  #panelOf: string | undefined;

  constructor() {
    super();
    this.language = languageOf(document.documentElement.lang || navigator.language);
    this.allowedMinimized = false;
    this.allowedFullScreen = true;
    this.videoDisplayMode = "cover";
    this.incoming = "full";
    this.muteMode = false;
    this.#layout = new Layout(this.#layoutHost());
  }

  get engine(): WebCallEngine | undefined {
    return this.#engine;
  }

  set engine(engine: WebCallEngine | undefined) {
    if (engine === this.#engine) return;
    this.#stop();
    this.#engine = engine;
    if (this.isConnected) this.#start();
  }

  /** Shows the call at once and makes it; rejected when it is refused, which the screen has said by then. */
  async call(people: readonly Person[], request: CallRequest): Promise<void> {
    if (!this.#driver) throw new Error("<tui-call-kit> has no engine yet");
    this.#sounds?.unlock();
    await this.#driver.call(people, request);
  }

  /** Does what the button of that name does. */
  tap(button: Extract<Input, { type: "tap" }>["button"]): void {
    this.#send({ type: "tap", button });
  }

  /** Makes somebody's picture the big one; where it is, puts it back among the others. */
  makeBig(userId: string): void {
    const { view } = this;
    if (view?.group) this.#send({ type: "tapTile", userId });
    else if (view?.small?.face.userId === userId) this.#send({ type: "swap" });
  }

  /** Makes the screen small, or full again. */
  toggleMinimize(): void {
    const small = this.view?.presence === "floating";
    if (small) this.#send({ type: "restore" });
    else if (this.view?.minimise) this.tap("minimise");
  }

  /** What goes before the attributes of the element. */
  set(change: Partial<Surroundings>): void {
    this.#settings = { ...this.#settings, ...change };
    this.#send({ type: "surroundings", change: this.#surroundings() });
  }

  /** The address of a sound file to ring with; empty: the kit's own. */
  setBell(address: string): void {
    this.#bell = address;
    this.#sounds?.setBell(address);
  }

  /** Says on the screen why something that the page asked for was refused, and passes it on. */
  async told<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      this.#send({ type: "failed", refusal: refusalOf(error) });
      throw error;
    }
  }

  /**
   * For routers: whether the page may be left. In a call it asks first, and hangs up if it may.
   */
  confirmLeave(): Promise<boolean> {
    const stage = this.view?.stage ?? "idle";
    if (!this.#driver || stage === "idle" || stage === "ended") return Promise.resolve(true);
    return new Promise((resolve) => {
      this.#leaving.push(resolve);
      this.#send({ type: "leaving" });
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#start();
    addEventListener("resize", this.#onResize);
    addEventListener("beforeunload", this.#onUnload);
    document.addEventListener("pointerdown", this.#onTouch, { capture: true, passive: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
    removeEventListener("resize", this.#onResize);
    removeEventListener("beforeunload", this.#onUnload);
    document.removeEventListener("pointerdown", this.#onTouch, { capture: true });
    clearTimeout(this.#turning);
    this.#lockPage(false);
  }

  // Running.

  #start(): void {
    const engine = this.#engine;
    if (!engine || this.#driver) return;
    this.#sounds = new Sounds();
    this.#sounds.setBell(this.#bell);
    this.#attention = new Attention();
    this.#devices = new DevicePanel(engine, () => this.requestUpdate());
    if (this.videoResolution) engine.setQuality(this.videoResolution);
    this.#driver = new Driver(engine, this.#surroundings(), {
      view: (view) => this.#take(view),
      cue: (cue) => this.#sounds?.cue(cue),
      // The engine plays the sound, and tries again with the tap that has just been made.
      resumeSound: () => undefined,
      // A browser has no page of settings that a site could open.
      openSettings: () => undefined,
      leave: () => this.#answerLeaving(true),
    });
    let blocked = false;
    this.#unsubscribe = engine.onStateChange(() => {
      if (engine.soundBlocked() === blocked) return;
      blocked = !blocked;
      this.#send({ type: "soundBlocked", blocked });
    });
  }

  #stop(): void {
    this.#unsubscribe?.();
    this.#driver?.dispose();
    this.#sounds?.dispose();
    this.#attention?.dispose();
    this.#unsubscribe = undefined;
    this.#devices?.close();
    this.#devices = undefined;
    this.#driver = undefined;
    this.#sounds = undefined;
    this.#attention = undefined;
    this.view = undefined;
  }

  #surroundings(): Surroundings {
    return {
      // Browsers give pages no say in earpiece or loudspeaker.
      earpiece: false,
      settings: false,
      minimisable: this.allowedMinimized,
      incoming: this.incoming,
      muted: this.muteMode,
      ...this.#settings,
    };
  }

  readonly #send = (input: Input) => this.#driver?.handle(input);

  /** The screens have changed: everything that is not drawing follows here. */
  #take(view: ViewState): void {
    const before = this.view;
    this.view = view;
    this.#sounds?.loop(view.loop);
    this.#attention?.vibrate(view.vibrate);
    this.#attention?.awake(view.awake);
    this.#attention?.alert(view.alert && say(this.#drawing(view), view.alert));
    this.#teller.follow(view);
    if (view.stage !== "connected" && this.#devices?.isOpen) this.#devices.close();
    if (this.#leaving.length > 0 && before?.dialog && !view.dialog) this.#answerLeaving(false);
    const presence = view.presence;
    const was = before?.presence ?? "hidden";
    if (presence === was) return;
    if (presence === "full" && was !== "floating") this.#appear(view);
    if (presence === "hidden") this.#disappear();
    if ((presence === "full" && was === "floating") || presence === "floating") this.#turn();
    this.#lockPage(presence === "full");
  }

  #appear(view: ViewState): void {
    this.#rising = true;
    this.#layout.small.reset();
    this.#focusBefore = document.activeElement;
    // On a desktop somebody may be typing when a call comes in.
    if (this.#layout.desktop && view.stage === "called") return;
    this.updateComplete.then(() => this.#part(".ck-screen")?.focus({ preventScroll: true }));
  }

  #disappear(): void {
    this.#layout.float.reset();
    const before = this.#focusBefore;
    this.#focusBefore = null;
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  }

  /** Lets the screen's frame move, for once. */
  #turn(): void {
    clearTimeout(this.#turning);
    this.#turning = setTimeout(() => {
      this.#turning = undefined;
      this.requestUpdate();
    }, TURN_MS + 50);
    this.requestUpdate();
  }

  #lockPage(full: boolean): void {
    const lock = full && !this.#layout.desktop;
    const { style } = document.documentElement;
    if (lock && this.#pageOverflow === undefined) {
      this.#pageOverflow = style.overflow;
      style.overflow = "hidden";
    } else if (!lock && this.#pageOverflow !== undefined) {
      style.overflow = this.#pageOverflow;
      this.#pageOverflow = undefined;
    }
  }

  #answerLeaving(leaves: boolean): void {
    const waiting = this.#leaving;
    this.#leaving = [];
    for (const resolve of waiting) resolve(leaves);
  }

  readonly #onTouch = () => this.#sounds?.unlock();

  readonly #onResize = () => {
    this.#layout.resized();
    this.#lockPage(this.view?.presence === "full");
  };

  /** The browser asks in words of its own. */
  readonly #onUnload = (event: BeforeUnloadEvent) => {
    const stage = this.view?.stage ?? "idle";
    if (stage !== "idle" && stage !== "ended" && stage !== "called") event.preventDefault();
  };

  // Layout.

  #part(selector: string): HTMLElement | undefined {
    return this.renderRoot.querySelector<HTMLElement>(selector) ?? undefined;
  }

  #layoutHost(): LayoutHost {
    const kit = this;
    return {
      part: (selector) => kit.#part(selector),
      get media() {
        return kit.view?.media ?? "audio";
      },
      changed: () => kit.requestUpdate(),
    };
  }

  #fit(): Fit {
    const { kind } = this.#layout;
    const fit: Fit = {
      kind,
      devices: () => void this.#devices?.open().catch(() => undefined),
      ...(canLeavePage() &&
        this.#livePicture() && {
          leavePage: () => void togglePictureInPicture(this.#livePicture()).catch(() => undefined),
        }),
    };
    if (kind === "phone" || !this.allowedFullScreen) return fit;
    return {
      ...fit,
      toggle: () => {
        this.#layout.wide = !this.#layout.wide;
        this.#turn();
      },
    };
  }

  // Drawing.

  #drawing(view: ViewState): Drawing {
    return { view, texts: LOCALES[languageOf(this.language) satisfies Language], send: this.#send };
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("allowedMinimized") || changed.has("incoming") || changed.has("muteMode")) {
      this.#send({ type: "surroundings", change: this.#surroundings() });
    }
    if (changed.has("videoResolution") && this.videoResolution)
      this.#engine?.setQuality(this.videoResolution);
    const before = changed.get("view") as ViewState | undefined;
    if (before && this.view && before.presence === "full" && before.stage !== this.view.stage) {
      this.#leaveGhost();
    }
  }

  /** A copy of the texts and buttons that were, fading out over those that are. */
  #leaveGhost(): void {
    const old = this.#part(".ck-content:not(.ck-content--ghost)");
    const ghost = old?.cloneNode(true);
    if (!(ghost instanceof HTMLElement)) return;
    ghost.classList.add("ck-content--ghost");
    ghost.inert = true;
    ghost.setAttribute("aria-hidden", "true");
    // Whoever looks for a button by its name is to find the one that works.
    for (const named of ghost.querySelectorAll("[data-button], [data-corner]")) {
      named.removeAttribute("data-button");
      named.removeAttribute("data-corner");
    }
    ghost.addEventListener("animationend", (event) => {
      if (event.target === ghost) ghost.remove();
    });
    old?.parentElement?.append(ghost);
    old?.classList.remove("ck-content--fresh");
    requestAnimationFrame(() => old?.classList.add("ck-content--fresh"));
  }

  protected override updated(): void {
    const open = this.#openedBy();
    const before = this.#panelOf;
    if (open === before) return;
    this.#panelOf = open;
    if (open) this.#part(".ck-picker__field, .ck-devices__choice")?.focus();
    else if (before) this.#part(before)?.focus();
  }

  /** The button whose panel is open, where the focus goes back to. */
  #openedBy(): string | undefined {
    if (this.view?.picker) return '[data-button="invite"]';
    return this.#devices?.isOpen ? '[data-corner="devices"]' : undefined;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (!view) return nothing;
    const drawing = this.#drawing(view);
    const onScreen = view.presence === "full" || view.presence === "floating";
    return html`
      <div class="ck-spoken" role="status" aria-live="polite">
        ${say(drawing, view.toast ?? view.spoken)}
      </div>
      ${onScreen ? this.#screen(drawing) : nothing}
      ${view.presence === "banner" ? banner(drawing) : nothing}
      ${view.presence === "full" ? nothing : [toast(drawing), dialog(drawing)]}
    `;
  }

  #screen(drawing: Drawing): TemplateResult {
    const { view } = drawing;
    const fit = this.#fit();
    const small = view.presence === "floating";
    const shaded = view.big?.show === "live" && !small;
    return html`<div
      class=${classMap({
        "ck-screen": true,
        "ck-screen--rising": this.#rising,
        "ck-screen--leaving": view.leaving,
        "ck-screen--turning": this.#turning !== undefined,
        "ck-screen--card": fit.kind === "card" && !small,
        "ck-screen--floating": small,
        "ck-screen--dropped": small && !this.#layout.float.held && this.#turning === undefined,
        "ck-screen--group": view.group !== undefined,
        [`ck-screen--${view.media}`]: true,
      })}
      style=${styleMap({
        ...this.#layout.css(view),
        ...(this.videoDisplayMode !== "cover" && { "--_fit": this.videoDisplayMode }),
      })}
      part="screen"
      role="dialog"
      aria-modal=${fit.kind === "phone" && !small}
      aria-label=${
        view.group
          ? drawing.texts.groupCall
          : drawing.texts.screenName.replace("{name}", view.peer?.name ?? "")
      }
      tabindex="-1"
      @animationend=${this.#onAnimationEnd}
      @pointermove=${this.#onStir}
      @keydown=${this.#onStir}
    >
      ${ground(view.group ? undefined : view.peer)}
      ${view.group ? tiles(drawing, view.group, this.#sources, this.#layout.shape) : nothing}
      ${pictures(drawing, {
        ...this.#sources,
        held: this.#layout.small.held,
        grab: (event) => this.#layout.small.drag.start(event),
        dragged: () => this.#layout.small.drag.moved,
        tapBig: this.#onTapBig,
      })}
      ${view.stage === "called" && shaded ? html`<div class="ck-veil"></div>` : nothing}
      ${shaded ? shades(view) : nothing}
      ${small ? floating(drawing, this.#floatHold) : this.#overScreen(drawing, fit)}
    </div>`;
  }

  #overScreen(drawing: Drawing, fit: Fit): TemplateResult {
    return html`${
      fit.kind === "card"
        ? html`<div class="ck-handle" @pointerdown=${(event: PointerEvent) => this.#layout.card.start(event)}></div>`
        : nothing
    }
    ${content(drawing, fit)} ${picker(drawing)} ${devices(drawing, this.#devices, this.#choose)}
    ${toast(drawing)} ${dialog(drawing)}`;
  }

  readonly #sources = {
    stream: (picture: PictureView): MediaStream | undefined =>
      picture.own ? this.#engine?.localStream() : this.#engine?.remoteStream(picture.face.userId),
    watchSize: (userId: string, element: Element) =>
      this.#engine?.watchSize(userId, element) ?? (() => undefined),
  };

  readonly #choose = (kind: DeviceKind, id: string) => {
    const chosen = this.#devices?.choose(kind, id);
    if (chosen) this.told(chosen).catch(() => undefined);
  };

  /** The picture of somebody else that is worth a window of its own. */
  #livePicture(): HTMLVideoElement | undefined {
    const { view } = this;
    const shown = view?.group?.tiles.filter((tile) => !tile.own && tile.show === "live");
    const big = shown?.find(({ face }) => face.userId === view?.group?.big) ?? shown?.[0];
    if (view?.group) return big && this.#video(`[data-tile="${big.face.userId}"] video`);
    const theirs = [view?.big, view?.small].find((picture) => picture && !picture.own);
    return theirs?.show === "live" ? this.#video('[data-picture="peer"] video') : undefined;
  }

  #video(selector: string): HTMLVideoElement | undefined {
    const found = this.#part(selector);
    return found instanceof HTMLVideoElement ? found : undefined;
  }

  readonly #floatHold = {
    grab: (event: PointerEvent) => this.#layout.float.drag.start(event),
    dragged: () => this.#layout.float.drag.moved,
  };

  readonly #onAnimationEnd = (event: AnimationEvent) => {
    if (event.animationName.startsWith("ck-rise") || event.animationName === "ck-fade-in")
      this.#rising = false;
  };

  /** A mouse that moves over the screen, or a key, keeps the controls; a finger does so by tapping. */
  readonly #onStir = (event: PointerEvent | KeyboardEvent) => {
    if (event instanceof PointerEvent && event.pointerType !== "mouse") return;
    if (event.timeStamp - this.#stirredAt < STIR_MS) return;
    this.#stirredAt = event.timeStamp;
    if (this.view?.controls === false) this.#revealedAt = event.timeStamp;
    this.#send({ type: "stir" });
  };

  /** A mouse must move to click: a click that comes right after the move that showed the controls keeps them. */
  readonly #onTapBig = () => {
    const revealed = performance.now() - this.#revealedAt < REVEAL_MS;
    this.#send({ type: revealed ? "stir" : "tapScreen" });
  };
}

function shades(view: ViewState): TemplateResult {
  return html`<div class="ck-shade ck-shade--top"></div>
    <div class=${classMap({ "ck-shade": true, "ck-shade--bottom": true, "ck-shade--away": !view.controls })}></div>`;
}

if (!customElements.get("tui-call-kit")) customElements.define("tui-call-kit", TUICallKitElement);

declare global {
  interface HTMLElementTagNameMap {
    "tui-call-kit": TUICallKitElement;
  }
}
