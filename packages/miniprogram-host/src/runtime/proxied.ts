import type { PhoneSettings } from "../shared/settings.ts";

/** A browser may not read another origin's answers, a phone may: they go through the server that serves the page. */
export function proxied(url: string, network: PhoneSettings["network"]): string {
  if (network === "direct" || new URL(url).origin === location.origin) return url;
  return `__mp/proxy?url=${encodeURIComponent(url)}`;
}
