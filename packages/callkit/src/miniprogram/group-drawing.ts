import {
  type GroupView,
  type Media,
  type TilePlace,
  type TileView,
  tilePlaces,
  type ViewState,
} from "../core/index.ts";
import { type Text, type Texts, words } from "../locales/index.ts";
import { drawFace, type FaceDrawing } from "./face-drawing.ts";

/** From so many tiles on they are small. */
const MANY = 5;

/** One member of a group call, and where his tile lies in the grid's area. */
export interface TileDrawing {
  /** The small window has room for one; the others are out of sight. */
  readonly place: "tile" | "none";
  /** Keeps the tile the same one wherever it lies. */
  readonly key: string;
  readonly style: string;
  readonly face: FaceDrawing;
  readonly own: boolean;
  readonly live: boolean;
  readonly expected: boolean;
  readonly blurred: boolean;
  readonly ringing: boolean;
  readonly muted: boolean;
  readonly speaking: boolean;
  readonly strip: boolean;
  readonly caption: string;
  /** Size of the avatar. */
  readonly avatar: 24 | 40 | 72;
  /** What a screen reader calls it. */
  readonly label: string;
}

/** The grid of a group call; it lies above the tags that show the pictures. */
export interface GroupDrawing {
  readonly shown: boolean;
  /** One tile fills the small window. */
  readonly alone: boolean;
  readonly tiles: readonly TileDrawing[];
}

export interface PickerDrawing {
  readonly shown: boolean;
  readonly title: string;
  readonly field: string;
  readonly query: string;
  readonly rows: readonly {
    readonly key: string;
    readonly face: FaceDrawing;
    readonly picked: boolean;
  }[];
  readonly hint: string;
  readonly cancel: string;
  readonly invite: string;
}

/** Out of sight, but still there: a tile that went and came back would have to wait for a first picture again. */
const GONE = "display:none";
const WHOLE: TilePlace = { left: 0, top: 0, width: 1, height: 1 };

export function drawGroup({ group, presence, media }: ViewState, texts: Texts): GroupDrawing {
  if (!group) return { shown: false, alone: false, tiles: [] };
  if (presence === "floating") return drawAlone(group, media, texts);
  const { tiles, big } = group;
  const bigAt = tiles.findIndex(({ face }) => face.userId === big);
  const places = tilePlaces(tiles.length, "tall", bigAt < 0 ? undefined : bigAt);
  return {
    shown: true,
    alone: false,
    tiles: tiles.map((tile, at) => {
      const strip = bigAt >= 0 && at !== bigAt;
      const small = bigAt < 0 && tiles.length >= MANY;
      return drawTile(tile, places[at], { strip, avatar: strip ? 24 : small ? 40 : 72 }, texts);
    }),
  };
}

/** The small window of a group call: one tile, by voice none. */
function drawAlone({ tiles, big }: GroupView, media: Media, texts: Texts): GroupDrawing {
  const seen = media === "video" ? big : undefined;
  return {
    shown: true,
    alone: true,
    tiles: tiles.map((tile): TileDrawing => {
      const drawn = drawTile(tile, WHOLE, { strip: false, avatar: 40 }, texts);
      return tile.face.userId === seen ? drawn : { ...drawn, place: "none", style: GONE };
    }),
  };
}

function drawTile(
  tile: TileView,
  place: TilePlace | undefined,
  { strip, avatar }: Pick<TileDrawing, "strip" | "avatar">,
  texts: Texts,
): TileDrawing {
  const { face, own, show, expected, blurred, ringing, muted, speaking } = tile;
  const caption = say(texts, tile.caption);
  const silence = muted ? (own ? texts.micOff : texts.microphoneMuted) : "";
  return {
    place: "tile",
    key: face.userId,
    style: styleOf(place),
    face: drawFace(face),
    own,
    live: show === "live",
    expected,
    blurred,
    ringing,
    muted,
    speaking,
    strip,
    caption,
    avatar,
    label: [face.name, caption, silence].filter((part) => part !== "").join(", "),
  };
}

export function drawPicker({ picker }: ViewState, texts: Texts): PickerDrawing {
  const { query = "", rows = [], picked = 0, hint } = picker ?? {};
  return {
    shown: picker !== undefined,
    title: texts.pickerTitle,
    field: texts.pickerField,
    query,
    rows: rows.map(({ face, picked: chosen }) => ({
      key: face.userId,
      face: drawFace(face),
      picked: chosen,
    })),
    hint: hint ? texts[hint] : "",
    cancel: texts.cancel,
    invite:
      picked > 0
        ? words(texts, { key: "pickerInvite", params: { count: String(picked) } })
        : texts.invite,
  };
}

function say(texts: Texts, text: Text | undefined): string {
  return text ? words(texts, text) : "";
}

/** A place in per cent of the area, with as many digits as a screen has pixels. */
function styleOf(place: TilePlace | undefined): string {
  const { left, top, width, height } = place ?? { left: 0, top: 0, width: 0, height: 0 };
  const percent = (share: number) => `${Math.round(share * 100_000) / 1_000}%`;
  const lengths = [`left:${percent(left)}`, `top:${percent(top)}`];
  return [...lengths, `width:${percent(width)}`, `height:${percent(height)}`].join(";");
}
