import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import {
  type AreaShape,
  type GroupView,
  type TilePlace,
  type TileView,
  tilePlaces,
} from "../../core/index.ts";
import { icon } from "../icons.ts";
import { playing } from "../playing.ts";
import { sized } from "../sized.ts";
import { type Drawing, say } from "./drawing.ts";
import { avatar, ground } from "./faces.ts";
import type { Sources } from "./pictures.ts";

const WHOLE: TilePlace = { left: 0, top: 0, width: 1, height: 1 };

/**
 * The grid of a group call. Every tile lies at a place of its own, so that none is moved in the document: a video
 * that moves there would stop.
 */
export function tiles(
  drawing: Drawing,
  group: GroupView,
  sources: Pick<Sources, "stream" | "watchSize">,
  shape: AreaShape,
): TemplateResult {
  const alone = drawing.view.presence === "floating";
  const bigAt = group.tiles.findIndex(({ face }) => face.userId === group.big);
  const places = tilePlaces(group.tiles.length, shape, bigAt < 0 ? undefined : bigAt);
  const many = group.tiles.length > 4;
  return html`<div
    class=${classMap({ "ck-tiles": true, "ck-tiles--many": many, "ck-tiles--alone": alone })}
    part="tiles"
  >
    ${repeat(
      group.tiles,
      ({ face }) => face.userId,
      (tile, index) =>
        oneTile(drawing, tile, sources, {
          place: alone ? WHOLE : (places[index] ?? WHOLE),
          gone: alone && index !== bigAt,
          big: index === bigAt,
          strip: bigAt >= 0 && index !== bigAt,
        }),
    )}
  </div>`;
}

interface Where {
  readonly place: TilePlace;
  /** The small window has room for one. */
  readonly gone: boolean;
  readonly big: boolean;
  readonly strip: boolean;
}

function oneTile(
  drawing: Drawing,
  tile: TileView,
  sources: Pick<Sources, "stream" | "watchSize">,
  where: Where,
): TemplateResult {
  const { send } = drawing;
  const { userId } = tile.face;
  const onFrames = (arrived: boolean) => send({ type: "frames", userId, arrived });
  return html`<button
    type="button"
    class=${classMap({
      "ck-tile": true,
      "ck-tile--big": where.big,
      "ck-tile--strip": where.strip,
      "ck-tile--gone": where.gone,
      "ck-tile--mirrored": tile.mirrored,
      "ck-tile--blurred": tile.blurred,
      "ck-tile--waiting": tile.show !== "live",
      "ck-tile--ringing": tile.ringing,
      "ck-tile--speaking": tile.speaking,
    })}
    part="tile ${where.big ? "tile-big" : ""}"
    style=${styleMap(lengths(where.place))}
    data-tile=${userId}
    aria-pressed=${where.big}
    @click=${() => send({ type: "tapTile", userId })}
  >
    ${
      tile.expected
        ? html`<video
          muted
          .muted=${true}
          autoplay
          playsinline
          disablepictureinpicture
          ${playing(sources.stream(tile), tile.expected, onFrames)}
          ${sized(userId, tile.own ? undefined : sources.watchSize)}
        ></video>`
        : nothing
    }
    ${tile.show === "avatar" ? instead(tile) : nothing}
    ${tile.caption ? html`<span class="ck-tile__caption">${say(drawing, tile.caption)}</span>` : nothing}
    <span class="ck-tile__name">
      ${tile.muted ? icon("microphoneOff") : nothing}<span>${tile.face.name}</span>
      ${tile.muted ? html`<span class="ck-hidden">${silence(drawing, tile)}</span>` : nothing}
    </span>
  </button>`;
}

function instead({ face }: TileView): TemplateResult {
  return html`<span class="ck-tile__face">${ground(face)}
    <span class="ck-tile__middle">${avatar(face, 72)}</span>
  </span>`;
}

/** For a screen reader, which does not see the icon. */
function silence({ texts }: Drawing, { own }: TileView): string {
  return own ? texts.micOff : texts.microphoneMuted;
}

function lengths({ left, top, width, height }: TilePlace): Record<string, string> {
  const percent = (share: number) => `${share * 100}%`;
  return {
    left: percent(left),
    top: percent(top),
    width: percent(width),
    height: percent(height),
  };
}
