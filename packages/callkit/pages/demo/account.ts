/** Who uses this tab, and the ticket that says so. */

const USER_KEY = "callkit-demo-user";

/** The rule for user IDs; the server checks it, too. */
export const USER_ID = /^[A-Za-z0-9_-]{1,32}$/;

export interface Ticket {
  readonly sdkappid: number;
  readonly user_id: string;
  readonly user_sig: string;
  /** Milliseconds since the epoch. */
  readonly expires_at: number;
}

/** Why there is no ticket: the server signs none, is not there, has had enough, or does not like the ID. */
export type TicketTrouble = "demoOff" | "unreachable" | "tooOften" | "badUserId";

export class TicketError extends Error {
  readonly trouble: TicketTrouble;

  constructor(trouble: TicketTrouble) {
    super(trouble);
    this.trouble = trouble;
  }
}

export async function fetchTicket(userId: string): Promise<Ticket> {
  let response: Response;
  try {
    response = await fetch("/demo/ticket", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ user_id: userId }),
    });
  } catch {
    throw new TicketError("unreachable");
  }
  if (response.ok) return (await response.json()) as Ticket;
  throw new TicketError(troubleOf(response.status));
}

function troubleOf(status: number): TicketTrouble {
  if (status === 403 || status === 404) return "demoOff";
  if (status === 429) return "tooOften";
  if (status === 400 || status === 422) return "badUserId";
  return "unreachable";
}

/** Each tab is somebody of its own and stays it over a reload. */
export function rememberedUser(): string | undefined {
  return sessionStorage.getItem(USER_KEY) ?? undefined;
}

export function rememberUser(userId: string | undefined): void {
  if (userId === undefined) sessionStorage.removeItem(USER_KEY);
  else sessionStorage.setItem(USER_KEY, userId);
}
