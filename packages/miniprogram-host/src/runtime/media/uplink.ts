/**
 * The way of a pusher's media to the server, which makes RTMP of it. Messages are binary: the kind, a timestamp in ms
 * (u32, big endian) and what there is of that kind. The server answers `{"state":"publishing"}` or
 * `{"state":"refused","reason":"..."}`.
 */

export const UPLINK_KIND = {
  /** PCM, 16 bits signed little endian, 48 kHz, mono. */
  sound: 1,
  /** AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1). */
  description: 2,
  /** Pictures in AVCC form: each unit behind its length. */
  keyFrame: 3,
  deltaFrame: 4,
} as const;

export type UplinkKind = (typeof UPLINK_KIND)[keyof typeof UPLINK_KIND];

/** Bytes before the content of a message. */
const HEADER = 5;
/** Bytes that may wait: a second at 2 Mbit/s. With more a slow network delays, with fewer it drops pictures sooner. */
const MOST_WAITING = 256_000;

export interface UplinkListener {
  publishing(): void;
  /** The server does not take this stream. */
  refused(reason: string): void;
  /** It is over, whoever ended it, but not after `close`. */
  closed(): void;
}

export class Uplink {
  /** Bytes sent. */
  sent = 0;
  readonly #socket: WebSocket;

  constructor(address: string, listener: UplinkListener) {
    this.#socket = new WebSocket(address);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onmessage = ({ data }) => {
      const { state, reason } = JSON.parse(String(data)) as { state: string; reason?: string };
      if (state === "publishing") listener.publishing();
      if (state === "refused") listener.refused(reason ?? "");
    };
    this.#socket.onclose = () => listener.closed();
  }

  /** Whether the network keeps up. */
  get clear(): boolean {
    return this.#socket.bufferedAmount < MOST_WAITING;
  }

  send(kind: UplinkKind, ms: number, content: Uint8Array): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const message = new Uint8Array(HEADER + content.length);
    message[0] = kind;
    new DataView(message.buffer).setUint32(1, ms);
    message.set(content, HEADER);
    this.#socket.send(message);
    this.sent += content.length;
  }

  close(): void {
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.close(1000);
  }
}
