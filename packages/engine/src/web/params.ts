/** What the methods of TUICallEngine take and give, in the platform's spelling. */

import type { UserProfile } from "../core/profiles.ts";
import type { CallMediaType } from "./constants.ts";

export type CreateInstanceParams = {
  sdkAppID?: number;
  SDKAppID?: number;
  /** Where the callkit server is: `https://calls.example.com`. Absent: where this script came from. */
  server?: string;
  /** Ignored: there is no chat behind a call here. */
  tim?: unknown;
};

export type LoginParams = {
  userID: string;
  /** The UserSig, or an object with it as `genTestUserSig` gives. */
  userSig: string | { userSig: string };
};

/** What every way to start a call takes. */
export type CallOptions = {
  type: CallMediaType;
  /** How long it rings, seconds; 0 is the most there is, 600. Default 30. */
  timeout?: number;
  /** A number to show, 1 to 2147483647. */
  roomID?: number;
  /** Taken and not used: calls have IDs of their own. */
  strRoomID?: string;
  /** Handed to the callees as it is, at most 4000 bytes. */
  userData?: string;
  /** Taken and not used on the Web. */
  offlinePushInfo?: object;
};

export type CallParams = CallOptions & { userID: string };
export type CallsParams = CallOptions & { userIDList: string[]; chatGroupID?: string };
export type GroupCallParams = CallOptions & { userIDList: string[]; groupID: string };
export type InviteUserParams = { userIDList: string[]; timeout?: number; offlinePushInfo?: object };
export type JoinParams = { callId: string };
export type JoinInGroupCallParams = {
  type: CallMediaType;
  groupID: string;
  roomID?: number;
  strRoomID?: string;
  /** The call to join; the other fields name none here. */
  callId?: string;
};
/** `type: 1` answers a video call by voice; the call becomes a voice call for all. */
export type AcceptParams = { type?: CallMediaType };

export type RemoteViewParams = {
  userID: string;
  /** The ID of an element of the page, or the element. A `<video>` is made inside. */
  videoViewDomID: string | HTMLElement;
  options?: RenderOptions;
};

export type LocalViewParams = { userID?: string; videoViewDomID: string | HTMLElement };

export type RenderOptions = {
  objectFit?: "contain" | "cover" | "fill";
  /** Of the picture's own element; sound always comes by another. Silences this user. */
  muted?: boolean;
  mirror?: boolean;
  /** Degrees clockwise: 0, 90, 180, 270. */
  rotation?: number;
  /** Older name for `objectFit`. */
  fillMode?: "contain" | "cover" | "fill";
};

/** Without `userID`: one's own picture. */
export type VideoRenderParams = RenderOptions & { userID?: string };

export type DeviceKind = "camera" | "microphone" | "microphones" | "speaker" | "video" | "audio";
export type SwitchDeviceParams = { deviceType: DeviceKind; deviceId: string };
export type DeviceInfo = { deviceId: string; deviceName: string };
export type VideoQuality = "360p" | "480p" | "540p" | "720p" | "1080p" | 1 | 2 | 3 | 4;
export type SelfInfoParams = { nickName?: string; avatar?: string };

/** What a promise of the engine resolves with. */
export type Result<T = void> = { code: 0; message: "success"; data: T };

/** `data` of a call that was made or joined. Older generations know `callId` as `callID` and `inviteID`. */
export type CallMade = {
  callId: string;
  callID: string;
  inviteID: string;
  roomID: number;
  strRoomID: string;
  userID: string;
};

export type { UserProfile };

/** The one thing of a chat SDK that call screens ask for. */
export type Tim = {
  getUserProfile(options: { userIDList: string[] }): Promise<{ code: 0; data: UserProfile[] }>;
  getMyProfile(): Promise<{ code: 0; data: UserProfile }>;
};
