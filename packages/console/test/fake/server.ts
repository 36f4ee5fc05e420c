/** The console's API in memory: enough of docs/console-api.md for tests of the pages and for their pictures. */

import type {
  AppChange,
  AppView,
  LiveCallPage,
  LiveUserPage,
  NewAppRequest,
  PeopleView,
  RecordsView,
  RotateKey,
  SessionEntry,
  TicketReport,
} from "../../src/api.ts";
import {
  apps,
  DAY,
  dice,
  HOUR,
  installation,
  liveCalls,
  liveUsers,
  NOW,
  records,
  sample,
  story,
} from "./story.ts";

export const PASSWORD = "correct horse";

/** What some people call themselves. */
const NICKS = ["王医生 <b>", "Zhang Wei", "", "来自乌鲁木齐的一个名字非常非常长的用户"];

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

const failure = (status: number, name: string, more: object = {}): Answer => ({
  status,
  body: { error: { name, message: name, ...more } },
});
const ok = (body: unknown): Answer => ({ status: 200, body });
const done: Answer = { status: 204 };

export class FakeServer {
  signedIn = false;
  apps: AppView[] = apps();
  /** Wrong passwords so far. */
  wrong = 0;
  empty = false;
  /** Every request, as `METHOD path`. */
  readonly asked: string[] = [];
  sessions: SessionEntry[] = [
    session(3, true, "127.0.0.1", "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0"),
    session(
      2,
      false,
      "203.0.113.9",
      "Mozilla/5.0 (iPhone) AppleWebKit/605 Version/18.0 Safari/604",
    ),
    session(1, false, "198.51.100.23", "Mozilla/5.0 (Windows NT 10.0) Edg/155.0"),
  ];
  readonly server: string;

  constructor(server = "https://calls.example.com") {
    this.server = server;
  }

  handle(method: string, url: URL, body: Record<string, unknown> = {}): Answer {
    const path = url.pathname.replace(/^.*\/api\//, "");
    this.asked.push(`${method} ${path}${url.search}`);
    if (path === "sign-in") return this.#signIn(body);
    if (!this.signedIn) return failure(401, "not_signed_in");
    const [first = "", second = "", third = "", fourth = ""] = path.split("/");
    switch (first) {
      case "session":
        return ok(this.#session());
      case "sign-out":
        this.signedIn = false;
        return done;
      case "sessions":
        return this.#sessions(method, second);
      case "password":
        return body["current"] === PASSWORD ? ok(this.#session()) : failure(401, "wrong_password");
      case "installation":
        return ok(installation(this.server));
      case "overview":
        return ok(this.#overview());
      case "live":
        return this.#live(method, second, third, fourth, url.searchParams);
      case "records":
        return ok(this.#records(url.searchParams));
      case "calls":
        return this.#call(Number(second), third);
      case "tickets":
        return ok(inspected(String(body["user_sig"]), this.apps));
      case "apps":
        return this.#apps(method, path.split("/").slice(1), body, url.searchParams);
      default:
        return failure(404, "not_found");
    }
  }

  #signIn(body: Record<string, unknown>): Answer {
    if (this.wrong >= 5) return failure(429, "rate_limited", { retry_after_ms: 30_000 });
    if (body["password"] !== PASSWORD) {
      this.wrong += 1;
      return failure(401, "wrong_password");
    }
    this.signedIn = true;
    return ok(this.#session());
  }

  #session() {
    return {
      session_id: 3,
      csrf_token: "token",
      created_at: NOW,
      expires_at: NOW + 12 * HOUR,
      now: NOW,
      version: "0.1.0",
    };
  }

  #sessions(method: string, id: string): Answer {
    if (method === "GET") return ok(this.sessions);
    this.sessions = this.sessions.filter(({ current, session_id }) =>
      id === "" ? current : session_id !== Number(id),
    );
    return done;
  }

  #overview() {
    return {
      now: NOW,
      started_at: NOW - 6 * DAY,
      apps: this.apps.length,
      users_online: this.empty ? 0 : 1326,
      devices_online: this.empty ? 0 : 1511,
      calls_ringing: this.empty ? 0 : 6,
      calls_connected: this.empty ? 0 : 34,
      max_calls: 200,
      ingress_kbps: this.empty ? 0 : 43_120,
      egress_kbps: this.empty ? 0 : 51_870,
      max_egress_mbps: 100,
      store_ready: true,
      draining: false,
    };
  }

  #live(method: string, what: string, app: string, call: string, query: URLSearchParams): Answer {
    if (method === "POST") return done;
    const search = query.get("search") ?? "";
    const number = Number(query.get("app"));
    const cut = <Row>(rows: Row[]) => {
      const offset = Number(query.get("offset") ?? 0);
      return rows.slice(offset, offset + Number(query.get("limit") ?? 50));
    };
    if (what === "users") {
      const users = (this.empty ? [] : liveUsers(number)).filter(({ user_id }) =>
        user_id.includes(search),
      );
      return ok({ now: NOW, total: users.length, users: cut(users) } satisfies LiveUserPage);
    }
    if (app !== "" && app !== "stream") {
      const found = liveCalls(Number(app)).find(({ call_id }) => call_id === call);
      return ok({ now: NOW, call: found ?? null, quality: [] });
    }
    const calls = (this.empty ? [] : liveCalls(number)).filter(
      ({ call_id, members }) =>
        call_id.startsWith(search) || members.some(({ user_id }) => user_id.includes(search)),
    );
    return ok({ now: NOW, total: calls.length, calls: cut(calls) } satisfies LiveCallPage);
  }

  #records(query: URLSearchParams): RecordsView {
    const found = (this.empty ? [] : records(Number(query.get("app")))).filter(
      (record) =>
        (!query.has("user") ||
          record.members.some(({ user_id }) => user_id === query.get("user"))) &&
        (!query.has("reason") || record.reason === query.get("reason")) &&
        (!query.has("media") || record.media === query.get("media")) &&
        (!query.has("call") || record.call_id.startsWith(query.get("call") ?? "")),
    );
    const by = query.get("sort") === "duration" ? "duration_ms" : "started_at";
    found.sort((a, b) => (query.get("order") === "asc" ? a[by] - b[by] : b[by] - a[by]));
    const offset = Number(query.get("offset") ?? 0);
    return {
      total: found.length,
      records: found.slice(offset, offset + Number(query.get("limit") ?? 50)),
    };
  }

