/**
 * What the call screens need of a calling engine. It is an interface of our own so that the screens run
 * over any engine: the one for browsers, the one for mini programs, and a fake one in tests.
 */

/** Whether a call is by voice or by video. */
export type Media = "audio" | "video";

/** Why a call is over for this device; the closed list of the signalling protocol. */
export type EndReason =
  | "answered_elsewhere"
  | "busy"
  | "cancelled"
  | "connection_failed"
  | "hangup"
  | "kicked_out"
  | "lost"
  | "no_answer"
  | "offline"
  | "rejected"
  | "rejected_elsewhere"
  | "server";

/** Who somebody is and what he is called. */
export interface Person {
  readonly userId: string;
  /** Nickname; empty when none was set. */
  readonly nick: string;
  /** Address of a picture; empty when none was set. */
  readonly avatar: string;
  /** What this user calls him; goes before the nickname. */
  readonly remark?: string;
}

/** Somebody else in the call. */
export interface Member extends Person {
  readonly phase: "ringing" | "joined" | "left";
  /** Whether a device of his rings, or rang. */
  readonly rang: boolean;
  readonly microphone: boolean;
  readonly camera: boolean;
  /** Whether this device can decode his picture. */
  readonly video: "ok" | "unsupported";
  /** He is in the call and his media is away for the moment. */
  readonly away: boolean;
  /** Loudness, 0 to 100. */
  readonly level: number;
  /** Why he is gone, where `phase` is `left`. */
  readonly left?: EndReason;
  /** 0 unknown, 1 excellent to 5 very bad, 6 down. */
  readonly quality: number;
}

/**
 * Where a call stands: this user calls and nobody has taken it yet; he is called; taken and media not up yet;
 * media up (also while it is away for a moment).
 */
export type CallPhase = "dialing" | "ringing" | "connecting" | "connected";

/** This device's own part. */
export interface Self {
  readonly microphone: boolean;
  readonly camera: boolean;
  /** Whether there is a second camera to turn to. */
  readonly canFlip: boolean;
  /** Whether the camera in use looks at the user; such a picture is shown as a mirror shows it. */
  readonly frontCamera: boolean;
  readonly quality: number;
  /** Loudness, 0 to 100. */
  readonly level: number;
}

/** How a call ended for this device. */
export interface Ended {
  readonly reason: EndReason;
  /** Whose doing it was, where it was somebody's. */
  readonly by?: string;
  /** Whether it had been a conversation. */
  readonly connected: boolean;
  readonly durationMs: number;
}

/** One call. Times are milliseconds on this device's clock; the engine has taken off the difference to the server's. */
export interface CallState {
  readonly id: string;
  readonly phase: CallPhase;
  readonly media: Media;
  readonly group: boolean;
  readonly role: "caller" | "callee";
  readonly startedAt: number;
  /** When it was first accepted: where the timer counts from. */
  readonly connectedAt?: number;
  readonly self: Self;
  /** Everybody else, the caller first. */
  readonly members: readonly Member[];
  /** Media is away, on this side or on the other, and is being got back. */
  readonly reconnecting: boolean;
  readonly ended?: Ended;
}

/** Everything the screens are drawn from. */
export interface EngineState {
  /** Who is signed in. */
  readonly user?: Person;
  readonly call?: CallState;
}

/** Whom to call and how. */
export interface CallRequest {
  readonly userIds: readonly string[];
  readonly media: Media;
  /** Ring time in seconds. */
  readonly timeoutS?: number;
  readonly chatGroupId?: string;
  readonly roomId?: number;
  readonly userData?: string;
}

/**
 * The engine as the screens use it. Promises are rejected when the server or a device refuses; the reason
 * is read by `refusalOf`.
 */
export interface CallEngine {
  readonly state: EngineState;
  /** Calls back after each change; the returned function ends that. */
  onStateChange(listener: (state: EngineState) => void): () => void;
  call(request: CallRequest): Promise<void>;
  /** With `audio` a video call is answered by voice and goes on as a voice call for all. */
  accept(media?: "audio"): Promise<void>;
  reject(): Promise<void>;
  hangup(): Promise<void>;
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  flipCamera(): Promise<void>;
  switchMedia(media: Media): Promise<void>;
  /** Asks more users into the call. */
  invite(userIds: readonly string[]): Promise<void>;
  /** What is heard: by the loudspeaker or, where there is one, by the earpiece; else not at all. */
  setSpeaker(on: boolean): void;
  /** Opens the camera for its owner alone while he is being called; does nothing if that would ask for permission. */
  preview(): void;
}
