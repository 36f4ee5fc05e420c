/** Names and pictures of users, asked for in one go and remembered for a while. */

import type { Clock } from "./ports.ts";
import type { Profile } from "./protocol.ts";

/** A profile in the spelling of the platforms. */
export type UserProfile = { userID: string; nick: string; avatar: string };

/** Higher: fewer questions; a changed name is seen later. */
const REMEMBER_FOR = 60_000;
/** The most that the server answers at once (docs/protocol.md, `get_profiles`). */
const AT_ONCE = 100;

type Ask = (userIds: string[]) => Promise<Profile[]>;

export class Profiles {
  readonly #ask: Ask;
  readonly #clock: Clock;
  readonly #known = new Map<string, { at: number; profile: Promise<UserProfile> }>();
  readonly #answered = new Map<string, UserProfile>();

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

  /** What is known of somebody at this moment. */
  peek(userId: string): UserProfile {
    return this.#answered.get(userId) ?? nameless(userId);
  }

  /** The next question is asked anew; until it is answered what is known still counts. */
  forget(): void {
    this.#known.clear();
  }

  #fetch(users: string[], at: number): void {
    const answer = this.#ask(users);
    for (const user of users) {
      const profile = answer.then((profiles) => {
        const found = profiles.find(({ user_id }) => user_id === user);
        const { nick, avatar } = found ?? nameless(user);
        this.#answered.set(user, { userID: user, nick, avatar });
        return { userID: user, nick, avatar };
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
