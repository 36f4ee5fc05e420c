/** What goes on in the pretended installation: made from a seed, so that pictures can be compared. */

import type {
  AppView,
  CallLogView,
  EndReason,
  InstallationView,
  LiveCall,
  LiveMember,
  LiveUser,
  Platform,
  QualitySeries,
  QualityView,
  RecordView,
  TimelineEntry,
} from "../../src/api.ts";

/** The server's clock stands still: 2026-08-27, 14:30 in UTC. */
export const NOW = Date.UTC(2026, 7, 27, 14, 30, 0);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const APP = 1_400_000_001;

/** Numbers between 0 and 1 that are the same every time (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const NO_SETTINGS = {
  several_devices: null,
  ring_timeout_s: null,
  max_video_kbps: null,
  max_calls: null,
};

export function apps(): AppView[] {
  return [
    {
      sdkappid: APP,
      name: "Telemedicine",
      enabled: true,
      demo: false,
      created_at: NOW - 84 * DAY,
      settings: { ...NO_SETTINGS, ring_timeout_s: 45, max_video_kbps: 1200 },
      keys: [
        { key_id: 1, valid: false, valid_from: NOW - 84 * DAY, valid_until: NOW - 30 * DAY },
        { key_id: 2, valid: true, valid_from: NOW - 37 * DAY, valid_until: NOW + 5 * DAY },
        { key_id: 3, valid: true, valid_from: NOW - 2 * DAY, valid_until: null },
      ],
      users_online: 1284,
      calls_now: 37,
    },
    {
      sdkappid: 1_400_000_002,
      name: "客服中心",
      enabled: true,
      demo: true,
      created_at: NOW - 12 * DAY,
      settings: NO_SETTINGS,
      keys: [{ key_id: 1, valid: true, valid_from: NOW - 12 * DAY, valid_until: null }],
      users_online: 42,
      calls_now: 3,
    },
    {
      sdkappid: 1_600_123_456,
      name: '<img src=x onerror="alert(1)">',
      enabled: false,
      demo: false,
      created_at: NOW - 300 * DAY,
      settings: NO_SETTINGS,
      keys: [{ key_id: 1, valid: true, valid_from: NOW - 300 * DAY, valid_until: null }],
      users_online: 0,
      calls_now: 0,
    },
  ];
}

const PEOPLE = [
  "alice",
  "bob",
  "dr_wang",
  "nurse-li",
  "patient_20881",
  "patient_19034",
  "zhang_wei",
  "front-desk-2",
  "carol",
  "A-user-ID-of-32-characters_12345",
];
const SDKS: readonly [Platform, string][] = [
  ["web", "tuicall-engine-web/0.1.0"],
  ["wx", "tuicall-engine-wx/0.1.0"],
  ["native", "callkit-engine/0.1.0"],
];

export function person(index: number): string {
  return PEOPLE[index % PEOPLE.length] ?? "alice";
}

export function callId(index: number): string {
  return `c${String(index).padStart(4, "0")}Qm3Zr8xKp1Lw0vTnYb`.slice(0, 22);
}

export function sample(at: number, bad: number, roll: () => number): QualityView {
  const jitter = (around: number, share: number) => around * (1 + share * (roll() - 0.5));
  return {
    at,
    span_ms: 2000,
    grade: bad > 0.8 ? 5 : bad > 0.45 ? 4 : bad > 0.15 ? 3 : roll() > 0.3 ? 1 : 2,
    up_kbps: Math.round(jitter(820 * (1 - 0.7 * bad), 0.15)),
    down_kbps: Math.round(jitter(910 * (1 - 0.75 * bad), 0.15)),
    up_loss: Number((0.002 * roll() + 0.04 * bad).toFixed(4)),
    down_loss: Number((0.004 * roll() + 0.19 * bad * (0.7 + 0.6 * roll())).toFixed(4)),
    rtt_ms: Math.round(jitter(38 + 320 * bad, 0.25)),
    up_jitter_ms: Math.round(jitter(4 + 20 * bad, 0.5)),
    down_jitter_ms: Math.round(jitter(6 + 60 * bad, 0.5)),
    client: {
      fps: Number(jitter(24 * (1 - 0.7 * bad), 0.12).toFixed(1)),
      frozen_ms: bad > 0.4 ? Math.round(1400 * bad * roll()) : 0,
      concealed: Number((0.001 + 0.09 * bad).toFixed(4)),
    },
  };
}

function member(user: string, roll: () => number, change: Partial<LiveMember> = {}): LiveMember {
  const [platform] = SDKS[Math.floor(roll() * 2)] ?? ["web"];
  return {
    user_id: user,
    phase: "joined",
    connection: "connected",
    device_id: `${user}-1`,
    platform: platform as Platform,
    joined_at: NOW - 3 * MINUTE,
    microphone: roll() > 0.25,
    camera: roll() > 0.3,
    quality: sample(NOW - 1000, roll() > 0.85 ? 0.9 * roll() : 0, roll),
    ...change,
  };
}

export function liveCalls(app: number): LiveCall[] {
  const roll = dice(7);
  return Array.from({ length: 37 }, (_, index): LiveCall => {
    const ringing = index % 7 === 3;
    const group = index % 5 === 2;
    const caller = person(index);
    const others = group ? [index + 1, index + 3, index + 4] : [index + 1];
    const gone = { quality: null, device_id: null, platform: null, joined_at: null } as const;
    return {
      sdkappid: app,
      call_id: callId(index),
      room_id: 100_000 + index * 7919,
      media: index % 3 === 1 ? "audio" : "video",
      group,
      caller,
      started_at: NOW - Math.round((0.1 + roll() * 40) * MINUTE),
      connected_at: ringing ? null : NOW - Math.round((0.05 + roll() * 38) * MINUTE),
      members: [
        member(caller, roll, ringing ? { quality: null, connection: "connecting" } : {}),
        ...others.map((other, place) =>
          ringing
            ? member(person(other), roll, { ...gone, phase: "ringing", connection: "connecting" })
            : place === 2
              ? member(person(other), roll, { ...gone, phase: "left" })
              : member(
                  person(other),
                  roll,
                  index === 0
                    ? { connection: "reconnecting", quality: sample(NOW, 0.95, roll) }
                    : {},
                ),
        ),
      ],
    };
  });
}

export function liveUsers(app: number): LiveUser[] {
  const roll = dice(11);
  const calls = liveCalls(app);
  return Array.from({ length: 140 }, (_, index): LiveUser => {
    const user = index < PEOPLE.length ? person(index) : `user_${10_000 + index * 37}`;
    const call = index < 6 ? calls[index] : undefined;
    return {
      sdkappid: app,
      user_id: user,
      devices: SDKS.slice(0, index % 4 === 1 ? 2 : 1).map(([platform, sdk], place) => ({
        device_id: `${user}-${place + 1}`,
        platform,
        sdk,
        since: NOW - Math.round(roll() * 9 * HOUR),
        ticket_expires_at: NOW + 5 * DAY,
        address: `203.0.113.${(index * 7 + place) % 250}`,
      })),
      call_id: call?.call_id ?? null,
      phase: call ? (call.connected_at === null ? "ringing" : "joined") : null,
    };
  });
}

const REASONS: readonly EndReason[] = [
  "hangup",
  "hangup",
  "hangup",
  "no_answer",
  "hangup",
  "rejected",
  "cancelled",
  "hangup",
  "lost",
  "busy",
  "offline",
  "connection_failed",
];

export function records(app: number): RecordView[] {
  const roll = dice(23);
  const told = story(app).record;
  const others = Array.from({ length: 312 }, (_, index): RecordView => {
    const reason = REASONS[index % REASONS.length] ?? "hangup";
    const connected = reason === "hangup" || reason === "lost";
    const started_at = NOW - 20 * MINUTE - Math.round((index + roll()) * 47 * MINUTE);
    const accepted_at = connected ? started_at + 6000 : null;
    const duration_ms = connected ? Math.round(roll() * roll() * 75 * MINUTE) : 0;
    const ended_at = (accepted_at ?? started_at + 24_000) + duration_ms;
    const group = index % 6 === 4;
    const members = group ? [index, index + 2, index + 3, index + 5] : [index, index + 1];
    return {
      sdkappid: app,
      call_id: callId(1000 + index),
      room_id: 200_000 + index * 6007,
      media: index % 3 === 0 ? "audio" : "video",
      group,
      caller: person(index),
      started_at,
      accepted_at,
      ended_at,
      duration_ms,
      reason,
      members: members.map((place, order) => ({
        user_id: index === 9 && order === 1 ? "deleted-48213" : person(place),
        joined_at: order === 0 ? started_at : accepted_at,
        left_at: ended_at,
        reason,
      })),
    };
  });
  return told ? [told, ...others] : others;
}

/** The call that was bad at 14:03. */
export function story(app: number): CallLogView {
  const roll = dice(5);
  const start = Date.UTC(2026, 7, 27, 13, 58, 12);
  const at = (minutes: number, seconds: number) => start + minutes * MINUTE + seconds * 1000;
  const end = at(11, 47);
  let seq = 0;
  const fact = (when: number, kind: object): TimelineEntry => {
    seq += 1;
    return { source: "fact", seq, version: seq, at: when, ...kind } as TimelineEntry;
  };
  const note = (when: number, user: string, what: string, detail: string | null = null) =>
    ({
      source: "media",
      at: when,
      user_id: user,
      device_id: `${user}-1`,
      note: what,
      detail,
    }) as TimelineEntry;
  const timeline = [
    fact(at(0, 0), { fact: "started", user: "dr_wang", media: "video" }),
    fact(at(0, 0), { fact: "invited", user: "patient_20881", by: "dr_wang", deadline: at(0, 45) }),
    fact(at(0, 1), { fact: "rang", user: "patient_20881" }),
    note(at(0, 1), "dr_wang", "up", "udp"),
    note(at(0, 2), "patient_20881", "up", "udp"),
    fact(at(0, 9), { fact: "accepted", user: "patient_20881", device: "patient_20881-1" }),
    fact(at(0, 9), { fact: "connected", user: "patient_20881" }),
    fact(at(2, 5), { fact: "microphone", user: "dr_wang", on: false }),
    fact(at(3, 12), { fact: "microphone", user: "dr_wang", on: true }),
    note(at(4, 51), "patient_20881", "silent"),
    note(at(4, 55), "patient_20881", "network_changed", "198.51.100.7 → 203.0.113.44"),
    fact(at(4, 56), { fact: "reconnecting", user: "patient_20881" }),
    note(at(5, 4), "patient_20881", "up", "tcp"),
    fact(at(5, 4), { fact: "reconnected", user: "patient_20881" }),
    fact(at(6, 30), { fact: "camera", user: "patient_20881", on: false }),
    fact(at(6, 40), { fact: "invited", user: "nurse-li", by: "dr_wang", deadline: at(7, 25) }),
    fact(at(6, 41), { fact: "rang", user: "nurse-li" }),
    fact(at(6, 52), { fact: "accepted", user: "nurse-li", device: "nurse-li-1" }),
    fact(at(6, 53), { fact: "connected", user: "nurse-li" }),
    fact(at(9, 20), { fact: "left", user: "nurse-li", reason: "hangup" }),
    fact(end, { fact: "left", user: "patient_20881", reason: "hangup" }),
    fact(end, { fact: "ended", reason: "hangup", by: "patient_20881" }),
  ];
  const series = (user: string, from: number, to: number, bad: (at: number) => number) => {
    const samples: QualityView[] = [];
    for (let when = from + 2000; when <= to; when += 2000) {
      samples.push(sample(when, bad(when), roll));
    }
    return { user_id: user, device_id: `${user}-1`, samples } satisfies QualitySeries;
  };
  const dip = (when: number) => Math.max(0, 1 - Math.abs(when - at(5, 10)) / (36 * 1000));
  const quality = [
    series("dr_wang", at(0, 10), end, (when) => (Math.abs(when - at(8, 30)) < 9000 ? 0.5 : 0)),
    series("patient_20881", at(0, 10), end, dip),
    series("nurse-li", at(6, 54), at(9, 20), () => 0),
  ];
  const away = quality[1];
  if (away)
    away.samples = away.samples.filter(({ at: when }) => when < at(4, 56) || when > at(5, 5));
  return {
    now: NOW,
    started_at: start,
    record: {
      sdkappid: app,
      call_id: callId(9999),
      room_id: 734_112,
      media: "video",
      group: true,
      caller: "dr_wang",
      started_at: start,
      accepted_at: at(0, 9),
      ended_at: end,
      duration_ms: end - at(0, 9),
      reason: "hangup",
      members: [
        { user_id: "dr_wang", joined_at: start, left_at: end, reason: "hangup" },
        { user_id: "patient_20881", joined_at: at(0, 9), left_at: end, reason: "hangup" },
        { user_id: "nurse-li", joined_at: at(6, 52), left_at: at(9, 20), reason: "hangup" },
      ],
    },
    live: null,
    timeline,
    quality,
    quality_kept_until: NOW + 29 * DAY,
  };
}

export function installation(server: string): InstallationView {
  return {
    id: "5b0f2c7e9a14",
    version: "0.1.0",
    protocol: 1,
    schema: 7,
    created_at: NOW - 84 * DAY,
    started_at: NOW - 6 * DAY,
    now: NOW,
    server_url: server,
    server_url_configured: true,
    wechat: {
      request: [server],
      socket: [server.replace("http", "ws")],
      upload: [],
      download: [],
      rtmp: "rtmp://calls.example.com:1935",
      usable_by_phones: server.startsWith("https"),
    },
    storage: {
      data_dir: "/var/lib/callkit",
      database_bytes: 187_432_960,
      records: 48_213,
      oldest_record_at: NOW - 84 * DAY,
      quality_bytes: 61_112_320,
      outbox: 0,
      ready: true,
    },
    retention: {
      records_days: 180,
      quality_days: 30,
      commands_hours: 24,
      ended_calls_hours: 24,
    },
    defaults: {
      several_devices: false,
      ring_timeout_s: 30,
      max_video_kbps: 1500,
      max_calls: null,
    },
    demo_app: 1_400_000_002,
  };
}
