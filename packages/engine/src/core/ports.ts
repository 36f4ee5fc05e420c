/** What the core is handed: it has no socket, clock, randomness, storage or media of its own. */

import type { ClientReport, LegView, MediaKind, ShownSeat, UserId } from "./protocol.ts";
import type { LocalState } from "./state.ts";

/** A WebSocket that is being opened. */
export interface Socket {
  send(text: string): void;
  /** After this no handler is called any more. */
  close(): void;
}

export interface SocketHandlers {
  opened(): void;
  message(text: string): void;
  /** Closed, or never opened. The code is the WebSocket's; 1006 when there was none. */
  closed(code: number): void;
}

export type OpenSocket = (url: string, handlers: SocketHandlers) => Socket;

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Gives the way to cancel it. */
  setTimeout(callback: () => void, ms: number): () => void;
}

/** Evenly distributed, fit for secrets. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/** Lasts as long as the device is the same one: on the Web, as long as the tab. */
export interface Store {
  read(key: string): string | undefined;
  write(key: string, value: string): void;
}

export type LogLevel = "debug" | "info" | "warn" | "error";
/** Never handed a ticket, an SDP or a whole call ID. */
export type Log = (level: LogLevel, message: string) => void;

/** What of this device's own media is to be open. */
export type Wanted = { microphone: boolean; camera: boolean };

/** The call as the media needs to know it. */
export type MediaCall = {
  callId: string;
  media: MediaKind;
  leg: LegView | undefined;
  /** This user has called or accepted: what is open may be sent. */
  sending: boolean;
  /** Whom this device should be hearing or seeing: a line on which nothing of it comes is broken. */
  senders: readonly Sender[];
  /** How many take part or are being asked, this user included. */
  people: number;
};

/** Somebody else whose media is on its way here. */
export type Sender = { user: UserId; voice: boolean; picture: boolean };

/** Microphone, camera and the connection to the server's room. */
export interface MediaPort {
  readonly local: LocalState;
  /** Opens and closes until it is as wanted. Rejects with a TUICallEngineError. */
  open(wanted: Wanted): Promise<void>;
  /** The newest view of the one call there is. */
  follow(call: MediaCall): void;
  /** The call is over: lets go of everything. */
  release(): void;
}

/** What the media may ask of the core. */
export interface MediaLink {
  /** Gives the server's SDP answer. */
  offer(callId: string, leg: string, epoch: number, sdp: string): Promise<string>;
  report(report: ClientReport): void;
  /** How large the pictures on these seats are on the screen. */
  show(callId: string, leg: string, epoch: number, seats: ShownSeat[]): void;
  /** `local` has changed. */
  changed(): void;
  /** Whether media is lost for the moment. */
  interrupted(interrupted: boolean): void;
  /** The camera was taken away: unplugged, or withdrawn by the system. */
  cameraLost(): void;
  failed(code: number, message: string): void;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Text for keys and device IDs: 6 random bits a character. */
export function randomText(random: Random, length: number): string {
  return Array.from(random.bytes(length), (byte) => ALPHABET.charAt(byte & 63)).join("");
}

/** A number for `room_id`, 1 to 2^31 - 1. */
export function randomRoomId(random: Random): number {
  const number = random.bytes(4).reduce((sum, byte) => sum * 256 + byte, 0) & 0x7fffffff;
  return number || 1;
}
