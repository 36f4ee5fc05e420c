import type { TextKey } from "../locales/index.ts";
import type { Media } from "./engine.ts";

/** Everything on the call screens that can be pressed and has a name. */
export type ButtonId =
  | "microphone"
  | "speaker"
  | "camera"
  | "flip"
  | "voiceOnly"
  | "cancel"
  | "decline"
  | "accept"
  | "answerByVoice"
  | "hangUp"
  | "invite"
  | "minimise";

/** Buttons that an app may leave out. */
export type HideableButton = Extract<ButtonId, "camera" | "microphone" | "flip" | "invite">;

export interface ButtonView {
  readonly id: ButtonId;
  /** Says what is, not what a tap will do. */
  readonly label: TextKey;
  readonly tone: "plain" | "danger" | "accept";
  /** 64, or 40 for the small disc above accept. */
  readonly size: "normal" | "small";
  /** Set on a switch: on is a white disc, off an icon with a slash. */
  readonly on?: boolean;
}

/** The drawing on a disc; each skin has its own file of them. */
export type ButtonIcon =
  | "microphone"
  | "microphoneOff"
  | "speaker"
  | "speakerOff"
  | "camera"
  | "cameraOff"
  | "flip"
  | "voice"
  | "phone"
  | "hangUp"
  | "invite"
  | "minimise";

export function iconOf({ id, on }: Pick<ButtonView, "id" | "on">): ButtonIcon {
  switch (id) {
    case "microphone":
      return on ? "microphone" : "microphoneOff";
    case "speaker":
      return on ? "speaker" : "speakerOff";
    case "camera":
      return on ? "camera" : "cameraOff";
    case "flip":
      return "flip";
    case "voiceOnly":
    case "answerByVoice":
      return "voice";
    case "accept":
      return "phone";
    case "cancel":
    case "decline":
    case "hangUp":
      return "hangUp";
    case "invite":
      return "invite";
    case "minimise":
      return "minimise";
  }
}

/** A row of discs from left to right; an empty place keeps the others where they are. */
export type ButtonRow = readonly (ButtonView | undefined)[];

/** What the buttons depend on, own taps that the server has not answered yet included. */
export interface ButtonState {
  readonly media: Media;
  readonly group: boolean;
  readonly microphone: boolean;
  readonly speaker: boolean;
  readonly camera: boolean;
  readonly canFlip: boolean;
}

export function callingButtons(state: ButtonState): readonly ButtonRow[] {
  if (state.media === "audio")
    return [[microphone(state), plain("cancel", "danger"), speaker(state)]];
  // A group stays what it was begun as; its caller may close the camera instead.
  const first = state.group ? camera(state) : plain("voiceOnly");
  const row = [first, plain("cancel", "danger")];
  return [state.canFlip && state.camera ? [...row, plain("flip")] : row];
}

export function calledButtons(state: ButtonState): readonly ButtonRow[] {
  const answer: ButtonRow = [plain("decline", "danger"), plain("accept", "accept")];
  if (state.media === "audio" || state.group) return [answer];
  return [[undefined, { ...plain("answerByVoice"), size: "small" }], answer];
}

export function connectedButtons(state: ButtonState): readonly ButtonRow[] {
  if (state.group) return groupButtons(state);
  if (state.media === "audio")
    return [[microphone(state), plain("hangUp", "danger"), speaker(state)]];
  return [
    [microphone(state), speaker(state), camera(state)],
    [
      plain("voiceOnly"),
      plain("hangUp", "danger"),
      state.canFlip && state.camera ? plain("flip") : undefined,
    ],
  ];
}

function groupButtons(state: ButtonState): readonly ButtonRow[] {
  if (state.media === "audio")
    return [
      [microphone(state), plain("invite"), speaker(state)],
      [undefined, plain("hangUp", "danger"), undefined],
    ];
  return [
    [microphone(state), speaker(state), camera(state)],
    [
      plain("invite"),
      plain("hangUp", "danger"),
      state.canFlip && state.camera ? plain("flip") : undefined,
    ],
  ];
}

/** The rows without what the app leaves out; what is left keeps its place. */
export function without(
  rows: readonly ButtonRow[],
  hidden: readonly HideableButton[],
): readonly ButtonRow[] {
  const isHidden = ({ id }: ButtonView) => hidden.some((other) => other === id);
  return rows.map((row) => row.map((place) => (place && isHidden(place) ? undefined : place)));
}

function plain(
  id:
    | "flip"
    | "voiceOnly"
    | "cancel"
    | "decline"
    | "accept"
    | "answerByVoice"
    | "hangUp"
    | "invite",
  tone: ButtonView["tone"] = "plain",
): ButtonView {
  return { id, label: id, tone, size: "normal" };
}

function microphone({ microphone: on }: ButtonState): ButtonView {
  return { id: "microphone", label: on ? "micOn" : "micOff", tone: "plain", size: "normal", on };
}

function speaker({ speaker: on }: ButtonState): ButtonView {
  return {
    id: "speaker",
    label: on ? "speakerOn" : "speakerOff",
    tone: "plain",
    size: "normal",
    on,
  };
}

function camera({ camera: on }: ButtonState): ButtonView {
  return { id: "camera", label: on ? "cameraOn" : "cameraOff", tone: "plain", size: "normal", on };
}
