/** A camera's pictures as the uplink takes them: H.264 baseline in AVCC form, with no frames that refer forward. */

import { TrackReader } from "./track-reader.ts";

/** ms between two key frames: a viewer who joins waits for the next one. */
const KEY_FRAME_MS = 2000;
/** Constrained baseline, level 3.1: 720 × 1280 at 30 pictures a second. Every decoder takes it. */
const CODEC = "avc1.42e01f";
/** Pictures that may wait in the encoder; more would be delay. */
const MOST_WAITING = 2;

export interface PictureOptions {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** Bits a second. */
  readonly bitrate: number;
  readonly mirrored: boolean;
}

export interface PictureNeeds {
  /** ms on the clock of the whole stream. */
  now(): number;
  /** Whether the network takes another picture; after it did not, the next one is a key frame. */
  accepts(): boolean;
  /** The first picture is here. */
  captured(): void;
  /** What a decoder must know before the pictures; again when it has changed. */
  described(ms: number, record: Uint8Array): void;
  encoded(ms: number, picture: Uint8Array, key: boolean): void;
  failed(why: string): void;
}

export class Picture {
  readonly #needs: PictureNeeds;
  readonly #reader: TrackReader<VideoFrame>;
  readonly #encoder: VideoEncoder;
  readonly #canvas = new OffscreenCanvas(2, 2);
  #options: PictureOptions;
  #captured = false;
  #nextDue = 0;
  #nextKey = 0;
  #stopped = false;

  constructor(track: MediaStreamTrack, options: PictureOptions, needs: PictureNeeds) {
    this.#needs = needs;
    this.#options = options;
    this.#encoder = new VideoEncoder({
      output: (chunk, metadata) => this.#output(chunk, metadata),
      error: ({ message }) => this.#fail(message),
    });
    this.#configure();
    this.#reader = new TrackReader<VideoFrame>(track, (frame) => this.#take(frame));
  }

  /** Takes other options from the next picture on. */
  set options(options: PictureOptions) {
    if (JSON.stringify(options) === JSON.stringify(this.#options)) return;
    this.#options = options;
    if (!this.#stopped) this.#configure();
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#reader.stop();
    if (this.#encoder.state !== "closed") this.#encoder.close();
  }

  #configure(): void {
    const { width, height, fps, bitrate } = this.#options;
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#nextKey = 0;
    // A configuration that the browser cannot do is told by the encoder's error callback.
    this.#encoder.configure({
      codec: CODEC,
      width,
      height,
      bitrate,
      framerate: fps,
      latencyMode: "realtime",
      avc: { format: "avc" },
    });
  }

  #take(frame: VideoFrame): void {
    if (this.#stopped) return;
    if (!this.#captured) {
      this.#captured = true;
      this.#needs.captured();
    }
    const now = this.#needs.now();
    const interval = 1000 / this.#options.fps;
    // Half an interval early is nearer to this picture's time than to the next one's.
    if (now < this.#nextDue - interval / 2 || this.#encoder.state !== "configured") return;
    if (!this.#needs.accepts() || this.#encoder.encodeQueueSize > MOST_WAITING) {
      this.#nextKey = now;
      return;
    }
    this.#nextDue = Math.max(this.#nextDue + interval, now);
    const keyFrame = now >= this.#nextKey;
    if (keyFrame) this.#nextKey = now + KEY_FRAME_MS;
    this.#draw(frame);
    const picture = new VideoFrame(this.#canvas, { timestamp: Math.round(now * 1000) });
    this.#encoder.encode(picture, { keyFrame });
    picture.close();
  }

  /** The middle of the camera's picture, as much as fills the one that is sent. */
  #draw(frame: VideoFrame): void {
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    const { width, height, mirrored } = this.#options;
    const scale = Math.max(width / frame.displayWidth, height / frame.displayHeight);
    const drawnWidth = frame.displayWidth * scale;
    const drawnHeight = frame.displayHeight * scale;
    context.setTransform(mirrored ? -1 : 1, 0, 0, 1, mirrored ? width : 0, 0);
    context.drawImage(
      frame,
      (width - drawnWidth) / 2,
      (height - drawnHeight) / 2,
      drawnWidth,
      drawnHeight,
    );
  }

  #output(chunk: EncodedVideoChunk, metadata: EncodedVideoChunkMetadata | undefined): void {
    if (this.#stopped) return;
    const ms = Math.round(chunk.timestamp / 1000);
    const record = metadata?.decoderConfig?.description;
    if (record) this.#needs.described(ms, bytesOf(record));
    const picture = new Uint8Array(chunk.byteLength);
    chunk.copyTo(picture);
    this.#needs.encoded(ms, picture, chunk.type === "key");
  }

  #fail(why: string): void {
    if (this.#stopped) return;
    this.stop();
    this.#needs.failed(why);
  }
}

function bytesOf(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
