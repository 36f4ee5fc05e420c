import type { TextKey } from "../locales/index.ts";
import type { Person } from "./engine.ts";
import { type Face, faceOf, nameOf } from "./person.ts";

/** The most who may be in a call, this user included. */
export const MOST_PEOPLE = 9;

const USER_ID = /^[A-Za-z0-9_-]{1,32}$/;

/** Somebody who can be asked into the call. */
export interface PickRow {
  readonly face: Face;
  readonly picked: boolean;
}

/** The dialog in which people are chosen to be asked into a call. */
export interface PickerView {
  /** What stands in the field: a user ID, or a part of a name. */
  readonly query: string;
  /** Those who fit what stands in the field, and everybody who is picked. */
  readonly rows: readonly PickRow[];
  /** How many are picked. */
  readonly picked: number;
  /** How many more fit into the call. */
  readonly room: number;
  /** Why the list is empty. */
  readonly hint?: TextKey;
}

/** What the user does in the dialog. */
export type PickerInput =
  | { readonly do: "type"; readonly text: string }
  | { readonly do: "toggle"; readonly userId: string }
  | { readonly do: "invite" | "close" };

/** The dialog while it is open. */
export class Picker {
  #query = "";
  readonly #picked = new Map<string, Person>();

  type(text: string): void {
    this.#query = text;
  }

  /** Gives `false` where one more would not fit. */
  toggle(userId: string, known: readonly Person[], room: number): boolean {
    if (this.#picked.delete(userId)) return true;
    if (this.#picked.size >= room) return false;
    const person = known.find((candidate) => candidate.userId === userId);
    this.#picked.set(userId, person ?? stranger(userId));
    // What was looked for has been found.
    this.#query = "";
    return true;
  }

  /** Whom to ask. An ID that was typed and not picked counts, too: there is nothing else it could be for. */
  chosen(absent: (userId: string) => boolean, room: number): string[] {
    const typed = this.#query.trim();
    const users = [...this.#picked.keys()];
    if (users.length === 0 && USER_ID.test(typed)) users.push(typed);
    return users.filter(absent).slice(0, room);
  }

  /** `candidates`: those whom the app has named and who are not in the call. */
  view(
    candidates: readonly Person[],
    absent: (userId: string) => boolean,
    room: number,
  ): PickerView {
    const typed = this.#query.trim();
    const people = new Map<string, Person>();
    for (const person of this.#picked.values()) people.set(person.userId, person);
    for (const person of candidates) if (fits(person, typed)) people.set(person.userId, person);
    if (USER_ID.test(typed) && !people.has(typed)) people.set(typed, stranger(typed));
    const rows = [...people.values()]
      .filter(({ userId }) => absent(userId))
      .map((person) => ({ face: faceOf(person), picked: this.#picked.has(person.userId) }));
    const bad = typed !== "" && !USER_ID.test(typed);
    return {
      query: this.#query,
      rows,
      picked: rows.filter(({ picked }) => picked).length,
      room,
      ...(rows.length === 0 && { hint: bad ? "badUserId" : "pickerHint" }),
    };
  }
}

function fits(person: Person, typed: string): boolean {
  const wanted = typed.toLowerCase();
  return (
    nameOf(person).toLowerCase().includes(wanted) || person.userId.toLowerCase().includes(wanted)
  );
}

function stranger(userId: string): Person {
  return { userId, nick: "", avatar: "" };
}
