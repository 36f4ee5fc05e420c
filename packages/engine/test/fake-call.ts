/** The rules of a call, as far as the engine's tests need them. */

import type {
  CallView,
  Connection,
  EndedView,
  EndReason,
  Fact,
  FactKind,
  MediaKind,
  MemberView,
  Phase,
} from "../src/core/protocol.ts";

type Member = {
  user: string;
  episode: number;
  phase: Phase;
  device?: string;
  rang: boolean;
  deadline: number;
  joinedAt?: number;
  connection: Connection;
  microphone: boolean;
  camera: boolean;
  left?: { at: number; reason: EndReason };
};

export type FakeCallOptions = {
  id: string;
  caller: string;
  device: string;
  callees: string[];
  media: MediaKind;
  roomId?: number;
  chatGroupId?: string;
  userData?: string;
  now: () => number;
};

const FACTS_IN_VIEW = 64;

export class FakeCall {
  readonly id: string;
  version = 0;
  media: MediaKind;
  epoch = 1;
  over = false;
  readonly members: Member[] = [];
  readonly #options: FakeCallOptions;
  readonly #startedAt: number;
  readonly #facts: Fact[] = [];
  /** How it ended for each device, `user/device`; `user` for all of a user's. */
  readonly #ended = new Map<string, EndedView>();
  #connectedAt: number | undefined;
  #group: boolean;

