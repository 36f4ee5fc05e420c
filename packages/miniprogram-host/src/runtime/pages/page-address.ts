import { joinPath } from "../resource.ts";

export interface PageAddress {
  /** Path of the page without a slash in front. */
  readonly route: string;
  readonly query: Readonly<Record<string, string>>;
  /** What stood behind the question mark. */
  readonly search: string;
}

/** The page that a `url` means, relative to the page at `from`. */
export function pageAddress(url: unknown, from: string): PageAddress {
  const [path = "", search = ""] = String(url).split("?");
  const query: Record<string, string> = {};
  for (const pair of search.split("&")) {
    const [key = "", ...value] = pair.split("=");
    if (pair) query[decoded(key)] = decoded(value.join("="));
  }
  return { route: joinPath(from, path), query, search };
}

/** Broken escapes are taken as they stand, as in WeChat. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
