import {
  type ButtonId,
  type CallRequest,
  type DialogAnswer,
  type Input,
  type PickerInput,
  refusalOf,
  type Surroundings,
  signInRefusalOf,
  type ViewState,
} from "../core/index.ts";
import { LOCALES, languageOf, type Texts } from "../locales/index.ts";
import type { Teller } from "../run/callbacks.ts";
import { Driver } from "../run/driver.ts";
import { Arrivals } from "./arrivals.ts";
import { Attention } from "./attention.ts";
import { blank, changes, type Drawing, draw, type PictureDrawing } from "./drawing.ts";
import { EdgePlace } from "./edge-place.ts";
import { type AdapterOutlets, EngineAdapter, type WxEngine } from "./engine-adapter.ts";
import type { TileDrawing } from "./group-drawing.ts";
import {
  homeOfFloat,
  homeOfSmall,
  type Layout,
  layoutStyle,
  measure,
  roomOfFloat,
  roomOfSmall,
} from "./layout.ts";
import { PageFrame } from "./page-frame.ts";
import { Sounds } from "./sounds.ts";
import type { BarColours, Wx } from "./wx.ts";

/** Where the component draws, and whom it tells. */
export interface KitOutlets extends AdapterOutlets {
  /** Changes of the component's data, as `setData` takes them. */
  setData(data: Record<string, unknown>): void;
  /** The screen came or went, or turned into another; after `setData`. */
  drawn(drawing: Drawing): void;
}

export interface KitOptions {
  readonly wx: Wx;
  readonly engine: WxEngine;
  /** Folder of the sound files, from the root of the mini program. */
  readonly sounds: string;
  /** The colours of a navigation bar of WeChat's, to go back to after a call. */
  readonly bar: BarColours;
  /** A tag such as `en` or `zh_CN`; absent: the language of WeChat. */
  readonly language?: string;
  /** Is told what the screens do; all the pages' kits have the same one. */
  readonly teller?: Pick<Teller, "follow">;
}

/** How long two screens are mixed; the stylesheets say the same. */
const FADE_MS = 200;
const NO_GHOST = { screen: "none" };
const PHONE: Surroundings = {
  earpiece: true,
  settings: true,
  minimisable: false,
  incoming: "full",
  muted: false,
  twoCameras: true,
};
/** What a finger can move about: one's own picture on the screen, and the small window on the page. */
export type Movable = "small" | "float";

/** How often it follows a finger: `setData` more often than the screen is drawn is lost. */
const FRAME_MS = 16;

/**
 * The call screens in a mini program: feeds the shared logic with what happens, draws what it says into the
 * component's data, and sounds, vibrates and keeps the screen lit as it says.
 */