  constructor(options: FakeCallOptions) {
    this.#options = options;
    this.id = options.id;
    this.media = options.media;
    this.#group = options.callees.length > 1 || options.chatGroupId !== undefined;
    this.#startedAt = options.now();
    this.#change(() => {
      this.#fact({ fact: "started", user: options.caller, media: options.media });
      this.#seat(options.caller, "joined", options.device);
      for (const callee of options.callees) this.#ring(callee, options.caller);
    });
  }

  rang(user: string): void {
    const member = this.member(user);
    if (member?.phase !== "ringing" || member.rang) return;
    this.#change(() => {
      member.rang = true;
      this.#fact({ fact: "rang", user });
    });
  }

  accept(user: string, device: string, media?: MediaKind): void {
    this.#change(() => {
      this.#fact({ fact: "accepted", user, device });
      this.#seat(user, "joined", device);
      this.#connectedAt ??= this.#options.now();
      const elsewhere = { ...this.#end("answered_elsewhere", user), connected: false };
      this.#ended.set(`${user}/not ${device}`, elsewhere);
      if (media && media !== this.media) this.#switch(media, user);
    });
  }

  reject(user: string, device: string): void {
    this.#change(() => {
      this.#ended.set(`${user}/not ${device}`, this.#end("rejected_elsewhere", user));
      this.#leave(user, "rejected");
    });
  }

  hangUp(user: string, device = ""): void {
    const member = this.member(user);
    if (!member || member.phase === "left") return;
    if (member.phase === "ringing") {
      this.reject(user, device);
      return;
    }
    this.#change(() => {
      if (this.#connectedAt === undefined) this.#endAll("cancelled", user);
      else this.#leave(user, "hangup");
    });
  }

  leave(user: string, reason: EndReason): void {
    this.#change(() => this.#leave(user, reason));
  }

  endByServer(): void {
    this.#change(() => this.#endAll("server", undefined));
  }

  invite(users: string[], by: string): void {
    this.#change(() => {
      this.#group = true;
      this.epoch += 1;
      for (const user of users) this.#ring(user, by);
    });
  }

  join(user: string, device: string): void {
    this.#change(() => {
      this.#fact({ fact: "joined", user, device });
      this.#seat(user, "joined", device);
    });
  }

  connect(user: string): void {
    const member = this.member(user);
    if (!member || member.connection === "connected") return;
    const back = member.connection === "reconnecting";
    this.#change(() => {
      member.connection = "connected";
      this.#fact({ fact: back ? "reconnected" : "connected", user });
    });
  }

  lose(user: string): void {
    this.#change(() => {
      const member = this.member(user);
      if (member) member.connection = "reconnecting";
      this.#fact({ fact: "reconnecting", user });
    });
  }

  toggle(kind: "microphone" | "camera", user: string, on: boolean): void {
    const member = this.member(user);
    if (!member || member[kind] === on) return;
    this.#change(() => {
      member[kind] = on;
      this.#fact({ fact: kind, user, on });
    });
  }

  switchMedia(media: MediaKind, by: string): void {
    this.#change(() => this.#switch(media, by));
  }

  restart(): void {
    this.#change(() => {
      this.epoch += 1;
    });
  }

  member(user: string): Member | undefined {
    return this.members.find((member) => member.user === user);
  }

  /** What a device is told; `undefined` when the call does not concern it. */
  view(user: string, device: string, acknowledged: number): CallView | undefined {
    const me = this.member(user);
    // Who is busy is not told.
    if (!me || (me.left?.reason === "busy" && me.joinedAt === undefined)) return undefined;
    const facts = this.#facts.filter((fact) => fact.version > acknowledged);
    const complete = facts.length <= FACTS_IN_VIEW;
    const ended = this.#endedFor(user, device);
    const { chatGroupId, userData } = this.#options;
    return structuredClone({
      call_id: this.id,
      version: this.version,
      now: this.#options.now(),
      room_id: this.#options.roomId ?? 7,
      media: this.media,
      group: this.#group,
      caller: this.#options.caller,
      started_at: this.#startedAt,
      members: this.members.map(memberView),
      you: {
        user_id: user,
        role: user === this.#options.caller ? "caller" : "callee",
        phase: ended ? "left" : me.phase,
        ...(ended ? {} : { leg: this.#leg(user, me.phase) }),
      },
      facts: complete ? facts : [],
      facts_complete: complete,
      ...(chatGroupId === undefined ? {} : { chat_group_id: chatGroupId }),
      ...(userData === undefined ? {} : { user_data: userData }),
      ...(this.#connectedAt === undefined ? {} : { connected_at: this.#connectedAt }),
      ...(ended ? { ended } : {}),
    } satisfies CallView);
  }

  #leg(user: string, phase: Phase): NonNullable<CallView["you"]["leg"]> {
    const others = this.members.filter((it) => it.user !== user && it.phase === "joined");
    return {
      leg: `leg-${user}`,
      epoch: this.epoch,
      pool: this.#group ? "group" : "one_to_one",
      admitted: phase === "joined" && this.#connectedAt !== undefined,
      send_codec: "h264",
      max_video_kbps: 1_500,
      seats: others.map((member, seat) => ({ seat, user_id: member.user })),
    };
  }

  #change(mutate: () => void): void {
    this.version += 1;
    mutate();
    const joined = this.members.filter(({ phase }) => phase === "joined").length;
    const rings = this.members.some(({ phase }) => phase === "ringing");
    if (this.over || joined > 1 || (joined === 1 && rings)) return;
    const left = this.members.filter((member) => member.left);
    const last = left.reduce((a, b) => ((b.left?.at ?? 0) >= (a.left?.at ?? 0) ? b : a));
    const reason = last.left?.reason ?? "hangup";
    const unwilled = ["no_answer", "offline", "server"].includes(reason);
    this.#endAll(reason, unwilled ? undefined : last.user);
  }

  #endAll(reason: EndReason, by: string | undefined): void {
    this.over = true;
    for (const { user, phase } of this.members) {
      if (phase === "left") continue;
      const own = phase === "ringing" && reason !== "server" ? "cancelled" : reason;
      this.#leave(user, own, by);
    }
    this.#fact({ fact: "ended", reason, ...(by === undefined ? {} : { by }) });
  }

  #leave(user: string, reason: EndReason, by: string | undefined = user): void {
    const member = this.member(user);
    if (!member || member.phase === "left") return;
    const joined = member.phase === "joined";
    member.phase = "left";
    member.left = { at: this.#options.now(), reason };
    this.#fact({ fact: "left", user, reason });
    const willed = !["no_answer", "offline", "server"].includes(reason);
    const ended = this.#end(reason, willed ? by : undefined);
    const connected = joined && this.#connectedAt !== undefined;
    const since = Math.max(this.#connectedAt ?? 0, member.joinedAt ?? 0);
    const duration_ms = connected ? this.#options.now() - since : 0;
    this.#ended.set(user, { ...ended, connected, duration_ms });
  }

  #end(reason: EndReason, by: string | undefined): EndedView {
    const at = this.#options.now();
    return { at, reason, connected: false, duration_ms: 0, ...(by === undefined ? {} : { by }) };
  }

  #endedFor(user: string, device: string): EndedView | undefined {
    for (const [key, ended] of this.#ended)
      if (key.startsWith(`${user}/not `) && key !== `${user}/not ${device}`) return ended;
    return this.member(user)?.phase === "left" ? this.#ended.get(user) : undefined;
  }

  #ring(user: string, by: string): void {
    this.#fact({ fact: "invited", user, by, deadline: this.#options.now() + 30_000 });
    this.#seat(user, "ringing", undefined);
  }

  #seat(user: string, phase: Phase, device: string | undefined): void {
    const old = this.member(user);
    const again = old && (phase === "ringing" || old.phase === "left");
    const fresh: Member = {
      user,
      episode: (old?.episode ?? 1) + (again ? 1 : 0),
      phase,
      rang: phase === "joined",
      deadline: this.#options.now() + 30_000,
      connection: "connecting",
      microphone: phase === "joined",
      camera: phase === "joined" && this.media === "video",
      ...(device === undefined ? {} : { device }),
      ...(phase === "joined" ? { joinedAt: this.#options.now() } : {}),
    };
    if (!old) this.members.push(fresh);
    else this.members[this.members.indexOf(old)] = fresh;
  }

  #switch(media: MediaKind, by: string): void {
    this.media = media;
    this.#fact({ fact: "media_switched", by, media });
    for (const member of this.members) {
      if (member.phase !== "joined") continue;
      const camera = media === "video" && (member.camera || member.user === by);
      if (camera === member.camera) continue;
      member.camera = camera;
      this.#fact({ fact: "camera", user: member.user, on: camera });
    }
  }

  #fact(kind: FactKind): void {
    const seq = this.#facts.length + 1;
    this.#facts.push({ seq, version: this.version, at: this.#options.now(), ...kind });
  }
}

function memberView(member: Member): MemberView {
  const { user, left, joinedAt } = member;
  return {
    user_id: user,
    episode: member.episode,
    phase: member.phase,
    rang: member.rang,
    connection: member.connection,
    microphone: member.microphone && member.phase === "joined",
    camera: member.camera && member.phase === "joined",
    video: "ok",
    ...(member.phase === "ringing" ? { ring_deadline: member.deadline } : {}),
    ...(joinedAt === undefined ? {} : { joined_at: joinedAt }),
    ...(left ? { left } : {}),
  };
}
