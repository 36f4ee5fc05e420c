/** Splits code into words that are coloured. Rough on purpose: it is looked at, not compiled. */

export type TokenKind = "k" | "s" | "c" | "n" | "";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const KEYWORDS = new Set(
  (
    "as async await bool catch class const crate def else except extends export false final fn for from func function " +
    "go if impl import in int is let long match mod mut new nil None not null package private pub public raise require " +
    "return self static str String struct super this throw throws true True try type use var void where while with " +
    "module defer string array"
  ).split(" "),
);

/** Comments, strings in any quotes, numbers, words; in this order, because a string may hold a comment's sign. */
const TOKEN =
  /(\/\/[^\n]*|(?<=^|\n)\s*#[^\n]*|\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->)|("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|(\b\d[\d_]*\b)|([A-Za-z_][A-Za-z0-9_]*)/g;

export function highlight(code: string): Token[] {
  const tokens: Token[] = [];
  const push = (kind: TokenKind, text: string) => {
    const last = tokens.at(-1);
    if (last?.kind === kind) tokens[tokens.length - 1] = { kind, text: last.text + text };
    else if (text !== "") tokens.push({ kind, text });
  };
  let at = 0;
  for (const match of code.matchAll(TOKEN)) {
    const [whole, comment, string, number] = match;
    push("", code.slice(at, match.index));
    // `//` in an address is no comment.
    if (comment !== undefined && code[match.index - 1] === ":") push("", whole);
    else if (comment !== undefined) push("c", whole);
    else if (string !== undefined) push("s", whole);
    else if (number !== undefined) push("n", whole);
    else push(KEYWORDS.has(whole) ? "k" : "", whole);
    at = match.index + whole.length;
  }
  push("", code.slice(at));
  return tokens;
}
