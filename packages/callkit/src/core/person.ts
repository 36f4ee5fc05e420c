import type { Person } from "./engine.ts";

/** What a person looks like where there is room for a name and a picture. */
export interface Face {
  readonly userId: string;
  readonly name: string;
  /** Address of the picture; empty when there is none. */
  readonly avatar: string;
  /** Stands in for a picture that is missing or does not load. */
  readonly initial: string;
  /** What the initial stands on: one of `AVATAR_COLOURS`. */
  readonly colour: string;
}

/** Grounds for an initial in white; each has a contrast of at least 4.5 to 1 to it. */
export const AVATAR_COLOURS = [
  "#B3453C",
  "#A4561B",
  "#7D6608",
  "#3E7A3A",
  "#1D7A72",
  "#2A6FB0",
  "#5E5BB8",
  "#96498F",
] as const;

/** The name to show: remark, else nickname, else user ID. */
export function nameOf(person: Person): string {
  return person.remark || person.nick || person.userId;
}

/** Longer names are cut inside a sentence, which at 320 px is then not torn inside a word, and keeps its end in one line. */
const SHORT_NAME = 14;

/** The name inside a sentence. */
export function shortNameOf(person: Person): string {
  const characters = Array.from(nameOf(person));
  if (characters.length <= SHORT_NAME) return characters.join("");
  return `${characters.slice(0, SHORT_NAME - 1).join("")}…`;
}

export function faceOf(person: Person): Face {
  const name = nameOf(person);
  return {
    userId: person.userId,
    name,
    avatar: person.avatar,
    initial: (Array.from(name)[0] ?? "?").toUpperCase(),
    colour: colourOf(person.userId),
  };
}

/** The same user has the same colour everywhere, whatever he is called. */
function colourOf(userId: string): string {
  let hash = 0;
  for (const character of userId) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return AVATAR_COLOURS[hash % AVATAR_COLOURS.length] ?? AVATAR_COLOURS[0];
}
