/** Raw media of a track (W3C mediacapture-transform), which TypeScript's DOM types lack. Chromium has it in windows. */
declare class MediaStreamTrackProcessor<T extends VideoFrame | AudioData> {
  constructor(options: { track: MediaStreamTrack });
  readonly readable: ReadableStream<T>;
}

interface HTMLMediaElement {
  captureStream(): MediaStream;
  /** Bytes decoded so far: Chromium's own. */
  readonly webkitVideoDecodedByteCount?: number;
  readonly webkitAudioDecodedByteCount?: number;
}
