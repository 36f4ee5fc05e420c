/**
 * Where the tiles of a group call lie, in shares of the width and height of the area that both skins keep for
 * them: one fills it, two halve it, three and four are 2 by 2, five to nine are 3 by 3. A row that is not full
 * stands in the middle.
 */

/** A rectangle in shares of the area, 0 to 1. */
export interface TilePlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Whether the area is higher than wide; decides how two tiles halve it and how long the rows of a strip are. */
export type AreaShape = "tall" | "wide";

/** Share of the area's height that one row of a strip takes. Lower makes faces too small to know. */
const STRIP_ROW = { tall: 0.18, wide: 0.28 } as const;
/** Most tiles in one row of a strip. */
const STRIP_LENGTH = { tall: 4, wide: 8 } as const;

/** One place for each of `count` tiles; with `big` (an index) that one is big and the others are a strip below. */
export function tilePlaces(count: number, shape: AreaShape, big?: number): readonly TilePlace[] {
  if (big === undefined || big < 0 || big >= count || count < 2) return gridPlaces(count, shape);
  return stripPlaces(count, shape, big);
}

function gridPlaces(count: number, shape: AreaShape): TilePlace[] {
  if (count <= 1) return rows(count, 1, 1, 1, 0);
  if (count === 2) return shape === "tall" ? rows(2, 1, 1, 0.5, 0) : rows(2, 2, 0.5, 1, 0);
  const columns = count <= 4 ? 2 : 3;
  const used = Math.ceil(count / columns);
  const share = 1 / columns;
  return rows(count, columns, share, share, (1 - used * share) / 2);
}

function stripPlaces(count: number, shape: AreaShape, big: number): TilePlace[] {
  const length = STRIP_LENGTH[shape];
  const others = count - 1;
  const row = STRIP_ROW[shape];
  const strip = Math.ceil(others / length) * row;
  const small = rows(others, length, 1 / length, row, 1 - strip);
  small.splice(big, 0, { left: 0, top: 0, width: 1, height: 1 - strip });
  return small;
}

/** Rows of at most `columns` tiles from `top` down. */
function rows(
  count: number,
  columns: number,
  width: number,
  height: number,
  top: number,
): TilePlace[] {
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = (1 - inRow * width) / 2 + (index % columns) * width;
    return { left, top: top + row * height, width, height };
  });
}
