import {
  type ButtonRow,
  type DialogAnswer,
  type Face,
  iconOf,
  type PictureView,
  type ViewState,
} from "../core/index.ts";
import { type Text, type Texts, words } from "../locales/index.ts";
import { drawFace, type FaceDrawing, NOBODY } from "./face-drawing.ts";
import { drawFloat, type FloatDrawing } from "./float-drawing.ts";
import {
  drawGroup,
  drawPicker,
  type GroupDrawing,
  type PickerDrawing,
  type TileDrawing,
} from "./group-drawing.ts";

/**
 * The view state in words and plain values, for WXML. Nothing is absent here: a template shows `undefined` as a
 * word, and `setData` refuses it.
 */
export interface Drawing {
  /** Anything at all. */
  readonly shown: boolean;
  /** The whole screen; else the small window, or only a toast or a dialog, over the page. */
  readonly full: boolean;
  readonly leaving: boolean;
  /** Which of the screens: calling also stands for being called and connecting, floating for the small window. */
  readonly screen: "none" | "calling" | "connected" | "ended" | "floating";
  readonly stage: ViewState["stage"];
  readonly media: ViewState["media"];
  readonly peer: FaceDrawing;
  /** The peer small in the corner, over one's own picture; else large in the middle. */
  readonly corner: boolean;
  /** Texts lie on a picture, whose brightness nobody knows. */
  readonly overPicture: boolean;
  /** A picture that is to be seen through by 30 %. */
  readonly veiled: boolean;
  readonly peerMuted: boolean;
  readonly line: string;
  readonly dots: boolean;
  readonly secondLine: string;
  readonly timer: string;
  readonly notice: string;
  readonly own: PictureDrawing;
  readonly theirs: PictureDrawing;
  readonly group: GroupDrawing;
  /** Who else is called into a group. */
  readonly others: readonly FaceDrawing[];
  readonly picker: PickerDrawing;
  readonly float: FloatDrawing;
  readonly minimise: boolean;
  readonly rows: readonly RowDrawing[];
  readonly controls: boolean;
  readonly ending: string;
  readonly duration: string;
  readonly toast: string;
  readonly question: string;
  readonly answers: readonly AnswerDrawing[];
  /** What a screen reader calls things that have no text. */
  readonly names: {
    readonly swap: string;
    readonly controls: string;
    readonly muted: string;
    readonly minimise: string;
  };
}

export interface PictureDrawing {
  readonly place: "big" | "small" | "tile" | "none";
  /** Where a tile lies; of the others the place tells it. */
  readonly style: string;
  readonly face: FaceDrawing;
  /** Whose avatar, blurred, is the ground where there is no picture. */
  readonly ground: FaceDrawing;
  readonly live: boolean;
  readonly expected: boolean;
  readonly mirrored: boolean;
  readonly blurred: boolean;
  /** The avatar stands on the ground. */
  readonly middle: boolean;
  readonly caption: string;
}

export interface RowDrawing {
  readonly key: number;
  readonly places: readonly PlaceDrawing[];
}

/** A button, or an empty place that keeps the others where they are. */
export interface PlaceDrawing {
  readonly key: number;
  /** Empty for an empty place. */
  readonly id: string;
  readonly label: string;
  readonly tone: string;
  readonly small: boolean;
  readonly on: boolean;
  readonly icon: string;
}

export interface AnswerDrawing {
  readonly id: DialogAnswer;
  readonly label: string;
  readonly look: "plain" | "first" | "leave";
}

/** Nothing to show. */
export function blank(texts: Texts): Drawing {
  return draw(
    {
      presence: "hidden",
      leaving: false,
      stage: "idle",
      media: "audio",
      peerMuted: false,
      rows: [],
      controls: true,
      minimise: false,
      vibrate: false,
      awake: false,
    },
    texts,
  );
}

