import type { Person } from "../core/index.ts";

/** A profile as the engines give it. */
export interface Profile {
  readonly userID: string;
  readonly nick: string;
  readonly avatar: string;
}

/** Names and pictures of those met in calls; each is asked for once. */
export class People {
  readonly #known = new Map<string, Person>();
  readonly #ask: (userIds: readonly string[]) => Promise<readonly Profile[]>;
  readonly #learned: () => void;

  constructor(
    ask: (userIds: readonly string[]) => Promise<readonly Profile[]>,
    learned: () => void,
  ) {
    this.#ask = ask;
    this.#learned = learned;
  }

  /** What is known of somebody by now. */
  person(userId: string): Person {
    return this.#known.get(userId) ?? nobody(userId);
  }

  /** Asks for those that are not known. */
  learn(userIds: readonly string[]): void {
    const unknown = userIds.filter((userId) => !this.#known.has(userId));
    if (unknown.length === 0) return;
    for (const userId of unknown) this.#known.set(userId, nobody(userId));
    this.#ask(unknown).then(
      (profiles) => {
        for (const profile of profiles) this.#known.set(profile.userID, personOf(profile));
        this.#learned();
      },
      () => {
        for (const userId of unknown) this.#known.delete(userId);
      },
    );
  }
}

function personOf({ userID, nick, avatar }: Profile): Person {
  return { userId: userID, nick, avatar };
}

function nobody(userId: string): Person {
  return { userId, nick: "", avatar: "" };
}
