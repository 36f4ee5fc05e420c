/**
 * What a screen needs to know at any moment. The engine hands out a new snapshot after each change;
 * a snapshot itself never changes. All times are on this device's own clock, ms since the epoch.
 */

import type {
  Connection,
  EndReason,
  MediaKind,
  Phase,
  Profile,
  Role,
  VideoState,
} from "./protocol.ts";

/** Everything that can be seen of an engine. */
export type EngineState = {
  /** Whether somebody is signed in. `signingIn` until the server has said welcome. */
  readonly session: "signedOut" | "signingIn" | "signedIn";
  /** The line to the server. `reconnecting`: lost, and the engine is trying to get it back. */
  readonly network: "offline" | "connected" | "reconnecting";
  /** Who is signed in. */
  readonly user?: Profile;
  /** Whether calls are held off. */
  readonly doNotDisturb: boolean;
  /** The call, from the first ring on. It stays here with `phase: "ended"` until the next one begins. */
  readonly call?: CallState;
  /** This device's own microphone, camera and loudspeaker. */
  readonly local: LocalState;
};

/** This device's own part of the media. */
export type LocalState = {
  /** Whether what the microphone hears is (or, before the call connects, will be) sent. */
  readonly microphone: boolean;
  /** Whether the camera is open. */
  readonly camera: boolean;
  /** Whether the camera is the one on the side of the screen. */
  readonly front: boolean;
  /** The browser refused to play sound before a tap. The engine tries again on the next one. */
  readonly soundBlocked: boolean;
};

/**
 * Where this device stands in the call.
 *
 * - `dialing`: this user calls, nobody has taken it yet.
 * - `ringing`: this user is being called.
 * - `connecting`: taken, media is not up yet.
 * - `connected`: media is up. It stays so while reconnecting; see `CallState.reconnecting`.
 * - `ended`: over; see `CallState.ended`.
 */
export type CallPhase = "dialing" | "ringing" | "connecting" | "connected" | "ended";

/** One call as this device sees it. */
export type CallState = {
  /** Names the call. Who knows it may ask to join. */
  readonly id: string;
  /** The number that the platforms' API calls roomID. */
  readonly roomId: number;
  readonly phase: CallPhase;
  readonly role: Role;
  /** Voice or video, as it is now. */
  readonly media: MediaKind;
  /** More than two may take part. */
  readonly group: boolean;
  /** Who called. */
  readonly caller: string;
  readonly chatGroupId?: string;
  /** What the caller handed to the callees. */
  readonly userData?: string;
  /** Everybody who has been in it, this user included, caller first. Nobody leaves the list before the end. */
  readonly members: readonly MemberState[];
  readonly startedAt: number;
  /** When it was first taken: timers count from here, on every device alike. */
  readonly connectedAt?: number;
  /** Media or signalling of this device is gone for the moment. */
  readonly reconnecting: boolean;
  readonly ended?: EndedState;
};

/** One member of the call. */
export type MemberState = {
  readonly userId: string;
  readonly phase: Phase;
  /** A device of his rings, or has rung. */
  readonly rang: boolean;
  /** When the ring ends unanswered. */
  readonly ringDeadline?: number;
  readonly connection: Connection;
  readonly microphone: boolean;
  readonly camera: boolean;
  /** `unsupported`: this device cannot decode his picture. */
  readonly video: VideoState;
  /** Why he is gone; only when `phase` is `left`. */
  readonly left?: EndReason;
  /** Loudness, 0 to 100. */
  readonly level: number;
  /** His network: 0 unknown, 1 excellent to 5 very bad, 6 down. */
  readonly quality: number;
};

/** How the call ended for this device. */
export type EndedState = {
  readonly reason: EndReason;
  /** Whose doing it was, where it was somebody's. */
  readonly by?: string;
  /** Whether this device had been in a connected call. */
  readonly connected: boolean;
  /** How long, ms. */
  readonly duration: number;
};
