/**
 * The request and socket domains of a mini program's account. WeChat lets nothing else through on a phone, and
 * nothing without TLS (developers.weixin.qq.com, framework/ability/network).
 */

export interface DomainList {
  /** `https://` origins for `wx.request`. */
  readonly request: readonly string[];
  /** `wss://` origins for `wx.connectSocket`. */
  readonly socket: readonly string[];
  /**
   * `rtmp://` and `https://` origins for the live tags. WeChat documents no such list, so that without it they reach
   * any server; with it a test finds a tag that is given an address nobody meant.
   */
  readonly live?: readonly string[];
}

export type DomainKind = "request" | "socket";

const SCHEME: Record<DomainKind, string> = { request: "https:", socket: "wss:" };

/** What WeChat appends to `request:fail` and `connectSocket:fail`, and the number beside it. */
export const NOT_IN_DOMAIN_LIST = { errMsg: "url not in domain list", errno: 600002 } as const;

/**
 * Whether the account may reach that address. Scheme, host and port must be those of an entry: an entry
 * without a port is 443 only. Loopback cannot be an entry.
 */
export function domainAllowed(domains: DomainList, kind: DomainKind, address: string): boolean {
  const wanted = origin(address);
  if (!wanted || wanted.scheme !== SCHEME[kind] || isLoopback(wanted.host)) return false;
  return domains[kind].some((entry) => sameOrigin(origin(entry), wanted));
}

/** Whether a live tag may reach that address: RTMP where it is listed, HTTP-FLV only by TLS. */
export function liveAllowed({ live }: DomainList, address: string): boolean {
  if (!live) return true;
  const wanted = origin(address);
  if (!wanted || !/^(rtmps?|https):$/.test(wanted.scheme)) return false;
  return live.some((entry) => sameOrigin(origin(entry), wanted));
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || /^127\./.test(host) || host === "[::1]";
}

interface Origin {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
}

function sameOrigin(listed: Origin | undefined, wanted: Origin): boolean {
  return (
    listed?.scheme === wanted.scheme && listed.host === wanted.host && listed.port === wanted.port
  );
}

function origin(address: string): Origin | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, port } = new URL(address);
  return { scheme: protocol, host: hostname, port };
}
