/** Names and pictures of users, asked for in one go and remembered for a while. */

import type { Clock } from "../core/ports.ts";
import type { Profile } from "../core/protocol.ts";
import type { UserProfile } from "./params.ts";

/** Higher: fewer questions; a changed name is seen later. */
const REMEMBER_FOR = 60_000;
/** The most that the server answers at once (docs/protocol.md, `get_profiles`). */
const AT_ONCE = 100;

type Ask = (userIds: string[]) => Promise<Profile[]>;

export class Profiles {
  readonly #ask: Ask;
  readonly #clock: Clock;
  readonly #known = new Map<string, { at: number; profile: Promise<UserProfile> }>();

  constructor(ask: Ask, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  /** In the order of the question; unknown users come with empty texts. */
  async of(userIds: readonly string[]): Promise<UserProfile[]> {
    const now = this.#clock.now();
    const unknown = [...new Set(userIds)].filter((user) => {
      const known = this.#known.get(user);
      return !known || now - known.at > REMEMBER_FOR;
    });
    for (let from = 0; from < unknown.length; from += AT_ONCE)
      this.#fetch(unknown.slice(from, from + AT_ONCE), now);
    return Promise.all(userIds.map((user) => this.#known.get(user)?.profile ?? nameless(user)));
  }

  forget(): void {
    this.#known.clear();
  }

  #fetch(users: string[], at: number): void {
    const answer = this.#ask(users);
    for (const user of users) {
      const profile = answer.then((profiles) => {
        const found = profiles.find(({ user_id }) => user_id === user);
        return found ? { userID: user, nick: found.nick, avatar: found.avatar } : nameless(user);
      });
      this.#known.set(user, { at, profile });
      // A question that failed is asked again next time.
      profile.catch(() => this.#known.delete(user));
    }
  }
}

function nameless(userID: string): UserProfile {
  return { userID, nick: "", avatar: "" };
}
