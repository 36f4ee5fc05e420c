/**
 * What TUICallEngine tells of itself, as far as the call screens read it. The engines for browsers and for mini
 * programs hand out the same; it is written down here so that neither has to be built, or even be there.
 */

import type { EndReason, Media } from "../core/index.ts";

export interface Snapshot {
  readonly user?: { readonly user_id: string; readonly nick: string; readonly avatar: string };
  readonly call?: CallSnapshot;
  readonly local: {
    readonly microphone: boolean;
    readonly camera: boolean;
    readonly front: boolean;
  };
}

export interface CallSnapshot {
  readonly id: string;
  readonly phase: "dialing" | "ringing" | "connecting" | "connected" | "ended";
  readonly role: "caller" | "callee";
  readonly media: Media;
  readonly group: boolean;
  /** Everybody who has been in it, this user included, caller first. */
  readonly members: readonly MemberSnapshot[];
  readonly startedAt: number;
  readonly connectedAt?: number;
  readonly reconnecting: boolean;
  readonly ended?: {
    readonly reason: EndReason;
    readonly by?: string;
    readonly connected: boolean;
    readonly duration: number;
  };
}

export interface MemberSnapshot {
  readonly userId: string;
  readonly phase: "ringing" | "joined" | "left";
  readonly rang: boolean;
  readonly connection: string;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly video: "ok" | "unsupported";
  readonly quality: number;
  /** Loudness, 0 to 100. */
  readonly level: number;
  /** Why he is gone; only when `phase` is `left`. */
  readonly left?: EndReason;
}
