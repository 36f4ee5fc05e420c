/** The only file that knows how the server is asked. docs/console-api.md is its other side. */

import type {
  ApiFailure,
  AppChange,
  AppView,
  CallId,
  CallLogView,
  ChangePassword,
  InspectTicket,
  InstallationView,
  KeySecretView,
  KickDevice,
  LiveCallPage,
  LiveCallView,
  LiveQuery,
  LiveUserPage,
  NewAppRequest,
  NewAppView,
  NewTicket,
  OverviewView,
  PeopleQuery,
  PeopleView,
  PersonDeleted,
  PersonView,
  RecordQuery,
  RecordsView,
  RotatedKeyView,
  RotateKey,
  SdkAppId,
  SessionEntry,
  SessionView,
  TicketReport,
  TicketView,
  UserId,
} from "../api.ts";
import { RequestFailed } from "./errors.ts";
import { type Listener, listen, type Watch } from "./stream.ts";

type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** What stands between a `?` and the end of an address. */
type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

export class Client {
  readonly #base: string;
  #csrf = "";
  /** Told when the server no longer knows the session. */
  onSignedOut: () => void = () => {};

  /** @param base where the API is, with a slash at the end. */
  constructor(base: string) {
    this.#base = base;
  }

  async session(): Promise<SessionView> {
    return this.#enter(await this.#ask<SessionView>("GET", "session"));
  }

  async signIn(password: string): Promise<SessionView> {
    return this.#enter(await this.#ask<SessionView>("POST", "sign-in", { password }));
  }

  signOut(): Promise<void> {
    return this.#ask("POST", "sign-out");
  }

  /** Ends every session, this one as well, and begins a new one. */
  async changePassword(change: ChangePassword): Promise<SessionView> {
    return this.#enter(await this.#ask<SessionView>("POST", "password", change));
  }

  sessions(): Promise<SessionEntry[]> {
    return this.#ask("GET", "sessions");
  }

  endSession(id: number): Promise<void> {
    return this.#ask("DELETE", `sessions/${id}`);
  }

  /** Every session but this one. */
  endOtherSessions(): Promise<void> {
    return this.#ask("DELETE", "sessions");
  }

  apps(): Promise<AppView[]> {
    return this.#ask("GET", "apps");
  }

  app(app: SdkAppId): Promise<AppView> {
    return this.#ask("GET", `apps/${app}`);
  }

  createApp(app: NewAppRequest): Promise<NewAppView> {
    return this.#ask("POST", "apps", app);
  }

  changeApp(app: SdkAppId, change: AppChange): Promise<AppView> {
    return this.#ask("PATCH", `apps/${app}`, change);
  }

  rotateKey(app: SdkAppId, rotation: RotateKey): Promise<RotatedKeyView> {
    return this.#ask("POST", `apps/${app}/keys`, rotation);
  }

  revealKey(app: SdkAppId, key: number): Promise<KeySecretView> {
    return this.#ask("POST", `apps/${app}/keys/${key}/reveal`);
  }

  withdrawKey(app: SdkAppId, key: number): Promise<AppView> {
    return this.#ask("DELETE", `apps/${app}/keys/${key}`);
  }

  makeTicket(app: SdkAppId, ticket: NewTicket): Promise<TicketView> {
    return this.#ask("POST", `apps/${app}/tickets`, ticket);
  }

  inspectTicket(ticket: InspectTicket): Promise<TicketReport> {
    return this.#ask("POST", "tickets/inspect", ticket);
  }

  watchOverview(to: Listener<OverviewView>): Watch {
    return this.#listen("overview/stream", to);
  }

  watchCalls(query: LiveQuery, to: Listener<LiveCallPage>): Watch {
    return this.#listen(`live/calls/stream${search(query)}`, to);
  }

  watchUsers(query: LiveQuery, to: Listener<LiveUserPage>): Watch {
    return this.#listen(`live/users/stream${search(query)}`, to);
  }

  watchCall(app: SdkAppId, call: CallId, to: Listener<LiveCallView>): Watch {
    return this.#listen(`live/calls/${app}/${encodeURIComponent(call)}/stream`, to);
  }

  endCall(app: SdkAppId, call: CallId): Promise<void> {
    return this.#ask("POST", `live/calls/${app}/${encodeURIComponent(call)}/end`);
  }

  kick(device: KickDevice): Promise<void> {
    return this.#ask("POST", "live/kick", device);
  }

  records(query: RecordQuery): Promise<RecordsView> {
    return this.#ask("GET", `records${search(query)}`);
  }

  /** Where the same records are as a table for spreadsheets. */
  recordsCsv(query: Omit<RecordQuery, "offset" | "limit">): string {
    return `${this.#base}records.csv${search(query)}`;
  }

  call(app: SdkAppId, call: CallId): Promise<CallLogView> {
    return this.#ask("GET", `calls/${app}/${encodeURIComponent(call)}`);
  }

  people(app: SdkAppId, query: PeopleQuery): Promise<PeopleView> {
    return this.#ask("GET", `apps/${app}/users${search(query)}`);
  }

  person(app: SdkAppId, user: UserId): Promise<PersonView> {
    return this.#ask("GET", `apps/${app}/users/${encodeURIComponent(user)}`);
  }

  deletePerson(app: SdkAppId, user: UserId): Promise<PersonDeleted> {
    return this.#ask("DELETE", `apps/${app}/users/${encodeURIComponent(user)}`);
  }

  installation(): Promise<InstallationView> {
    return this.#ask("GET", "installation");
  }

  #listen<Value>(path: string, to: Listener<Value>): Watch {
    // A stream cannot say why it is refused; a question can.
    return listen(this.#base + path, to, () => void this.session().catch(() => {}));
  }

  #enter(session: SessionView): SessionView {
    this.#csrf = session.csrf_token;
    return session;
  }

  async #ask<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
    let response: Response;
    try {
      response = await fetch(this.#base + path, {
        method,
        credentials: "same-origin",
        headers: {
          ...(body !== undefined && { "content-type": "application/json" }),
          ...(method !== "GET" && { "x-csrf-token": this.#csrf }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch {
      throw new RequestFailed({ name: "unreachable", message: "" });
    }
    if (response.status === 204) return undefined as Answer;
    const said = await response.json().catch(() => undefined);
    if (response.ok && said !== undefined) return said as Answer;
    const error = (said as ApiFailure | undefined)?.error;
    const failure = new RequestFailed(error ?? { name: "unreachable", message: "" });
    if (failure.reason === "not_signed_in") this.onSignedOut();
    throw failure;
  }
}

function search(fields: Fields): string {
  const set = Object.entries(fields).filter(([, value]) => value !== undefined && value !== "");
  if (set.length === 0) return "";
  return `?${new URLSearchParams(set.map(([name, value]) => [name, String(value)]))}`;
}
