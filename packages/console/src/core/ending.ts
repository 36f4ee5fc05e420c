import type { EndReason } from "../api.ts";

/** Whether an end is as it should be, somebody's choice, or something that went wrong. */
export function reasonTone(reason: EndReason): "good" | "plain" | "warn" | "bad" {
  switch (reason) {
    case "hangup":
      return "good";
    case "answered_elsewhere":
    case "busy":
    case "cancelled":
    case "no_answer":
    case "offline":
    case "rejected":
    case "rejected_elsewhere":
      return "plain";
    case "kicked_out":
    case "server":
      return "warn";
    case "connection_failed":
    case "lost":
      return "bad";
  }
}
