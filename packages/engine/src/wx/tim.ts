/**
 * The instance of a chat SDK, as far as there is one here: code that was written for one asks it for names. Ours can be
 * handed back to the engine, which then leaves its connection signed in. Any other is asked for `getUserProfile` only.
 */

import { ErrorCodes, TUICallEngineError } from "../core/errors.ts";
import type { UserProfile } from "../core/profiles.ts";
import type { Account } from "./account.ts";

type Answer<T> = Promise<{ code: 0; data: T }>;

export type Tim = {
  getUserProfile(options: { userIDList: readonly string[] }): Answer<UserProfile[]>;
  getMyProfile(): Answer<UserProfile>;
  updateMyProfile(change: {
    nick?: string | undefined;
    avatar?: string | undefined;
  }): Answer<UserProfile>;
};

/** The account that a `tim` of ours stands for; it comes with the sign-in. */
export type Holder = { account: Account | undefined };

const holders = new WeakMap<object, Holder>();

/** `undefined` for any object that is not ours. Touches nothing of it. */
export function holderOf(tim: object | undefined): Holder | undefined {
  return tim && holders.get(tim);
}

export function makeTim(holder: Holder): Tim {
  const ready = async () => {
    const { account } = holder;
    if (!account) throw new TUICallEngineError(ErrorCodes.NOT_INITIALISED, "call init() first");
    await account.ready();
    return account;
  };
  const own = ({ session }: Account): UserProfile => {
    const { user_id: userID = "", nick = "", avatar = "" } = session.state.user || {};
    return { userID, nick, avatar };
  };
  const tim: Tim = {
    getUserProfile: async ({ userIDList }) => {
      const account = await ready();
      return { code: 0, data: await account.profiles.of(userIDList) };
    },
    getMyProfile: async () => ({ code: 0, data: own(await ready()) }),
    updateMyProfile: async ({ nick, avatar }) => {
      const account = await ready();
      await account.session.setProfile({
        ...(nick === undefined ? {} : { nick }),
        ...(avatar === undefined ? {} : { avatar }),
      });
      account.profiles.forget();
      return { code: 0, data: own(account) };
    },
  };
  holders.set(tim, holder);
  return tim;
}

/** What another chat SDK knows of these users. Rejects when its answer is not one. */
export async function askedOf(tim: object, userIDList: string[]): Promise<UserProfile[]> {
  const sdk = tim as { getUserProfile(options: object): Promise<{ data?: unknown }> };
  const { data } = await sdk.getUserProfile({ userIDList });
  if (!Array.isArray(data)) throw new TypeError("getUserProfile gave no list");
  return data.map(({ userID = "", nick = "", avatar = "" }: Partial<UserProfile>) => ({
    userID,
    nick,
    avatar,
  }));
}
