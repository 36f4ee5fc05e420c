/** Whether microphone and camera can be opened, and whether anything comes from them. */

import type { Outcome } from "../core/checks.ts";

/** How long a microphone may stay without a sound, in ms. */
const LISTEN_MS = 6000;
/** Quieter than this is taken for nothing: full scale is 1, a quiet room about 0.002. */
const SOUND = 0.0008;

export interface Microphone {
  /** Loudness from 0 to 1, told many times a second until it is stopped. */
  readonly stop: () => void;
}

export async function checkMicrophone(
  level: (level: number) => void,
): Promise<{ readonly outcome: Outcome; readonly stop: () => void }> {
  let stream: MediaStream;
  try {
    stream = await open({ audio: true });
  } catch (error) {
    return { outcome: { state: "bad", why: deviceFault(error, "microphone") }, stop: () => {} };
  }
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let loudest = 0;
  let frame = 0;
  const listen = () => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    const now = Math.sqrt(power);
    loudest = Math.max(loudest, now);
    // As ears count: 60 dB below full scale is nothing, full scale is everything.
    level(Math.max(0, Math.min(1, 1 + Math.log10(Math.max(now, 1e-4)) / 3)));
    frame = requestAnimationFrame(listen);
  };
  listen();
  const stop = () => {
    cancelAnimationFrame(frame);
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
  const name = stream.getAudioTracks()[0]?.label ?? "";
  const began = performance.now();
  while (loudest < SOUND && performance.now() - began < LISTEN_MS) {
    await new Promise((done) => setTimeout(done, 100));
  }
  return {
    outcome: loudest < SOUND ? { state: "bad", why: "silent", name } : { state: "good", name },
    stop,
  };
}

export async function checkCamera(): Promise<{
  readonly outcome: Outcome;
  readonly stream: MediaStream | undefined;
}> {
  try {
    const stream = await open({ video: { width: { ideal: 1280 }, height: { ideal: 720 } } });
    const track = stream.getVideoTracks()[0];
    const { width = 0, height = 0 } = track?.getSettings() ?? {};
    const name = [track?.label, `${width} × ${height}`].filter(Boolean).join(", ");
    return { outcome: { state: "good", name }, stream };
  } catch (error) {
    return { outcome: { state: "bad", why: deviceFault(error, "camera") }, stream: undefined };
  }
}

async function open(constraints: MediaStreamConstraints): Promise<MediaStream> {
  // Not there at all where the page is not served securely.
  if (!navigator.mediaDevices) throw new DOMException("", "SecurityError");
  return navigator.mediaDevices.getUserMedia(constraints);
}

function deviceFault(error: unknown, kind: "microphone" | "camera"): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "SecurityError") return "insecure";
  if (name === "NotAllowedError") return `${kind}Denied`;
  if (name === "NotFoundError" || name === "OverconstrainedError") return `${kind}Missing`;
  return `${kind}Busy`;
}
