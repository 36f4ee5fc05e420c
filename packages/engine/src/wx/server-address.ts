/** Where the server is: `server.js` beside the engine, or `server` in the config. */

import { ERROR_CODE, WxEngineError } from "./codes.ts";

/** What is wrong with an address; `data.reason` of the error. */
type Flaw = "domain" | "insecure" | "loopback" | "malformed" | "missing" | "placeholder";

export type Place = {
  /** Of the signalling: `wss://calls.example.com/ws`. */
  url: string;
  /** Only this very device could be meant by it. */
  loopback: boolean;
};

type Version = "develop" | "trial" | "release";

/** One address, or one for each version of the mini program. */
export type Address = string | { [K in Version]?: string };

const ADDRESS = /^(https?|wss?):\/\/([^/?#\s]+)(\/[^?#\s]*)?$/i;
/** Names that stand for "yours" (RFC 2606), and what people write in their place. */
const PLACEHOLDER = /(^|\.)example(\.(com|net|org))?$|your[-_.]?(server|domain|host)|[<>{}]/i;
const LOOPBACK = /^(localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/i;
const WHERE = "MiniProgram/TUICallEngine/server.js";

/**
 * `given` in the config goes before `shipped`, what server.js exports. Throws for an address that cannot work; one
 * that only works in developer tools is let through, since a test on one machine looks the same.
 */
export function placeOf(given: unknown, shipped: unknown, version: Version | undefined): Place {
  const own = given !== undefined && given !== null && given !== "";
  const source = own ? "server" : `the address in ${WHERE}`;
  const address = choose(own ? given : exported(shipped), version ?? "release", source);
  const [, scheme = "", authority = "", path = ""] = ADDRESS.exec(address) ?? [];
  const host = authority.replace(/:\d+$/, "");
  if (PLACEHOLDER.test(host) || PLACEHOLDER.test(address))
    throw flaw("placeholder", `${source} is still the placeholder ${shown(address)}; put in yours`);
  if (!scheme) {
    const rule = `${source} must be an address such as https://calls.your-company.com`;
    throw flaw("malformed", `${rule}; got ${shown(address)}`);
  }
  const loopback = LOOPBACK.test(host);
  if (version === "release" && loopback) throw looped(address);
  const secure = /^(https|wss)$/i.test(scheme);
  if (version === "release" && !secure) {
    const why = "a released mini program connects by TLS only";
    throw flaw("insecure", `${source} is ${shown(address)}, and ${why}; use https:// or wss://`);
  }
  const base = path.replace(/\/(ws)?\/?$/, "");
  return { url: `${secure ? "wss" : "ws"}://${authority}${base}/ws`, loopback };
}

/** The phone looked for the server on itself. */
export function looped(address: string): WxEngineError {
  const why = "which on a phone is the phone itself";
  const remedy = "use the server's address in the local network (make run LAN=1 prints it)";
  return flaw("loopback", `the server's address is ${shown(address)}, ${why}; ${remedy}`);
}

/** WeChat would not let the connection through. */
export function unlisted(url: string): WxEngineError {
  const origin = url.replace(/^(wss?:\/\/[^/]+).*$/, "$1");
  const list = "mp.weixin.qq.com > 开发管理 > 开发设置 > 服务器域名 > socket 合法域名";
  return flaw(
    "domain",
    `${origin} is not among this mini program's socket domains; add it: ${list}`,
  );
}

function choose(value: unknown, version: Version, source: string): string {
  const named = typeof value === "object" && value !== null;
  const address = named ? (value as Record<string, unknown>)[version] : value;
  if (typeof address === "string" && address.trim() !== "") return address.trim();
  const field = named ? `${source} for the ${version} version` : source;
  throw flaw("missing", `${field} is missing: got ${shown(address)}; it is set in ${WHERE}`);
}

/** CommonJS or an ES module, whichever way server.js is written. */
function exported(module: unknown): unknown {
  if (typeof module !== "object" || module === null) return module;
  const { default: standard, server } = module as Record<string, unknown>;
  return standard ?? server ?? module;
}

function flaw(reason: Flaw, message: string): WxEngineError {
  const data = { field: "server", reason };
  return new WxEngineError(ERROR_CODE.INVALID_PARAMETER, message, { data });
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : typeof value;
}
