/** A link that lets somebody else run the test: the two accounts, behind the `#`, which no server is sent. */

import type { Target } from "./network.ts";
import type { Account } from "./wire.ts";

/** How long accounts of the test are good, in seconds. */
export const LINK_S = 3600;

export function testLink({ server, caller, callee }: Target): string {
  const text = JSON.stringify([
    caller.sdkappid,
    caller.user_id,
    caller.ticket,
    callee.user_id,
    callee.ticket,
  ]);
  const base64 = btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `${new URL("/connection-test/", server).href}#${base64}`;
}

/** What a link says; `undefined` if it is none. */
export function readTestLink(server: string, hash: string): Target | undefined {
  try {
    const base64 = hash.replace(/^#/, "").replaceAll("-", "+").replaceAll("_", "/");
    const [app, caller, callerTicket, callee, calleeTicket] = JSON.parse(atob(base64));
    const account = (user: unknown, ticket: unknown): Account => {
      if (typeof app !== "number" || typeof user !== "string" || typeof ticket !== "string") {
        throw new TypeError("not a link of ours");
      }
      return { sdkappid: app, user_id: user, ticket };
    };
    return {
      server,
      caller: account(caller, callerTicket),
      callee: account(callee, calleeTicket),
    };
  } catch {
    return undefined;
  }
}
