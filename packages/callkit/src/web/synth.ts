/** The sounds of a call, made of sine waves so that there is no file to load and none to licence. */
export type SoundName = "ringback" | "ringtone" | "connected" | "unanswered" | "hangup";

/** A tone that starts and ends somewhere in a sound. Frequencies in Hz, times in seconds. */
interface Tone {
  readonly at: number;
  readonly lasts: number;
  readonly from: number;
  /** Where the frequency glides to. */
  readonly to?: number;
  readonly loudness: number;
  /** `held` is even, as exchanges sound; `plucked` dies away, as a marimba does. */
  readonly shape: "held" | "plucked";
}

interface Score {
  readonly seconds: number;
  readonly tones: readonly Tone[];
}

/** Two short phrases of a pentatonic, then a rest: the ringtone comes round every 2 s like the vibration. */
const MELODY = [
  [0, 659.3],
  [0.16, 784],
  [0.32, 1046.5],
  [0.64, 880],
  [0.8, 784],
  [0.96, 1046.5],
] as const;

const SCORES: Readonly<Record<SoundName, Score>> = {
  ringback: { seconds: 4, tones: [held(0, 1, 450, 0.16)] },
  ringtone: {
    seconds: 2,
    tones: MELODY.flatMap(([at, from]) => [
      plucked(at, 0.7, from, 0.3),
      plucked(at, 0.25, from * 4, 0.05),
    ]),
  },
  connected: { seconds: 0.22, tones: [held(0, 0.08, 660, 0.14), held(0.1, 0.1, 880, 0.14)] },
  unanswered: {
    seconds: 1.1,
    tones: [held(0, 0.2, 480, 0.18), held(0.4, 0.2, 480, 0.18), held(0.8, 0.2, 480, 0.18)],
  },
  hangup: { seconds: 0.34, tones: [{ ...held(0, 0.32, 520, 0.18), to: 300 }] },
};

/** Rises and falls of a tone; shorter ones click. */
const EDGE_S = 0.012;

/** The sound as samples between -1 and 1. */
export function render(name: SoundName, sampleRate: number): Float32Array<ArrayBuffer> {
  const { seconds, tones } = SCORES[name];
  const samples = new Float32Array(Math.ceil(seconds * sampleRate));
  for (const tone of tones) add(samples, tone, sampleRate);
  return samples;
}

function add(samples: Float32Array, tone: Tone, sampleRate: number): void {
  const start = Math.round(tone.at * sampleRate);
  const length = Math.round(tone.lasts * sampleRate);
  let phase = 0;
  for (let i = 0; i < length && start + i < samples.length; i++) {
    const part = i / length;
    phase += (2 * Math.PI * (tone.from + ((tone.to ?? tone.from) - tone.from) * part)) / sampleRate;
    const before = samples[start + i] ?? 0;
    samples[start + i] = before + Math.sin(phase) * tone.loudness * envelope(tone, i / sampleRate);
  }
}

function envelope({ lasts, shape }: Tone, time: number): number {
  const edge = Math.min(1, time / EDGE_S, (lasts - time) / EDGE_S);
  return shape === "held" ? edge : edge * Math.exp((-5 * time) / lasts);
}

function held(at: number, lasts: number, from: number, loudness: number): Tone {
  return { at, lasts, from, loudness, shape: "held" };
}

function plucked(at: number, lasts: number, from: number, loudness: number): Tone {
  return { at, lasts, from, loudness, shape: "plucked" };
}
