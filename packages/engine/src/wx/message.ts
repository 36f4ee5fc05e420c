/**
 * What a chat page can show of a call. Nothing is sent by it and no chat is needed: it has the form of the message by
 * which clients of the older generation signalled, which chat pages know how to show.
 */

import type { CallView, MediaKind } from "../core/protocol.ts";

export type Message = {
  ID: string;
  type: "TIMCustomElem";
  conversationType: "C2C" | "GROUP";
  conversationID: string;
  from: string;
  to: string;
  flow: "out";
  /** Seconds since the epoch. */
  time: number;
  status: "success";
  payload: { data: string; description: string; extension: string };
};

/** What this device did to the call. */
export type Deed = "accept" | "call" | "cancel" | "hangup" | "reject" | "switch";

/** Numbers of `actionType`; a hang-up and a switch were sent as invitations. */
const ACTION: Record<Deed, number> = {
  accept: 3,
  call: 1,
  cancel: 2,
  hangup: 1,
  reject: 4,
  switch: 1,
};

export function messageOf(deed: Deed, call: CallView, now: number): Message {
  const {
    call_id: inviteID,
    room_id,
    media,
    caller: inviter,
    connected_at: since = call.now,
  } = call;
  const from = call.you.user_id;
  const groupID = call.chat_group_id || "";
  const inviteeList = call.members.map(({ user_id }) => user_id).filter((user) => user !== inviter);
  const to = groupID || inviteeList.find((user) => user !== from) || inviter;
  const inner = {
    version: 4,
    businessID: "av_call",
    platform: "MiniApp",
    extraInfo: "",
    call_type: media === "audio" ? 1 : 2,
    room_id,
    data: { cmd: commandOf(deed, media), room_id, message: "", userIDs: inviteeList },
    ...(deed === "hangup" && { call_end: Math.round((call.now - since) / 1_000) }),
    ...(deed === "switch" && { switch_to_audio_call: "switch_to_audio_call" }),
  };
  const outer = {
    businessID: 1,
    inviteID,
    inviter,
    actionType: ACTION[deed],
    inviteeList,
    data: JSON.stringify(inner),
    timeout: deed === "call" ? 30 : 0,
    groupID,
  };
  const conversationType = groupID ? "GROUP" : "C2C";
  return {
    ID: `${inviteID}-${deed}-${now}`,
    type: "TIMCustomElem",
    conversationType,
    conversationID: conversationType + to,
    from,
    to,
    flow: "out",
    time: Math.floor(now / 1_000),
    status: "success",
    payload: { data: JSON.stringify(outer), description: "", extension: "" },
  };
}

function commandOf(deed: Deed, media: MediaKind): string {
  if (deed === "hangup") return "hangup";
  if (deed === "switch") return "switchToAudio";
  return media === "audio" ? "audioCall" : "videoCall";
}