export class CallKit {
  readonly #wx: Wx;
  readonly #outlets: KitOutlets;
  readonly #bar: BarColours;
  #texts: Texts;
  readonly #adapter: EngineAdapter;
  readonly #driver: Driver;
  readonly #sounds: Sounds;
  readonly #attention: Attention;
  readonly #frame: PageFrame;
  readonly #arrivals: Arrivals;
  readonly #teller: KitOptions["teller"];
  #layout: Layout;
  readonly #places: Readonly<Record<Movable, EdgePlace>> = {
    small: new EdgePlace(),
    float: new EdgePlace(),
  };
  #drawing: Drawing;
  #placedAt = 0;
  #preview = false;
  #ghostTimer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;
  /** Whether this component's page is the one that is looked at. */
  #onStage = true;
  #view: ViewState | undefined;

  constructor({ wx, engine, sounds, bar, language, teller }: KitOptions, outlets: KitOutlets) {
    this.#wx = wx;
    this.#outlets = outlets;
    this.#bar = bar;
    this.#texts = textsOf(wx, language);
    this.#drawing = blank(this.#texts);
    this.#sounds = new Sounds(wx, sounds);
    this.#attention = new Attention(wx);
    this.#frame = new PageFrame(wx);
    this.#teller = teller;
    this.#arrivals = new Arrivals((userId, arrived) =>
      this.#send({ type: "frames", userId, arrived }),
    );
    this.#layout = measure(wx);
    this.#adapter = new EngineAdapter(engine, wx, outlets);
    this.#driver = new Driver(this.#adapter, PHONE, {
      view: (view) => this.#take(view),
      cue: (cue) => {
        if (this.#onStage) this.#sounds.cue(cue);
      },
      resumeSound: () => undefined,
      openSettings: () => wx.openSetting({ fail: () => undefined }),
      leave: () => undefined,
    });
    this.#fit();
  }

  get drawing(): Drawing {
    return this.#drawing;
  }

  /** Shows the call at once and makes it; rejected when it is refused, which the screen has said by then. */
  async call(request: CallRequest): Promise<void> {
    const people = request.userIds.map((userId) => this.#adapter.person(userId));
    await this.#driver.call(people, request);
  }

  tap(button: ButtonId): void {
    this.#send({ type: "tap", button });
  }

  answer(answer: DialogAnswer): void {
    this.#send({ type: "answer", answer });
  }

  tapScreen(): void {
    this.#send({ type: "tapScreen" });
  }

  swap(): void {
    this.#send({ type: "swap" });
  }

  /** Makes a tile of a group call big, or small again. */
  tapTile(userId: string): void {
    this.#send({ type: "tapTile", userId });
  }

  /** The dialog in which people are chosen to be asked into the call. */
  pick(input: PickerInput): void {
    this.#send({ type: "picker", input });
  }

  /** Changes what the screens are among: what is hidden, muted, allowed. */
  set(change: Partial<Surroundings>): void {
    this.#send({ type: "surroundings", change });
  }

  /** Another language; empty: WeChat's own. */
  speak(language: string): void {
    this.#texts = textsOf(this.#wx, language);
    if (this.#view) this.#take(this.#view);
  }

  /** Makes somebody's picture the big one; where it is, puts it back among the others. */
  makeBig(userId: string): void {
    const { group, own, theirs } = this.#drawing;
    const small = [own, theirs].find(({ place }) => place === "small");
    if (group.shown) this.tapTile(userId);
    else if (small?.face.userId === userId) this.swap();
  }

  /** Makes the screen small, or full again. */
  toggleMinimise(): void {
    if (this.#drawing.screen === "floating") this.#send({ type: "restore" });
    else if (this.#drawing.minimise) this.tap("minimise");
  }

  setBell(path: string): void {
    this.#sounds.setBell(path);
  }

  /** What went wrong outside a call is said on the screen. */
  failed(error: unknown): void {
    this.#send({ type: "failed", refusal: refusalOf(error) });
  }

  /**
   * What the engine tells by itself. It gets lost streams back without anybody's help, and the screen says what
   * there is to say of it; a permission is asked for where it was needed.
   */
  noticed(error: unknown): void {
    const refusal = refusalOf(error);
    if (refusal.permission || refusal.text.key === "connectFailed") return;
    this.#send({ type: "failed", refusal });
  }

  signInFailed(error: unknown): void {
    this.#send({ type: "failed", refusal: signInRefusalOf(error) });
  }

  /** The page is shown or hidden. Two pages that have the component must not both ring. */
  stage(on: boolean): void {
    if (on === this.#onStage) return;
    this.#onStage = on;
    if (this.#view) this.#take(this.#view);
  }

  /** The window has another size. */
  resized(): void {
    this.#layout = measure(this.#wx);
    this.#fit();
  }

  // What the tags report.

  pusherState(code: number): void {
    this.#arrivals.pusher(this.#drawing.own.face.userId, code);
  }

  /** The camera shows its picture to its owner. */
  previewing(): void {
    this.#arrivals.previewing(this.#drawing.own.face.userId);
  }

  playerState(userId: string, code: number): void {
    this.#arrivals.player(userId, code);
  }

  playerRate(userId: string, videoKbps: number): void {
    this.#arrivals.playerRate(userId, videoKbps);
  }

  // A finger on something that can be moved.

  touch(what: Movable, phase: "start" | "move" | "end", x: number, y: number): void {
    const place = this.#places[what];
    if (phase === "start") {
      place.start({ x, y });
      return;
    }
    if (phase === "end") place.end();
    if (phase === "move") {
      if (!place.move({ x, y })) return;
      const now = Date.now();
      if (now - this.#placedAt < FRAME_MS) return;
      this.#placedAt = now;
    }
    this.#outlets.setData({ [what]: place.place });
  }

  tapSmall(): void {
    if (!this.#places.small.dragged) this.swap();
  }

  tapFloat(): void {
    if (!this.#places.float.dragged) this.#send({ type: "restore" });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#driver.dispose();
    this.#adapter.dispose();
    this.#arrivals.forget();
    this.#sounds.stop();
    this.#attention.vibrate(false);
    this.#attention.awake(false);
    this.#frame.guard(undefined);
    this.#frame.uncover();
    this.#draw(blank(this.#texts));
  }

  #send(input: Input): void {
    this.#driver.handle(input);
  }

  /** The screens have changed: everything follows here. */
  #take(view: ViewState): void {
    this.#view = view;
    if (this.#onStage) this.#teller?.follow(view);
    const after = this.#onStage ? draw(view, this.#texts) : blank(this.#texts);
    this.#sounds.loop(this.#onStage ? view.loop : undefined);
    this.#attention.vibrate(view.vibrate && this.#onStage);
    this.#attention.awake(view.awake && this.#onStage);
    this.#follow(after);
    this.#part(this.#drawing.group.tiles, after.group.tiles);
    this.#draw(after);
    this.#followPreview(after.own);
    this.#expect(after.own, true);
    this.#expect(after.theirs, false);
    for (const tile of after.group.tiles) if (!tile.own) this.#expect(tile, false);
  }

  /** What is around the page follows the screen. */
  #follow(after: Drawing): void {
    const before = this.#drawing;
    const { full, screen, stage } = after;
    const gone = screen === "none";
    if (full && !before.full) {
      // Before the tab bar goes: the small window has the page as it is now.
      this.#layout = measure(this.#wx);
      this.#frame.cover(this.#bar);
    } else if (!full && before.full) {
      this.#frame.uncover();
    }
    if (gone) for (const place of Object.values(this.#places)) place.reset();
    // The next call may begin while the last one's end is still being told.
    if (gone || stage === "ended") this.#arrivals.forget();
    const leavable = gone || stage === "ended" || stage === "called";
    this.#frame.guard(leavable ? undefined : this.#texts.leaveQuestion);
    const rows = after.rows.length;
    if (screen !== before.screen || rows !== before.rows.length || after.media !== before.media)
      this.#fit(after);
  }

  /** Tells the component where everything lies. */
  #fit({ rows, media }: Pick<Drawing, "rows" | "media"> = this.#drawing): void {
    const layout = this.#layout;
    const { small, float } = this.#places;
    small.fit(homeOfSmall(layout), roomOfSmall(layout, rows.length));
    float.fit(homeOfFloat(layout, media), roomOfFloat(layout, media));
    this.#outlets.setData({
      layout: layoutStyle(layout),
      small: small.place,
      float: float.place,
    });
  }

  #draw(after: Drawing): void {
    const before = this.#drawing;
    const changed = changes(before, after, "view");
    this.#drawing = after;
    if (Object.keys(changed).length === 0) return;
    if (before.screen !== after.screen)
      this.#leaveGhost(before.full && after.full ? before : undefined);
    this.#outlets.setData(changed);
    this.#outlets.drawn(after);
  }

  /** The screen that was fades out over the one that is. */
  #leaveGhost(before: Drawing | undefined): void {
    clearTimeout(this.#ghostTimer);
    const ghost = before && before.screen !== "none" ? before : NO_GHOST;
    this.#outlets.setData({ ghost });
    if (ghost === NO_GHOST) return;
    this.#ghostTimer = setTimeout(() => this.#outlets.setData({ ghost: NO_GHOST }), FADE_MS);
  }

  /** The camera is shown to its owner at once where that asks for nothing; else the engine asks first. */
  #followPreview(own: PictureDrawing): void {
    const preview = own.expected && this.#adapter.cameraGranted;
    if (preview === this.#preview) return;
    this.#preview = preview;
    this.#outlets.setData({ preview });
  }

  /** Nothing more is expected of who has left a group; he may come again. */
  #part(before: readonly TileDrawing[], after: readonly TileDrawing[]): void {
    const there = new Set(after.map(({ face }) => face.userId));
    for (const { face, own } of before)
      if (!own && !there.has(face.userId)) this.#arrivals.expect(face.userId, false, false);
  }

  #expect(picture: Pick<PictureDrawing, "place" | "face" | "expected">, own: boolean): void {
    if (picture.place === "none") return;
    this.#arrivals.expect(picture.face.userId, own, picture.expected);
  }
}

/** The language asked for, else WeChat's own, else Chinese. */
function textsOf(wx: Wx, language: string | undefined): Texts {
  const own = wx.getAppBaseInfo?.().language ?? wx.getSystemInfoSync?.().language;
  return LOCALES[languageOf(language || own || "zh_CN")];
}
