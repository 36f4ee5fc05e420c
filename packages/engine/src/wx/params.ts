/** What the methods of TUICallEngine take and give, in the platform's spelling. */

import type { CallMediaType } from "./constants.ts";
import type { Message } from "./message.ts";
import type { Address } from "./server-address.ts";
import type { Pusher } from "./tags.ts";

export type CreateInstanceParams = {
  sdkAppID?: number;
  SDKAppID?: number;
  /** Where the callkit server is; goes before `server.js`. */
  server?: Address | undefined;
  /** An instance of a chat SDK, or what `getTim()` gave; null for none. */
  tim?: object | null | undefined;
};

/** What `genTestUserSig(userID)` of the debug folder gives. */
export type TestUserSig = { sdkAppID?: number; SDKAppID?: number; userSig: string };

export type InitParams = CreateInstanceParams & {
  userID: string;
  userSig: string | TestUserSig;
  /** Of a component's config; not used here. */
  type?: CallMediaType;
};

/** What every way to start a call takes. */
export type CallOptions = {
  type: CallMediaType;
  /** How long it rings, seconds; 0 is the most there is, 600. Default 30. */
  timeout?: number;
  /** A number to show, 1 to 2147483647. */
  roomID?: number;
  /** Handed to the callees as it is, at most 4000 bytes. */
  userData?: string;
  /** Taken and not used. */
  offlinePushInfo?: object;
};

export type CallParams = CallOptions & { userID: string };
export type GroupCallParams = CallOptions & { userIDList: readonly string[]; groupID?: string };
export type CallsParams = CallOptions & { userIDList: readonly string[]; chatGroupID?: string };
export type InviteUserParams = {
  userIDList: readonly string[];
  timeout?: number;
  offlinePushInfo?: object;
};
export type JoinInGroupCallParams = {
  type: CallMediaType;
  /** The call to join; the other fields name none here. */
  callId: string;
  groupID?: string;
  roomID?: number;
};

/** A call that was made or joined. */
export type Called = {
  pusher: Pusher;
  data: { message?: Message; inviteID?: string; callId?: string; roomID?: number };
};

export type Accepted = { pusher: Pusher; message?: Message };

/** What was said to the others. */
export type Signalled = { inviteID: string; code: 0; data: { message?: Message } };
