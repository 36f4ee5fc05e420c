import type { CallRequest, CallState, Person } from "./engine.ts";

/** A call that the server has not heard of yet, as its caller already sees it. */
export function dialled(
  people: readonly Person[],
  request: CallRequest,
  now: number,
  own: { readonly canFlip: boolean; readonly camera: boolean },
): CallState {
  return {
    id: "",
    phase: "dialing",
    media: request.media,
    group: people.length > 1 || request.chatGroupId !== undefined,
    role: "caller",
    startedAt: now,
    self: {
      microphone: true,
      camera: request.media === "video" && own.camera,
      canFlip: own.canFlip,
      frontCamera: true,
      quality: 0,
      level: 0,
    },
    members: people.map((person) => ({
      ...person,
      phase: "ringing",
      rang: false,
      microphone: true,
      camera: request.media === "video",
      video: "ok",
      away: false,
      level: 0,
      quality: 0,
    })),
    reconnecting: false,
  };
}
