/**
 * The platform's events: a table from neutral events to its names, order and payloads.
 *
 * Names and values are those of the 3.3 generation. A payload carries the fields of both generations.
 * A listener that asks by an older name gets the same, where the value differs in the older form.
 */

import type { NeutralEvent } from "../core/events.ts";
import type { CallView, EndReason, MediaKind } from "../core/protocol.ts";
import { CallEndReason, CallRole, TUICallEvent, TUICallType } from "./constants.ts";

export type Payload = Readonly<Record<string, unknown>>;
export type Emission = readonly [name: string, payload: Payload];

/** What listeners are told, in order. */
export function emissions(event: NeutralEvent): Emission[] {
  switch (event.kind) {
    case "ready":
      return [[TUICallEvent.SDK_READY, {}]];
    case "kickedOut":
      return [[TUICallEvent.KICKED_OUT, { message: event.message }]];
    case "ticketExpired":
      return [[TUICallEvent.USER_SIG_EXPIRED, {}]];
    case "error": {
      const { code, message } = event;
      return [[TUICallEvent.ERROR, { code, message, msg: message }]];
    }
    case "volume": {
      const volumeMap = event.levels.map((l) => ({ userId: l.user_id, audioVolume: l.level }));
      return [[TUICallEvent.USER_VOICE_VOLUME, { volumeMap }]];
    }
    case "networkQuality": {
      const networkQualityList = event.users.map((u) => ({
        userId: u.user_id,
        quality: u.quality,
      }));
      // The loss and delay of others are not known here.
      const network = networkQualityList.map((user) => ({
        ...user,
        upLoss: 0,
        downLoss: 0,
        delay: 0,
      }));
      return [[TUICallEvent.ON_USER_NETWORK_QUALITY_CHANGED, { networkQualityList, network }]];
    }
    case "received": {
      const payload = received(event.call);
      return [
        [TUICallEvent.ON_CALL_RECEIVED, payload],
        [TUICallEvent.INVITED, { ...payload, ...invited(event.call) }],
      ];
    }
    case "inviting": {
      const userIDList = event.call.members
        .filter((member) => member.phase !== "left" && member.user_id !== event.call.you.user_id)
        .map((member) => member.user_id);
      return [
        [TUICallEvent.ON_USER_INVITING, { userID: event.user }],
        [TUICallEvent.GROUP_CALL_INVITEE_LIST_UPDATE, { userIDList }],
      ];
    }
    case "accepted":
      return [[TUICallEvent.USER_ACCEPT, { userID: event.user }]];
    case "begun":
      return [[TUICallEvent.ON_CALL_BEGIN, about(event.call)]];
    case "joined":
      return [[TUICallEvent.USER_ENTER, { userID: event.user }]];
    case "left":
      return [[TUICallEvent.USER_LEAVE, { userID: event.user }]];
    case "rejected":
      return [[TUICallEvent.REJECT, { userID: event.user }]];
    case "busy":
      return [[TUICallEvent.LINE_BUSY, { userID: event.user }]];
    case "noResponse":
      return [[TUICallEvent.NO_RESP, { sponsor: event.call.caller, userIDList: event.users }]];
    case "audioAvailable": {
      const payload = { userID: event.user, isAudioAvailable: event.on };
      return [[TUICallEvent.USER_AUDIO_AVAILABLE, payload]];
    }
    case "videoAvailable": {
      const payload = { userID: event.user, isVideoAvailable: event.on };
      return [[TUICallEvent.USER_VIDEO_AVAILABLE, payload]];
    }
    case "mediaSwitched": {
      const payload = { oldCallType: mediaType(event.from), newCallType: mediaType(event.to) };
      return [[TUICallEvent.CALL_TYPE_CHANGED, payload]];
    }
    case "ended": {
      const seconds = Math.round(event.duration / 1_000);
      const payload = { ...over(event.call, event), totalTime: seconds, callEnd: seconds };
      return [[TUICallEvent.CALL_END, payload]];
    }
    case "notConnected": {
      const payload = over(event.call, event);
      return [
        [TUICallEvent.ON_CALL_NOT_CONNECTED, payload],
        [TUICallEvent.CALLING_CANCEL, payload],
        [TUICallEvent.ON_CALL_CANCELED, payload],
      ];
    }
    // What the platform has no event for; screens see it in the state.
    case "rang":
    case "reconnected":
    case "reconnecting":
      return [];
  }
}

