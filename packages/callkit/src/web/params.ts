/** What the kit's methods take, in the platform's spelling. */

export interface InitParams {
  readonly SDKAppID?: number;
  /** The newer spelling of `SDKAppID`. */
  readonly sdkAppID?: number;
  readonly userID: string;
  readonly userSig: string;
  /** Where the callkit server is; absent: where the engine's script came from. */
  readonly server?: string;
  /** Taken and not used: there is no chat behind a call here. */
  readonly tim?: unknown;
  /** Taken and not used. */
  readonly isFromChat?: boolean;
  /** Taken and not used. */
  readonly component?: number;
}

/** What `calls` takes. */
export interface CallsParams {
  readonly userIDList: readonly string[];
  /** 1 voice, 2 video. */
  readonly type: 1 | 2;
  /** How long it rings, seconds. */
  readonly timeout?: number;
  readonly chatGroupID?: string;
  readonly roomID?: number;
  /** Taken and not used: calls have IDs of their own. */
  readonly strRoomID?: string;
  readonly userData?: string;
  /** Taken and not used on the Web. */
  readonly offlinePushInfo?: object;
}

export type CallParams = Omit<CallsParams, "userIDList" | "chatGroupID"> & {
  readonly userID: string;
};

export type GroupCallParams = Omit<CallsParams, "chatGroupID"> & { readonly groupID: string };

export interface JoinInGroupCallParams {
  readonly type: 1 | 2;
  readonly groupID: string;
  readonly roomID?: number;
  readonly strRoomID?: string;
  /** The call to enter; the other fields name none here. */
  readonly callId?: string;
}

export interface InviteUserParams {
  readonly userIDList: readonly string[];
  /** How long it rings, seconds. */
  readonly timeout?: number;
  readonly offlinePushInfo?: object;
}

/** Somebody who can be asked into a call. */
export interface Contact {
  readonly userID: string;
  readonly nick?: string;
  readonly avatar?: string;
  readonly remark?: string;
}
