/** From a view to what a screen is told. */

import type { CallView, MemberView } from "./protocol.ts";
import type { CallPhase, CallState, MemberState } from "./state.ts";

/** What goes with a view and is not in it. */
export type Beside = {
  /** A time of the server on this device's clock. */
  toLocal(serverTime: number): number;
  levels: ReadonlyMap<string, number>;
  qualities: ReadonlyMap<string, number>;
  /** The user has tapped accept. */
  accepting: boolean;
  /** Media or signalling is lost here. */
  interrupted: boolean;
};

export function callState(view: CallView, beside: Beside): CallState {
  const me = view.members.find((member) => member.user_id === view.you.user_id);
  const phase = phaseOf(view, me, beside.accepting);
  const lost = beside.interrupted || me?.connection === "reconnecting";
  return {
    id: view.call_id,
    roomId: view.room_id,
    phase,
    role: view.you.role,
    media: view.media,
    group: view.group,
    caller: view.caller,
    members: view.members.map((member) => memberState(member, beside)),
    startedAt: beside.toLocal(view.started_at),
    reconnecting: phase === "connected" && lost,
    ...(view.chat_group_id === undefined ? {} : { chatGroupId: view.chat_group_id }),
    ...(view.user_data === undefined ? {} : { userData: view.user_data }),
    ...(view.connected_at === undefined ? {} : { connectedAt: beside.toLocal(view.connected_at) }),
    ...(view.ended === undefined ? {} : { ended: endedState(view.ended) }),
  };
}

function phaseOf(view: CallView, me: MemberView | undefined, accepting: boolean): CallPhase {
  if (view.ended) return "ended";
  if (view.you.phase === "ringing") return accepting ? "connecting" : "ringing";
  if (view.connected_at === undefined) return "dialing";
  return me?.connection === "connecting" ? "connecting" : "connected";
}

function memberState(member: MemberView, beside: Beside): MemberState {
  const { ring_deadline: deadline, left } = member;
  return {
    userId: member.user_id,
    phase: member.phase,
    rang: member.rang,
    connection: member.connection,
    microphone: member.microphone,
    camera: member.camera,
    video: member.video,
    level: beside.levels.get(member.user_id) ?? 0,
    quality: beside.qualities.get(member.user_id) ?? 0,
    ...(deadline === undefined ? {} : { ringDeadline: beside.toLocal(deadline) }),
    ...(left === undefined ? {} : { left: left.reason }),
  };
}

function endedState(ended: NonNullable<CallView["ended"]>): NonNullable<CallState["ended"]> {
  return {
    reason: ended.reason,
    connected: ended.connected,
    duration: ended.duration_ms,
    ...(ended.by === undefined ? {} : { by: ended.by }),
  };
}
