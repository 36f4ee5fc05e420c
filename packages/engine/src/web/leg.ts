/** One WebRTC connection to the server's room (docs/protocol.md, "Media"). The client offers, once. */

import type { LegView, VideoCodec } from "../core/protocol.ts";
import { firstVideoCodec, preferred, sameCodec } from "./codecs.ts";
import { firstEncodings, type LayerSetting } from "./simulcast.ts";

/** The others of a group call. */
const SEATS = 8;

export type LegEvents = {
  /** Media flows, or has stopped doing so for the moment. */
  up(up: boolean): void;
  /** It will not come back: ICE or DTLS failed. */
  failed(): void;
};

/** What is sent, and how. */
export type Sending = {
  audio: MediaStreamTrack | undefined;
  video: MediaStreamTrack | undefined;
  codec: VideoCodec;
  maxVideoKbps: number;
  /** For a leg that sends in several sizes: what each is to be. */
  layers: readonly LayerSetting[];
};

/** Newer than the types that come with the compiler (WebRTC Extensions, section 10.1). */
type Encoding = RTCRtpEncodingParameters & { codec?: RTCRtpCodec };

/** What arrives on one seat. */
export type SeatTracks = { audio: MediaStreamTrack; video: MediaStreamTrack | undefined };

export class Leg {
  readonly id: string;
  readonly epoch: number;
  readonly pool: LegView["pool"];
  readonly peer: RTCPeerConnection;
  readonly #audio: RTCRtpTransceiver;
  readonly #video: RTCRtpTransceiver;
  readonly #streamOf = new Map<MediaStreamTrack, string>();
  #up = false;
  #closed = false;

  /** `only`: offer no other codec for video, where the browser cannot be told what to send otherwise. */
  constructor(view: LegView, only: VideoCodec | undefined, events: LegEvents) {
    this.id = view.leg;
    this.epoch = view.epoch;
    this.pool = view.pool;
    this.peer = new RTCPeerConnection({ bundlePolicy: "max-bundle", rtcpMuxPolicy: "require" });
    const own = new MediaStream();
    this.#audio = this.peer.addTransceiver("audio", { direction: "sendrecv", streams: [own] });
    if (view.pool === "group") {
      // A line that sends several sizes does not receive: the server's media stack cannot do both on one.
      this.#video = this.peer.addTransceiver("video", {
        direction: "sendonly",
        streams: [own],
        sendEncodings: firstEncodings(),
      });
      this.#receive("audio", SEATS - 1);
      this.#receive("video", SEATS);
    } else {
      this.#video = this.peer.addTransceiver("video", { direction: "sendrecv", streams: [own] });
      // For a screen.
      this.#receive("video", 1);
    }
    for (const transceiver of this.peer.getTransceivers())
      if (transceiver.receiver.track.kind === "video") prefer(transceiver, view.send_codec, only);
    this.peer.ontrack = ({ track, streams }) => {
      if (streams[0]) this.#streamOf.set(track, streams[0].id);
    };
    this.peer.onconnectionstatechange = () => this.#changed(events);
  }

  get up(): boolean {
    return this.#up;
  }

  /** `exchange` takes the offer to the server and gives its answer. */
  async negotiate(exchange: (sdp: string) => Promise<string>): Promise<void> {
    await this.peer.setLocalDescription();
    const answer = await exchange(this.peer.localDescription?.sdp ?? "");
    if (this.#closed) return;
    await this.peer.setRemoteDescription({ type: "answer", sdp: answer });
  }

  /**
   * Gives whether the browser sends in the codec asked for, as far as it can at all. If not, a new
   * connection that offers `only` that codec will.
   */
  async send({ audio, video, codec, maxVideoKbps, layers }: Sending): Promise<boolean> {
    const { sender } = this.#video;
    await Promise.all([
      this.#audio.sender.replaceTrack(audio ?? null),
      sender.replaceTrack(video ?? null),
    ]);
    if (this.#closed || this.peer.signalingState !== "stable") return true;
    const parameters = sender.getParameters();
    const encodings: Encoding[] = parameters.encodings ?? [];
    if (encodings.length > 0) {
      const wanted = parameters.codecs?.find(({ mimeType }) => sameCodec(mimeType, codec));
      for (const [index, encoding] of encodings.entries()) {
        if (encodings.length > 1) Object.assign(encoding, layers[index]);
        else encoding.maxBitrate = maxVideoKbps * 1_000;
        if (wanted) encoding.codec = wanted;
      }
      await sender.setParameters(parameters);
    }
    // A browser that does not know `codec` drops it and sends in the first one of the answer.
    const taken: Encoding | undefined = sender.getParameters().encodings?.[0];
    const answered = firstVideoCodec(this.peer.remoteDescription?.sdp ?? "");
    const sent = taken?.codec?.mimeType ?? answered;
    return sent === undefined || sameCodec(sent, codec) || !knows(codec);
  }

  /**
   * What arrives on seat `index`: the i-th audio line, and the video line that the answer gave the same
   * stream.
   */
  seat(index: number): SeatTracks | undefined {
    const tracks = this.peer.getReceivers().map(({ track }) => track);
    const audio = tracks.filter(({ kind }) => kind === "audio")[index];
    if (!audio) return undefined;
    const stream = this.#streamOf.get(audio);
    const video = tracks.find(
      (track) =>
        track.kind === "video" && stream !== undefined && this.#streamOf.get(track) === stream,
    );
    return { audio, video };
  }

  close(): void {
    this.#closed = true;
    this.#up = false;
    this.peer.ontrack = null;
    this.peer.onconnectionstatechange = null;
    this.peer.close();
  }

  #receive(kind: "audio" | "video", lines: number): void {
    for (let line = 0; line < lines; line += 1)
      this.peer.addTransceiver(kind, { direction: "recvonly" });
  }

  #changed(events: LegEvents): void {
    switch (this.peer.connectionState) {
      case "connected":
        this.#up = true;
        events.up(true);
        return;
      case "disconnected":
        this.#up = false;
        events.up(false);
        return;
      case "failed":
      case "closed":
        this.#up = false;
        events.failed();
        return;
      case "connecting":
      case "new":
        return;
    }
  }
}

/** Whether this browser has the codec. */
function knows(codec: VideoCodec): boolean {
  const codecs = RTCRtpReceiver.getCapabilities("video")?.codecs ?? [];
  return codecs.some(({ mimeType }) => sameCodec(mimeType, codec));
}

/** Offers what the server can forward and nothing else, so that the offer stays small. */
function prefer(
  transceiver: RTCRtpTransceiver,
  first: VideoCodec,
  only: VideoCodec | undefined,
): void {
  const known = RTCRtpReceiver.getCapabilities("video")?.codecs;
  if (!known || !("setCodecPreferences" in transceiver)) return;
  const codecs = preferred(known, first, only);
  if (codecs.length > 0) transceiver.setCodecPreferences(codecs);
}
