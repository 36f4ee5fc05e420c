import type { CallState, EngineState, Member, Person } from "../core/index.ts";
import type { CallSnapshot, MemberSnapshot, Snapshot } from "./snapshot.ts";

/** What the snapshot does not tell. */
export interface Beside {
  person(userId: string): Person;
  /** Whether there is a second camera to turn to. */
  readonly canFlip: boolean;
  /** The camera is open for its owner alone. */
  readonly previewing?: boolean;
}

/** An engine's snapshot as the call screens want it: with names and pictures of people. */
export function readState({ user, call, local }: Snapshot, beside: Beside): EngineState {
  return {
    ...(user && { user: { userId: user.user_id, nick: user.nick, avatar: user.avatar } }),
    ...(call && user && { call: readCall(call, local, user.user_id, beside) }),
  };
}

function readCall(
  call: CallSnapshot,
  local: Snapshot["local"],
  me: string,
  beside: Beside,
): CallState {
  const own = call.members.find(({ userId }) => userId === me);
  const others = call.members.filter(({ userId }) => userId !== me);
  const { phase, ended } = call;
  return {
    id: call.id,
    phase: phase === "ended" ? "connected" : phase,
    media: call.media,
    group: call.group,
    role: call.role,
    startedAt: call.startedAt,
    ...(call.connectedAt !== undefined && { connectedAt: call.connectedAt }),
    self: {
      microphone: local.microphone,
      camera: local.camera || beside.previewing === true,
      canFlip: beside.canFlip,
      frontCamera: local.front,
      quality: own?.quality ?? 0,
      level: own?.level ?? 0,
    },
    members: others.map((member) => readMember(member, beside)),
    reconnecting: call.reconnecting || isAway(call, others),
    ...(ended && {
      ended: {
        reason: ended.reason,
        connected: ended.connected,
        durationMs: ended.duration,
        ...(ended.by !== undefined && { by: ended.by }),
      },
    }),
  };
}

function readMember(member: MemberSnapshot, { person }: Beside): Member {
  const { userId, phase, rang, microphone, camera, video, quality, level, left } = member;
  const away = phase === "joined" && member.connection === "reconnecting";
  return {
    ...person(userId),
    phase,
    rang,
    microphone,
    camera,
    video,
    away,
    quality,
    level,
    ...(left !== undefined && { left }),
  };
}

/** Whether the other one of a call between two is being waited for. */
function isAway(call: CallSnapshot, others: readonly MemberSnapshot[]): boolean {
  const [peer] = others;
  return !call.group && peer?.phase === "joined" && peer.connection === "reconnecting";
}
