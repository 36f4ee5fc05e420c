import type { Input, ViewState } from "../../core/index.ts";
import type { Text, Texts } from "../../locales/index.ts";
import { words } from "../../locales/index.ts";

/** What every part of the screen is drawn from. */
export interface Drawing {
  readonly view: ViewState;
  readonly texts: Texts;
  readonly send: (input: Input) => void;
}

export function say(drawing: Drawing, text: Text | undefined): string {
  return text ? words(drawing.texts, text) : "";
}