export function draw(view: ViewState, texts: Texts): Drawing {
  const say = (text: Text | undefined) => (text ? words(texts, text) : "");
  const screen = screenOf(view);
  const full = screen !== "none" && screen !== "floating";
  const shown = shownPictures(view);
  const alone = view.stage !== "connected";
  const group = drawGroup(view, texts);
  const picture = (own: boolean): PictureDrawing => {
    const tile = own ? group.tiles.find((candidate) => candidate.own) : undefined;
    if (tile) return tileAsPicture(tile);
    const candidates = [shown.big, shown.small, shown.unseen];
    const seen = candidates.find((candidate) => candidate?.own === own);
    if (!seen) return NO_PICTURE;
    const place = seen === shown.big ? "big" : seen === shown.small ? "small" : "none";
    const ground = alone && own && view.peer ? view.peer : seen.face;
    return { ...drawPicture(seen, place, ground, full && !alone), caption: say(seen.caption) };
  };
  const over = full && view.big?.show === "live";
  return {
    shown: screen !== "none" || view.toast !== undefined || view.dialog !== undefined,
    full,
    leaving: view.leaving,
    screen,
    stage: view.stage,
    media: view.media,
    peer: view.peer && !view.group ? drawFace(view.peer) : NOBODY,
    corner:
      !view.group &&
      view.media === "video" &&
      (view.stage === "calling" || view.stage === "connecting"),
    overPicture: over,
    veiled: over && view.stage === "called",
    peerMuted: view.peerMuted,
    line: say(view.line?.text),
    dots: view.line?.dots === true,
    secondLine: say(view.secondLine),
    timer: view.timer ?? "",
    notice: say(view.notice),
    own: picture(true),
    theirs: picture(false),
    group,
    others: (view.others ?? []).map(drawFace),
    picker: drawPicker(view, texts),
    float: drawFloat(view, shown.big, texts),
    minimise: view.minimise && full,
    rows: view.rows.map((row, key) => drawRow(row, key, texts)),
    controls: view.controls,
    ending: say(view.ending?.text),
    duration:
      view.ending?.duration === undefined ? "" : `${texts.duration} ${view.ending.duration}`,
    toast: say(view.toast),
    question: view.dialog ? texts[view.dialog.text] : "",
    answers: drawAnswers(view, texts),
    names: {
      swap: texts.swapPictures,
      controls: texts.showControls,
      muted: texts.microphoneMuted,
      minimise: texts.minimise,
    },
  };
}

/** What has changed, as `setData` takes it: path and value. */
export function changes(before: Drawing, after: Drawing, path: string): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const key of Object.keys(after) as (keyof Drawing)[]) {
    if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) {
      changed[`${path}.${key}`] = after[key];
    }
  }
  return changed;
}

const NO_PICTURE: PictureDrawing = {
  place: "none",
  style: "",
  face: NOBODY,
  ground: NOBODY,
  live: false,
  expected: false,
  mirrored: false,
  blurred: false,
  middle: false,
  caption: "",
};

/** The small window has room for one picture: the peer's. One's own is out of sight, and goes on being sent. */
function shownPictures({ big, small, presence }: ViewState): {
  readonly big?: PictureView;
  readonly small?: PictureView;
  readonly unseen?: PictureView;
} {
  if (presence !== "floating" || !big || !small)
    return { ...(big && { big }), ...(small && { small }) };
  return big.own ? { big: small, unseen: big } : { big, unseen: small };
}

function screenOf({ presence, stage }: ViewState): Drawing["screen"] {
  if (presence === "hidden") return "none";
  if (presence === "floating") return "floating";
  switch (stage) {
    case "idle":
      return "none";
    case "calling":
    case "called":
    case "connecting":
      return "calling";
    case "connected":
      return "connected";
    case "ended":
      return "ended";
  }
}

/** One's own picture in a group call; its tile draws what is not the picture itself. */
function tileAsPicture(tile: TileDrawing): PictureDrawing {
  const { place, style, face, live, expected, blurred } = tile;
  return { ...NO_PICTURE, place, style, face, live, expected, blurred };
}

function drawPicture(
  { face, show, expected, mirrored, blurred }: PictureView,
  place: "big" | "small" | "none",
  ground: Face,
  middle: boolean,
): PictureDrawing {
  return {
    place,
    style: "",
    face: drawFace(face),
    ground: drawFace(ground),
    live: show === "live",
    expected,
    mirrored,
    blurred,
    middle,
    caption: "",
  };
}

function drawRow(row: ButtonRow, key: number, texts: Texts): RowDrawing {
  return {
    key,
    places: row.map((button, place) =>
      button
        ? {
            key: place,
            id: button.id,
            label: texts[button.label],
            tone: button.tone,
            small: button.size === "small",
            on: button.on === true,
            icon: iconOf(button),
          }
        : { key: place, id: "", label: "", tone: "plain", small: false, on: false, icon: "" },
    ),
  };
}

function drawAnswers({ dialog }: ViewState, texts: Texts): AnswerDrawing[] {
  const answers = dialog?.answers ?? [];
  return answers.map((id, index) => ({
    id,
    label: texts[id],
    look: id === "leave" ? "leave" : index === 0 && answers.length > 1 ? "first" : "plain",
  }));
}
