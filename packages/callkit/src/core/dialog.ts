import type { TextKey } from "../locales/index.ts";

/** What a dialog's buttons do. */
export type DialogAnswer = "openSettings" | "useVoiceOnly" | "cancel" | "leave" | "stay";

/** A question that the call waits for. */
export interface DialogView {
  readonly text: TextKey;
  /** From top to bottom; the last one is also what closing the dialog means. */
  readonly answers: readonly DialogAnswer[];
}

/** Asks for a permission that is missing. `settings` where the app can open the system's page for it. */
export function permissionDialog(missing: "microphone" | "camera", settings: boolean): DialogView {
  return {
    text: missing === "microphone" ? "needMicrophone" : "needCamera",
    answers: [
      ...(settings ? (["openSettings"] as const) : []),
      ...(missing === "camera" ? (["useVoiceOnly"] as const) : []),
      "cancel",
    ],
  };
}

/** Asks before a page is left in a call. */
export const LEAVE_DIALOG: DialogView = { text: "leaveQuestion", answers: ["leave", "stay"] };
