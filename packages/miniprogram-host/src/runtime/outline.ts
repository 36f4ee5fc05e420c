/** The page on top as text, in the manner of WXML: for a test to read, and to say what it saw. */

export function outline(): string {
  const lines: string[] = [];
  const top = document.querySelector(".mp-page.mp-top");
  if (top) for (const child of top.children) describe(child, 0, lines);
  return lines.join("\n");
}

function describe(element: Element, depth: number, lines: string[]): void {
  const name = element.localName.replace(/^wx-/, "");
  const isOurs = element.localName.startsWith("wx-");
  if (isOurs && name !== "page") {
    lines.push(
      `${"  ".repeat(depth)}<${[name, ...attributes(element)].join(" ")}>${said(element)}`,
    );
  }
  // Elements of the host itself (the scroller, a field's input) are not in the app's tree.
  const inner = isOurs && name !== "page" ? depth + 1 : depth;
  for (const child of element.children) describe(child, inner, lines);
}

function attributes(element: Element): string[] {
  const found: string[] = [];
  if (element.id) found.push(`id="${element.id}"`);
  // Classes of an isolated component carry its name in front.
  const classes = Array.from(element.classList, (name) => name.replace(/^.+?--/, ""));
  if (classes.length > 0) found.push(`class="${classes.join(" ")}"`);
  const component = element.getAttribute("data-is");
  if (component && !component.startsWith("wx://")) found.push(`is="${component}"`);
  const source = element.getAttribute("data-src");
  if (source) found.push(`src="${source}"`);
  const field = element.querySelector(":scope > input, :scope > textarea");
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)
    found.push(`value="${field.value}"`);
  if (element.hasAttribute("mp-hidden")) found.push("hidden");
  return found;
}

/** The text that stands directly in the element. */
function said(element: Element): string {
  const texts = Array.from(element.childNodes)
    .filter((node) => node.nodeType === Node.TEXT_NODE)
    .map(({ textContent }) => textContent?.trim() ?? "")
    .filter(Boolean);
  return texts.length > 0 ? ` ${texts.join(" ")}` : "";
}
