import type { Face } from "../core/index.ts";

/** Somebody's name and picture, with nothing absent. */
export interface FaceDrawing {
  readonly userId: string;
  readonly name: string;
  readonly initial: string;
  readonly colour: string;
  readonly avatar: string;
}

export const NOBODY: FaceDrawing = {
  userId: "",
  name: "",
  initial: "",
  colour: "#3a3a3a",
  avatar: "",
};

export function drawFace({ userId, name, initial, colour, avatar }: Face): FaceDrawing {
  return { userId, name, initial, colour, avatar };
}