  #call(app: number, call: string): Answer {
    const told = story(app);
    if (told.record?.call_id === call) return ok(told);
    const live = liveCalls(app).find(({ call_id }) => call_id === call);
    if (!live) return failure(404, "unknown_call");
    const roll = dice(3);
    const quality = live.members
      .filter(({ phase }) => phase === "joined")
      .map(({ user_id }) => ({
        user_id,
        device_id: `${user_id}-1`,
        samples: Array.from({ length: 60 }, (_, index) =>
          sample(NOW - (60 - index) * 2000, 0, roll),
        ),
      }));
    return ok({
      now: NOW,
      started_at: live.started_at,
      record: null,
      live,
      timeline: [
        {
          source: "fact",
          seq: 1,
          version: 1,
          at: live.started_at,
          fact: "started",
          user: live.caller,
          media: live.media,
        },
      ],
      quality,
      quality_kept_until: null,
    });
  }

  #apps(
    method: string,
    [id = "", what = "", which = "", action = ""]: string[],
    body: Record<string, unknown>,
    query: URLSearchParams,
  ): Answer {
    if (id === "") {
      return method === "GET" ? ok(this.apps) : this.#create(body as unknown as NewAppRequest);
    }
    const app = this.apps.find(({ sdkappid }) => sdkappid === Number(id));
    if (!app) return failure(404, "unknown_app");
    switch (what) {
      case "":
        if (method === "PATCH") Object.assign(app, body as AppChange);
        return ok(app);
      case "keys":
        return this.#keys(method, app, which, action, body as unknown as RotateKey);
      case "tickets":
        return ok({
          user_sig: `eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwuVA${body["user_id"]}`,
          key_id: app.keys.at(-1)?.key_id ?? 1,
          expires_at: NOW + Number(body["expire_s"]) * 1000,
        });
      case "users":
        if (which === "") return ok(this.#people(app.sdkappid, query));
        return method === "DELETE"
          ? ok({ replaced_by: "deleted-51177", profile: true, blocks: 1, records: 214 })
          : ok(this.#person(app.sdkappid, decodeURIComponent(which)));
      default:
        return failure(404, "not_found");
    }
  }

  #create({ name, sdkappid, secret_key }: NewAppRequest): Answer {
    if (this.apps.some((app) => app.sdkappid === sdkappid)) {
      return failure(409, "app_exists", { field: "sdkappid" });
    }
    const app: AppView = {
      sdkappid: sdkappid ?? 1_400_555_777,
      name,
      enabled: true,
      demo: false,
      created_at: NOW,
      settings: {
        several_devices: null,
        ring_timeout_s: null,
        max_video_kbps: null,
        max_calls: null,
      },
      keys: [{ key_id: 1, valid: true, valid_from: NOW, valid_until: null }],
      users_online: 0,
      calls_now: 0,
    };
    this.apps = [...this.apps, app];
    return ok({ app, secret: { key_id: 1, secret_key: secret_key ?? secretKey(1) } });
  }

  #keys(method: string, app: AppView, key: string, action: string, rotation: RotateKey): Answer {
    const key_id = Number(key);
    if (action === "reveal") return ok({ key_id, secret_key: secretKey(key_id) });
    if (method === "DELETE") {
      if (app.keys.filter(({ valid }) => valid).length === 1) return failure(409, "last_key");
      app.keys = app.keys.map((each) =>
        each.key_id === key_id ? { ...each, valid: false, valid_until: NOW } : each,
      );
      return ok(app);
    }
    const next = app.keys.length + 1;
    app.keys = [
      ...app.keys.map((each) =>
        each.valid ? { ...each, valid_until: NOW + rotation.overlap_ms } : each,
      ),
      { key_id: next, valid: true, valid_from: NOW, valid_until: null },
    ];
    return ok({ app, secret: { key_id: next, secret_key: secretKey(next) } });
  }

  #people(app: number, query: URLSearchParams): PeopleView {
    const roll = dice(5);
    const search = (query.get("search") ?? "").toLowerCase();
    const offset = Number(query.get("offset") ?? 0);
    const people = (this.empty ? [] : liveUsers(app))
      .map(({ user_id, devices }, index) => ({
        user_id,
        nick: NICKS[index] ?? "",
        records: Math.round(roll() * 300),
        newest_record_at: NOW - Math.round(roll() * 9 * DAY),
        devices_online: index % 3 === 0 ? devices.length : 0,
      }))
      .filter(({ user_id, nick }) => `${user_id} ${nick}`.toLowerCase().includes(search))
      .sort((a, b) => (a.user_id < b.user_id ? -1 : 1));
    return {
      total: people.length,
      people: people.slice(offset, offset + Number(query.get("limit") ?? 50)),
    };
  }

  #person(app: number, user_id: string) {
    const online = liveUsers(app).find((user) => user.user_id === user_id);
    return {
      sdkappid: app,
      user_id,
      profile:
        online === undefined
          ? null
          : {
              nick: "王医生 <script>alert(1)</script>",
              avatar: "https://cdn.example.com/avatars/a-rather-long-name-of-a-picture-20881.png",
              do_not_disturb: false,
              updated_at: NOW - 9 * DAY,
            },
      blocks: online ? ["patient_19034", "zhang_wei"] : [],
      blocked_by: online ? 1 : 0,
      records: online ? 214 : 0,
      oldest_record_at: online ? NOW - 80 * DAY : null,
      newest_record_at: online ? NOW - 20 * 60_000 : null,
      commands: online ? 12 : 0,
      calls_with_quality: online ? 88 : 0,
      devices: online?.devices ?? [],
      retention: installation(this.server).retention,
    };
  }
}

function session(id: number, current: boolean, address: string, user_agent: string): SessionEntry {
  return {
    session_id: id,
    current,
    created_at: NOW - (4 - id) * 26 * HOUR,
    seen_at: NOW - (3 - id) * 3 * HOUR,
    expires_at: NOW + id * 3 * HOUR,
    address,
    user_agent,
  };
}

function secretKey(key: number): string {
  return `${key}f6c0e9a4b7d21538e60c9f4a7b1d82e35c09a6f4b7e1d2c3805f9a6b4c7e1d${key}`;
}

function inspected(ticket: string, all: readonly AppView[]): TicketReport {
  const app = all[0];
  if (ticket.length < 20 || !app) {
    return {
      verdict: "ticket_malformed",
      detail: "not base64",
      contents: null,
      key_id: null,
      now: NOW,
    };
  }
  return {
    verdict: ticket.includes("old") ? "ticket_wrong_key" : "good",
    detail: null,
    contents: {
      sdkappid: app.sdkappid,
      user_id: "alice",
      issued_at: NOW - 2 * DAY,
      expires_at: NOW + 5 * DAY,
      has_userbuf: false,
    },
    key_id: ticket.includes("old") ? 1 : 3,
    now: NOW,
  };
}
