import type { PictureView, ViewState } from "../core/index.ts";
import { type Text, type Texts, words } from "../locales/index.ts";
import { drawFace, type FaceDrawing, NOBODY } from "./face-drawing.ts";

/** What lies on the small window, over the picture if there is one. */
export interface FloatDrawing {
  /** The timer, how it stands, or how it ended. */
  readonly text: string;
  /** Nobody where a picture shows who it is, or there is none to show. */
  readonly face: FaceDrawing;
  /** A telephone, by voice. */
  readonly phone: boolean;
  /** The text lies on a picture, at its lower edge. */
  readonly over: boolean;
  /** What a screen reader says that a tap does. */
  readonly label: string;
}

const NO_FLOAT: FloatDrawing = { text: "", face: NOBODY, phone: false, over: false, label: "" };

export function drawFloat(
  view: ViewState,
  picture: PictureView | undefined,
  texts: Texts,
): FloatDrawing {
  const { presence, ending, timer, media, group, peer } = view;
  if (presence !== "floating") return NO_FLOAT;
  const say = (text: Text | undefined) => (text ? words(texts, text) : "");
  const tile = group?.tiles.find(({ face }) => face.userId === group.big);
  const video = media === "video" && !ending;
  const over = video && (tile ?? picture)?.show === "live";
  const faceless = !video || over || tile !== undefined || !peer;
  return {
    text: ending ? say(ending.text) : (timer ?? shortLine(view, texts, say)),
    face: faceless ? NOBODY : drawFace(peer),
    phone: !video && !ending,
    over,
    label: texts.returnToCall,
  };
}

/** A line that fits. */
function shortLine(
  { stage, line }: ViewState,
  texts: Texts,
  say: (text: Text | undefined) => string,
): string {
  return stage === "calling" ? texts.tileRinging : say(line?.text);
}
