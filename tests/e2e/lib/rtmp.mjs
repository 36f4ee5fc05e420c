// RTMP by hand, for what no encoder sends: a publisher whose every byte a test chooses.

import { connect } from "node:net";

import { until } from "./wait.mjs";

const COMMAND = 20;
/** Message types of what a publisher sends. */
export const AUDIO = 8;
export const VIDEO = 9;

/** A connection to the RTMP port. */
export class RawRtmp {
  received = Buffer.alloc(0);
  closed = false;

  /** Connected, and nothing said. */
  static async connect(server) {
    const raw = new RawRtmp();
    raw.socket = connect(server.rtmpPort, "127.0.0.1");
    raw.socket.setNoDelay(true);
    raw.socket.on("data", (bytes) => {
      raw.received = Buffer.concat([raw.received, bytes]).subarray(-20_000);
    });
    raw.socket.on("error", () => {});
    raw.socket.on("close", () => {
      raw.closed = true;
    });
    await new Promise((done) => raw.socket.once("connect", done));
    return raw;
  }

  /** A publisher that was let in. */
  static async publish(server, url) {
    const raw = await RawRtmp.connect(server);
    raw.send(handshake());
    await until("the handshake is answered", () => raw.received.length >= 3073);
    const [, app, key] = url.match(/rtmp:\/\/[^/]+\/([^/]+)\/(.+)$/);
    raw.message(COMMAND, 0, amf("connect", 1, { app, tcUrl: url }));
    raw.message(COMMAND, 0, amf("createStream", 2, null));
    raw.message(COMMAND, 0, amf("publish", 3, null, key, "live"));
    await raw.told("NetStream.Publish.Start");
    return raw;
  }

  send(bytes) {
    if (!this.closed) this.socket.write(bytes);
  }

  /** One message in chunks of the first size, or the beginning of one. */
  message(type, time, body, bytes = Number.POSITIVE_INFINITY) {
    const head = Buffer.alloc(12);
    head[0] = type === COMMAND ? 3 : type;
    head.writeUIntBE(time, 1, 3);
    head.writeUIntBE(body.length, 4, 3);
    head[7] = type;
    head[8] = type === COMMAND ? 0 : 1;
    const parts = [head];
    for (let at = 0; at < body.length; at += 128) {
      if (at > 0) parts.push(Buffer.from([0xc0 | head[0]]));
      parts.push(body.subarray(at, at + 128));
    }
    this.send(Buffer.concat(parts).subarray(0, bytes));
  }

  /** Waits until the server says this. */
  told(what) {
    return until(`the server says ${what}`, () => {
      if (this.received.includes(what)) return true;
      if (this.closed) throw new Error("it is closed");
      return false;
    });
  }

  /** Waits until the server has closed it. */
  over(withinMs) {
    return until("the server closes the connection", () => this.closed, withinMs);
  }

  close() {
    this.socket.destroy();
  }
}

/** Version 3, and both blocks of a client that does not wait for an answer. */
export function handshake() {
  const bytes = Buffer.alloc(1 + 2 * 1536);
  bytes[0] = 3;
  return bytes;
}

/** Values in AMF0. */
function amf(...values) {
  return Buffer.concat(values.map(value));
}

function value(it) {
  if (it === null) return Buffer.from([5]);
  if (typeof it === "number") {
    const bytes = Buffer.alloc(9);
    bytes.writeDoubleBE(it, 1);
    return bytes;
  }
  if (typeof it === "string") return Buffer.concat([Buffer.from([2]), name(it)]);
  const entries = Object.entries(it).flatMap(([key, held]) => [name(key), value(held)]);
  return Buffer.concat([Buffer.from([3]), ...entries, Buffer.from([0, 0, 9])]);
}

function name(text) {
  const bytes = Buffer.alloc(2 + text.length, text, "latin1");
  bytes.writeUInt16BE(text.length);
  bytes.write(text, 2, "latin1");
  return bytes;
}
