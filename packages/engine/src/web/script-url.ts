/** Where this very script came from. */

/** What a callkit server serves its scripts as. Any other address is that of somebody's bundle. */
const SERVED = /\/sdk\/tuicall[^/]*\.m?js$/;

/** `undefined` where that says nothing about the server. Read while the script loads: later nobody knows. */
export const scriptUrl: string | undefined = servedBy(address());

export function servedBy(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const [path = ""] = address.split(/[?#]/);
  return SERVED.test(path) ? address : undefined;
}

function address(): string | undefined {
  const script = typeof document === "undefined" ? undefined : document.currentScript;
  if (script && "src" in script && typeof script.src === "string") return script.src;
  return import.meta.url;
}
