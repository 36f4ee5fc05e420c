/** Whom somebody typed that he wants to call. */

/** The others of a call that is full. */
export const MOST_OTHERS = 8;

/** User IDs between spaces and commas, of whatever language; each once, in their order. */
export function usersIn(text: string): string[] {
  return [...new Set(text.split(/[\s,，、;；]+/).filter((part) => part !== ""))];
}