type Alias = { name: string; payload?: (payload: Payload) => Payload };

/** Older names, and what their listeners are to get instead of the newer payload. */
const ALIASES: ReadonlyMap<string, Alias> = new Map<string, Alias>([
  ["onKickedOut", { name: TUICallEvent.KICKED_OUT }],
  [
    "onCallCanceled",
    {
      name: TUICallEvent.ON_CALL_CANCELED,
      payload: ({ reason, ...rest }) => ({ ...rest, reason: olderReason(reason) }),
    },
  ],
  ["onUserEnter", { name: TUICallEvent.USER_ENTER }],
  ["onReject", { name: TUICallEvent.REJECT }],
  ["onNoResp", { name: TUICallEvent.NO_RESP }],
  ["onLineBusy", { name: TUICallEvent.LINE_BUSY }],
  ["onUserVoiceVolume", { name: TUICallEvent.USER_VOICE_VOLUME }],
  ["onCallTypeChanged", { name: TUICallEvent.CALL_TYPE_CHANGED }],
]);

/** The event that a name stands for. */
export function resolve(name: string): Alias {
  return ALIASES.get(name) ?? { name };
}

export function mediaType(media: MediaKind): 1 | 2 {
  return media === "audio" ? TUICallType.AUDIO_CALL : TUICallType.VIDEO_CALL;
}

/** The number for each of our end reasons; those that the platform has no word for are 0. */
export function endReason(reason: EndReason): number {
  switch (reason) {
    case "answered_elsewhere":
      return CallEndReason.OtherDeviceAccepted;
    case "busy":
      return CallEndReason.LineBusy;
    case "cancelled":
      return CallEndReason.Canceled;
    case "hangup":
      return CallEndReason.Hangup;
    case "no_answer":
      return CallEndReason.NoResponse;
    case "offline":
      return CallEndReason.Offline;
    case "rejected":
      return CallEndReason.Reject;
    case "rejected_elsewhere":
      return CallEndReason.OtherDeviceReject;
    case "server":
      return CallEndReason.EndByServer;
    case "connection_failed":
    case "kicked_out":
    case "lost":
      return CallEndReason.UnKnown;
  }
}

/** The word of the generations up to 3.1.7; another device's doing had none. */
function olderReason(reason: unknown): string | undefined {
  switch (reason) {
    case CallEndReason.Reject:
      return "reject";
    case CallEndReason.LineBusy:
      return "busyline";
    case CallEndReason.NoResponse:
    case CallEndReason.Offline:
      return "timeout";
    case CallEndReason.OtherDeviceAccepted:
    case CallEndReason.OtherDeviceReject:
      return undefined;
    default:
      return "normal";
  }
}

function about(call: CallView): Payload {
  return {
    callId: call.call_id,
    callID: call.call_id,
    roomID: call.room_id,
    strRoomID: "",
    callMediaType: mediaType(call.media),
    callRole: call.you.role === "caller" ? CallRole.INVITER : CallRole.INVITEE,
    chatGroupID: call.chat_group_id ?? "",
    groupID: call.chat_group_id ?? "",
  };
}

function received(call: CallView): Payload {
  const calleeIdList = callees(call);
  return {
    ...about(call),
    callerId: call.caller,
    calleeIdList,
    userIDList: calleeIdList,
    userData: call.user_data ?? "",
  };
}

function invited(call: CallView): Payload {
  return {
    sponsor: call.caller,
    isFromGroup: call.group,
    inviteID: call.call_id,
    inviteData: { version: 4, callType: mediaType(call.media), roomID: call.room_id },
  };
}

/** `endReason` is ours: it names what the platform's number cannot. */
function over(call: CallView, event: { reason: EndReason; by?: string }): Payload {
  return {
    ...about(call),
    userID: event.by ?? call.you.user_id,
    reason: endReason(event.reason),
    endReason: event.reason,
  };
}

function callees(call: CallView): string[] {
  return call.members.map((member) => member.user_id).filter((user) => user !== call.caller);
}
