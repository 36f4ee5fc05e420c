/**
 * What happens, in words of our own. A table for each platform (`web/events.ts`) turns these into its
 * names, order and payloads.
 */

import type { CallView, EndReason, Level, MediaKind, UserId, UserQuality } from "./protocol.ts";

/** What happens in a call, made from the views of it. */
export type CallEvent =
  /** This device is being called. */
  | { kind: "received" }
  /** Somebody else is being asked into the call. */
  | { kind: "inviting"; user: UserId; by: UserId }
  /** A device of somebody else rings. */
  | { kind: "rang"; user: UserId }
  | { kind: "accepted"; user: UserId }
  /** This device's own part has begun: it called and was accepted, or accepted. */
  | { kind: "begun" }
  /** Somebody else is there. Told only after `begun`. */
  | { kind: "joined"; user: UserId }
  | { kind: "left"; user: UserId; reason: EndReason }
  | { kind: "rejected"; user: UserId }
  | { kind: "busy"; user: UserId }
  | { kind: "noResponse"; users: UserId[] }
  | { kind: "audioAvailable"; user: UserId; on: boolean }
  | { kind: "videoAvailable"; user: UserId; on: boolean }
  | { kind: "mediaSwitched"; by?: UserId; from: MediaKind; to: MediaKind }
  | { kind: "reconnecting"; user: UserId }
  | { kind: "reconnected"; user: UserId }
  /** Over, after this device had been in the connected call. Exactly one of this and `notConnected`. */
  | { kind: "ended"; reason: EndReason; by?: UserId; duration: number }
  /** Over without that. */
  | { kind: "notConnected"; reason: EndReason; by?: UserId };

/** What happens to the account or beside the views. */
export type SessionEvent =
  | { kind: "ready" }
  | { kind: "kickedOut"; message: string }
  | { kind: "ticketExpired" }
  | { kind: "volume"; levels: Level[] }
  | { kind: "networkQuality"; users: UserQuality[] }
  | { kind: "error"; code: number; message: string };

/** An event of a call goes with the view that it came by. */
export type NeutralEvent = SessionEvent | (CallEvent & { call: CallView });
