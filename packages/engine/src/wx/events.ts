/**
 * The platform's events: a table from neutral events to its names, order and payloads, those of generation 1.3.
 * docs and the table of situations are tested against it row by row.
 */

import type { NeutralEvent } from "../core/events.ts";
import { type CallView, ERROR_CODES, type MediaKind, type UserId } from "../core/protocol.ts";
import { type CallMediaType, EVENT, MEDIA_TYPE } from "./constants.ts";
import type { Payload } from "./listeners.ts";
import type { Message } from "./message.ts";
import type { Player } from "./tags.ts";

export type Emission = readonly [name: string, payload: Payload];

/** What payloads hold beside the event itself. */
export type Beside = {
  playerList: readonly Player[];
  profile(userId: UserId): Payload;
  /** What a chat page may show of a call that was switched. */
  switched(call: CallView): Message;
};

/** What listeners are told of what came at once, in order. */
export function emissions(events: readonly NeutralEvent[], beside: Beside): Emission[] {
  return inOrder(events).flatMap((event) => emission(event, beside));
}

/** The platform tells who did not answer before it says that there will be no call. */
function inOrder(events: readonly NeutralEvent[]): NeutralEvent[] {
  const late = events.filter(({ kind }) => kind === "noResponse");
  const rest = events.filter(({ kind }) => kind !== "noResponse");
  const end = rest.findIndex(({ kind }) => kind === "notConnected" || kind === "ended");
  return end < 0 ? [...events] : [...rest.slice(0, end), ...late, ...rest.slice(end)];
}

function emission(event: NeutralEvent, { playerList, profile, switched }: Beside): Emission[] {
  switch (event.kind) {
    case "ready":
      return [[EVENT.SDK_READY, { message: "" }]];
    case "kickedOut":
      return [[EVENT.KICKED_OUT, { message: event.message }]];
    case "ticketExpired": {
      const message = "the userSig has expired; call init() with a fresh one";
      return [[EVENT.ERROR, { code: ERROR_CODES.ticket_expired, message }]];
    }
    case "error":
      return [[EVENT.ERROR, { code: event.code, message: event.message }]];
    case "received":
      return [[EVENT.INVITED, invited(event.call)]];
    case "inviting": {
      const userIDList = others(event.call, ({ phase }) => phase !== "left");
      return [[EVENT.GROUP_CALL_INVITEE_LIST_UPDATE, { userIDList }]];
    }
    case "accepted": {
      const ringing = others(event.call, ({ phase }) => phase === "ringing");
      const userList = [event.user, ...ringing].map(profile);
      return [[EVENT.USER_ACCEPT, { userID: event.user, userList }]];
    }
    case "joined":
      return [[EVENT.USER_ENTER, { userID: event.user, playerList }]];
    case "left":
      return [[EVENT.USER_LEAVE, { userID: event.user, playerList }]];
    case "rejected":
      return [[EVENT.REJECT, declined(event.call, event.user, "reject")]];
    case "busy":
      // Whoever else was called learns nothing of what others are doing.
      if (event.call.you.role === "callee") return [];
      return [[EVENT.LINE_BUSY, declined(event.call, event.user, "line busy")]];
    case "noResponse":
      if (isCancelled(event.call) && event.call.you.role === "callee") return [];
      return [[EVENT.NO_RESP, unanswered(event.call, event.users)]];
    case "mediaSwitched": {
      const type = mediaType(event.to);
      return [[EVENT.CALL_MODE, { type, message: switched(event.call) }]];
    }
    case "ended":
      return [[EVENT.CALL_END, ended(event.call, Math.round(event.duration / 1_000))]];
    case "notConnected":
      return [
        [
          EVENT.CALLING_CANCEL,
          cancelled(event.call, event.reason === "cancelled" ? event.by : undefined),
        ],
      ];
    // What `playerList` and `pusher` of USER_UPDATE tell, or the state.
    case "audioAvailable":
    case "begun":
    case "networkQuality":
    case "rang":
    case "reconnected":
    case "reconnecting":
    case "videoAvailable":
    case "volume":
      return [];
  }
}

export function mediaType(media: MediaKind): CallMediaType {
  return media === "audio" ? MEDIA_TYPE.AUDIO : MEDIA_TYPE.VIDEO;
}

function about({ call_id: inviteID, chat_group_id: groupID = "" }: CallView): Payload {
  return { inviteID, groupID };
}

function isCancelled({ ended }: CallView): boolean {
  return ended?.connected === false;
}

function invited(call: CallView): Payload {
  const { caller: sponsor, members, user_data: userData = "", media, room_id: roomID } = call;
  const users = members.map(({ user_id }) => user_id);
  const inviteeList = users.filter((user) => user !== sponsor);
  return {
    ...about(call),
    sponsor,
    inviteeList,
    userIDList: inviteeList,
    isFromGroup: call.group,
    inviteData: { version: 4, callType: mediaType(media), roomID, callEnd: 0 },
    userData,
  };
}

function declined({ call_id: inviteID }: CallView, userID: UserId, reason: string): Payload {
  return { inviteID, invitee: userID, userID, reason };
}

function unanswered(call: CallView, users: UserId[]): Payload {
  return { ...about(call), sponsor: call.caller, timeoutUserList: users, userIDList: users };
}

/** `userID` is the caller where he gave up and this user was called; else this user, whatever the reason. */
function cancelled(call: CallView, by = call.you.user_id): Payload {
  const { user_id: me, role } = call.you;
  const [invitee = me] = role === "caller" ? others(call, () => true) : [me];
  return { inviteID: call.call_id, invitee, userID: role === "callee" ? by : me };
}

function ended(call: CallView, seconds: number): Payload {
  return {
    ...about(call),
    userID: call.you.user_id,
    callEnd: seconds,
    totalTime: seconds,
    callRole: call.you.role === "caller" ? "inviter" : "invitee",
    callMediaType: mediaType(call.media),
    roomID: call.room_id,
    message: "",
  };
}

function others(call: CallView, which: (member: CallView["members"][number]) => boolean): UserId[] {
  const members = call.members.filter((member) => member.user_id !== call.you.user_id);
  return members.filter(which).map(({ user_id }) => user_id);
}
