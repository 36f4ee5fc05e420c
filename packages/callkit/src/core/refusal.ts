import type { Text } from "../locales/index.ts";

/** What the engine or the browser said when it did not do what was asked. */
export interface Refusal {
  /** What to tell the user. */
  readonly text: Text;
  /** Set when a permission is missing: then a dialog asks for it and nothing else is said. */
  readonly permission?: "microphone" | "camera";
  /** What is missing is an agreement that the next try asks for; the system's settings know nothing of it. */
  readonly agreement?: true;
}

/** Refusals that concern a device or what the app runs in, as engines name them in an error's `device`. */
export type DeviceTrouble =
  | "developer_tools"
  | "live_not_allowed"
  | "privacy_missing"
  | "microphone_denied"
  | "camera_denied"
  | "no_microphone"
  | "no_camera"
  | "device_busy"
  | "insecure_context";

const DEVICE: Readonly<Record<DeviceTrouble, Refusal>> = {
  microphone_denied: { text: { key: "needMicrophone" }, permission: "microphone" },
  camera_denied: { text: { key: "needCamera" }, permission: "camera" },
  no_microphone: { text: { key: "noMicrophone" } },
  no_camera: { text: { key: "noCamera" } },
  device_busy: { text: { key: "deviceBusy" } },
  insecure_context: { text: { key: "needHttps" } },
  developer_tools: { text: { key: "devtools" } },
  live_not_allowed: { text: { key: "liveNotAllowed" } },
  privacy_missing: { text: { key: "privacyMissing" } },
};

/** By number: the engine's own, and those of the signalling protocol. */
const NUMBERED: Readonly<Record<number, Refusal>> = {
  [-1302]: DEVICE.device_busy,
  [-1301]: DEVICE.device_busy,
  [-1113]: DEVICE.developer_tools,
  [-1112]: DEVICE.live_not_allowed,
  [-1111]: DEVICE.privacy_missing,
  [-1101]: DEVICE.microphone_denied,
  [-1202]: { text: { key: "badUserId" } },
  2805: { text: { key: "unreachable" } },
  20007: { text: { key: "notTakingCalls" } },
  30000: DEVICE.insecure_context,
  60003: DEVICE.no_microphone,
  60004: DEVICE.no_camera,
  60005: DEVICE.device_busy,
  4009: { text: { key: "tooOften" } },
  4011: { text: { key: "signedInElsewhere" } },
  4100: { text: { key: "badUserId" } },
  4101: { text: { key: "callSelf" } },
  4102: { text: { key: "inCall" } },
  4107: { text: { key: "tooManyPeople" } },
  4108: { text: { key: "notTakingCalls" } },
  4110: { text: { key: "answeredElsewhere" } },
  4304: { text: { key: "signInExpired" } },
};

/** The engine for mini programs: the user has not agreed to the privacy guideline. */
const PRIVACY_NOT_AGREED = -1110;
/** The numbers of tickets and apps that no second try will help. */
const SIGN_IN = { from: 4300, to: 4307 };

/**
 * Puts an error into words for the user. Reads `device` (see `DeviceTrouble`) and `code`, where an error has
 * them; whatever else it is, the call could not be made.
 */
export function refusalOf(error: unknown): Refusal {
  const { device, code } = fieldsOf(error);
  if (device !== undefined && device in DEVICE) {
    const refusal = DEVICE[device as DeviceTrouble];
    return code === PRIVACY_NOT_AGREED ? { ...refusal, agreement: true } : refusal;
  }
  if (code !== undefined) {
    const known = NUMBERED[code];
    if (known) return known;
    if (code >= SIGN_IN.from && code <= SIGN_IN.to) {
      return { text: { key: "signInFailed", params: { code: String(code) } } };
    }
  }
  return { text: { key: "connectFailed" } };
}

/** As `refusalOf`, for an error of signing in: what is wrong then is never the user ID of somebody called. */
export function signInRefusalOf(error: unknown): Refusal {
  const { code = 0 } = fieldsOf(error);
  const known = code > 0 ? refusalOf(error) : undefined;
  if (known && known.text.key !== "connectFailed" && known.text.key !== "badUserId") return known;
  return { text: { key: "signInFailed", params: { code: String(code) } } };
}

function fieldsOf(error: unknown): { device?: string; code?: number } {
  if (typeof error !== "object" || error === null) return {};
  const { device, code } = error as Record<string, unknown>;
  return {
    ...(typeof device === "string" && { device }),
    ...(typeof code === "number" && { code }),
  };
}
