import type { ButtonId, HideableButton } from "./buttons.ts";
import type { DialogAnswer } from "./dialog.ts";
import type { Cue } from "./ending.ts";
import type { CallRequest, EngineState, Media, Person } from "./engine.ts";
import type { PickerInput } from "./picker.ts";
import type { Refusal } from "./refusal.ts";

/** What the device and the app around the screens are like. */
export interface Surroundings {
  /** A telephone's earpiece to switch to; without one, "speaker off" is silence. */
  readonly earpiece: boolean;
  /** Whether the app can open the system's page for permissions. */
  readonly settings: boolean;
  /** Whether the screen may be made small. */
  readonly minimisable: boolean;
  /** Whether a call that comes in takes the screen, or shows a banner first. */
  readonly incoming: "full" | "banner";
  /** No ringtone and no vibration. */
  readonly muted: boolean;
  /** Known to have a camera on either side before one is opened. */
  readonly twoCameras?: boolean;
  /** Buttons that are left out. */
  readonly hidden?: readonly HideableButton[];
  /** One's own picture is the big one of a call between two, to begin with. */
  readonly ownBig?: boolean;
  /** A video call is begun and answered with the camera closed. */
  readonly cameraClosed?: boolean;
  /** Who can be asked into a call, besides whoever is typed. */
  readonly contacts?: readonly Person[];
}

/** What happens to the screens, by where it comes from. */
export type Input =
  // The engine.
  | { readonly type: "engine"; readonly state: EngineState }
  | { readonly type: "granted"; readonly command: Command }
  | { readonly type: "refused"; readonly command: Command; readonly refusal: Refusal }
  /** Something outside a call went wrong, such as signing in. */
  | { readonly type: "failed"; readonly refusal: Refusal }
  // The app.
  | { readonly type: "dial"; readonly people: readonly Person[]; readonly request: CallRequest }
  | { readonly type: "leaving" }
  | { readonly type: "surroundings"; readonly change: Partial<Surroundings> }
  // The user.
  | { readonly type: "tap"; readonly button: ButtonId }
  | { readonly type: "tapScreen" }
  | { readonly type: "swap" }
  /** A tile of a group call: big, or back among the others. */
  | { readonly type: "tapTile"; readonly userId: string }
  | { readonly type: "picker"; readonly input: PickerInput }
  | { readonly type: "stir" }
  | { readonly type: "restore" }
  | { readonly type: "answer"; readonly answer: DialogAnswer }
  // What plays the media.
  | { readonly type: "frames"; readonly userId: string; readonly arrived: boolean }
  | { readonly type: "soundBlocked"; readonly blocked: boolean }
  // The clock.
  | { readonly type: "tick" };

/** What the screens want done. */
export type Command =
  | { readonly type: "call"; readonly request: CallRequest }
  | { readonly type: "accept"; readonly media?: "audio" }
  | { readonly type: "reject" }
  | { readonly type: "hangup" }
  | { readonly type: "microphone"; readonly on: boolean }
  | { readonly type: "camera"; readonly on: boolean }
  | { readonly type: "speaker"; readonly on: boolean }
  | { readonly type: "flip" }
  | { readonly type: "switchMedia"; readonly media: Media }
  | { readonly type: "invite"; readonly userIds: readonly string[] }
  | { readonly type: "preview" }
  | { readonly type: "resumeSound" }
  | { readonly type: "openSettings" }
  | { readonly type: "cue"; readonly cue: Cue }
  | { readonly type: "leave" };
