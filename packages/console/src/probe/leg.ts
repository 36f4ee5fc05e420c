/** A media connection that may use one transport only, with a tone in it. */

import { type CallView, type Wire, WireFailed } from "./wire.ts";

export type Transport = "udp" | "tcp";

/** A tone that nobody hears: what is sent when no microphone is to be opened. */
export class Tone {
  readonly #context = new AudioContext();
  readonly track: MediaStreamTrack;

  constructor() {
    const oscillator = this.#context.createOscillator();
    const out = this.#context.createMediaStreamDestination();
    oscillator.connect(out);
    oscillator.start();
    const [track] = out.stream.getAudioTracks();
    if (!track) throw new WireFailed("internal");
    this.track = track;
  }

  close(): void {
    void this.#context.close();
  }
}

/** The answer with the candidates of one transport only; `undefined` if it has none of it. */
export function only(sdp: string, transport: Transport): string | undefined {
  const lines = sdp.split("\r\n");
  const other = (line: string) =>
    line.startsWith("a=candidate:") && line.split(" ")[2]?.toLowerCase() !== transport;
  const left = lines.filter((line) => !other(line));
  return left.some((line) => line.startsWith("a=candidate:")) ? left.join("\r\n") : undefined;
}

export class ProbeLeg {
  readonly #peer = new RTCPeerConnection({ bundlePolicy: "max-bundle", rtcpMuxPolicy: "require" });

  /** Connects a device's leg. Gives `undefined` where the server does not offer the transport. */
  async connect(
    wire: Wire,
    { call_id, you }: CallView,
    transport: Transport,
    track: MediaStreamTrack,
  ): Promise<ProbeLeg | undefined> {
    const { leg } = you;
    if (!leg) throw new WireFailed("internal");
    const stream = new MediaStream([track]);
    this.#peer.addTransceiver(track, { direction: "sendrecv", streams: [stream] });
    this.#peer.addTransceiver("video", { direction: "sendrecv" });
    this.#peer.addTransceiver("video", { direction: "recvonly" });
    await this.#peer.setLocalDescription();
    const { sdp } = await wire.command("offer", {
      call_id,
      leg: leg.leg,
      epoch: leg.epoch,
      sdp: this.#peer.localDescription?.sdp ?? "",
    });
    const answer = only(String(sdp), transport);
    if (answer === undefined) return undefined;
    await this.#peer.setRemoteDescription({ type: "answer", sdp: answer });
    await this.#connected();
    return this;
  }

  /** Waits until sound has arrived; gives the round trip in ms, if it is known by then. */
  async heard(): Promise<number | undefined> {
    for (;;) {
      let packets = 0;
      let trip: number | undefined;
      for (const stat of (await this.#peer.getStats()).values()) {
        if (stat.type === "inbound-rtp") packets += stat.packetsReceived ?? 0;
        if (stat.type === "candidate-pair" && stat.nominated) trip = stat.currentRoundTripTime;
      }
      if (packets > 0) return trip === undefined ? undefined : trip * 1000;
      if (this.#peer.connectionState === "closed") throw new WireFailed("closed");
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  close(): void {
    this.#peer.close();
  }

  #connected(): Promise<void> {
    return new Promise((done, failed) => {
      const look = () => {
        if (this.#peer.connectionState === "connected") done();
        if (this.#peer.connectionState === "failed") failed(new WireFailed("failed"));
      };
      this.#peer.onconnectionstatechange = look;
      look();
    });
  }
}
