import type { ViewState } from "./view-state.ts";

/** The platform's word for what the call screens are doing. */
export type Status =
  | "idle"
  | "be-invited"
  | "dialing-c2c"
  | "dialing-group"
  | "calling-c2c-audio"
  | "calling-c2c-video"
  | "calling-group-audio"
  | "calling-group-video";

export function statusOf(view: Pick<ViewState, "stage" | "media" | "group">): Status {
  const kind = view.group ? "group" : "c2c";
  switch (view.stage) {
    case "idle":
    case "ended":
      return "idle";
    case "called":
      return "be-invited";
    case "calling":
      return `dialing-${kind}`;
    case "connecting":
    case "connected":
      return `calling-${kind}-${view.media}`;
  }
}
