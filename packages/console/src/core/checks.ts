/** What the connection test looks at, and what is said of each result. */

import { isTextKey, type TextKey, type Translate } from "../locales/index.ts";

export type CheckName = "signalling" | "udp" | "tcp" | "flv" | "microphone" | "camera";

export const CHECKS: readonly CheckName[] = [
  "signalling",
  "udp",
  "tcp",
  "flv",
  "microphone",
  "camera",
];

export interface Outcome {
  readonly state: "waiting" | "running" | "good" | "bad" | "skipped";
  /** What is wrong: names the sentence that says how to mend it. */
  readonly why?: string;
  /** A span in ms, where one was measured. */
  readonly figure?: number | undefined;
  /** The device that was used. */
  readonly name?: string;
}

/** How to mend it, or what was found. */
export function advice(check: CheckName, outcome: Outcome, t: Translate): string {
  if (outcome.state === "good") {
    if (outcome.name) return outcome.name;
    return outcome.figure === undefined
      ? t("probe.good")
      : t("probe.goodIn", { ms: Math.max(1, Math.round(outcome.figure)) });
  }
  const key = `mend.${outcome.why ?? ""}`;
  if (isTextKey(key)) return t(key, { seconds: Math.round((outcome.figure ?? 0) / 1000) });
  return t(`probe.${check}Text` satisfies TextKey);
}

/** What all of them together mean for whoever wants to call from here. */
export function verdict(
  outcomes: ReadonlyMap<CheckName, Outcome>,
): "running" | "good" | "tcpOnly" | "voiceOnly" | "noFlv" | "bad" {
  const state = (check: CheckName) => outcomes.get(check)?.state ?? "waiting";
  const all = CHECKS.map(state);
  if (all.some((each) => each === "waiting" || each === "running")) return "running";
  const media = state("udp") === "good" || state("tcp") === "good";
  if (state("signalling") !== "good" || !media || state("microphone") !== "good") return "bad";
  if (state("udp") !== "good") return "tcpOnly";
  if (state("flv") === "bad") return "noFlv";
  return state("camera") === "good" ? "good" : "voiceOnly";
}
