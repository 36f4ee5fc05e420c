/** Where the server is. */

import { ErrorCodes, TUICallEngineError } from "../core/errors.ts";

/**
 * The address of the signalling: that of `server`, else the origin that this script came from.
 * A bundled script came from the app's own origin, which says nothing about the server.
 */
export function signallingUrl(server: string | undefined, script: string | undefined): string {
  const from = server ?? script;
  if (from === undefined) {
    throw new TUICallEngineError(
      ErrorCodes.INVALID_PARAMETER,
      "where is the callkit server? The engine was bundled and did not come from it, so say " +
        'createInstance({ server: "https://calls.example.com", ... })',
    );
  }
  const url = parse(from);
  if (!url) {
    throw new TUICallEngineError(
      ErrorCodes.INVALID_PARAMETER,
      `server must be an address such as https://calls.example.com; got ${JSON.stringify(from)}`,
    );
  }
  url.protocol = url.protocol === "http:" || url.protocol === "ws:" ? "ws:" : "wss:";
  // A server behind a proxy may have a path of its own; a script's path is not one.
  const path = server === undefined ? "" : url.pathname.replace(/\/(ws)?\/?$/, "");
  return `${url.protocol}//${url.host}${path}/ws`;
}

function parse(address: string): URL | undefined {
  try {
    const url = new URL(address);
    return /^(https?|wss?):$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}
