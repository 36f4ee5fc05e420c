// Makes the pages of /guides/ from docs/: plain HTML without a script, in the look of the server's other pages.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { Marked } from "marked";

const docs = join(import.meta.dirname, "../../../docs");

/** What stands beside a page, by the folder that it is in. */
const LANGUAGES = {
  zh: { tag: "zh-CN", other: "en", otherName: "English", contents: "目录" },
  en: { tag: "en", other: "zh", otherName: "中文", contents: "Contents" },
};
const INDEX = "README.md";

/** Writes a page for each Markdown file of docs/ below `site`. */
export function writeGuides(site) {
  for (const path of pages()) {
    const file = join(site, addressOf(path));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, pageOf(path));
  }
}

/** Every page by its path in docs/. */
function pages() {
  return readdirSync(docs, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
    .map((entry) => relative(docs, join(entry.parentPath, entry.name)))
    .sort();
}

/** Where a page is below /guides/. */
function addressOf(path) {
  return path === INDEX ? "index.html" : path.replace(/\.md$/, ".html");
}

function pageOf(path) {
  const source = readFileSync(join(docs, path), "utf8");
  const body = render(path).parse(source);
  const [, title = "callkit"] = /^# (.+)$/m.exec(source) ?? [];
  const language = LANGUAGES[path.split("/")[0]];
  return `<!doctype html>
<html lang="${language?.tag ?? "en"}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
    <meta name="color-scheme" content="dark" />
    <title>${escaped(title)} · callkit</title>
    <link rel="stylesheet" href="/guides.css" />
  </head>
  <body>
    <header class="top">
      <a class="brand" href="/">callkit</a>
      <nav>${navigation(path, language)}</nav>
    </header>
    <main>
${body}
    </main>
  </body>
</html>
`;
}

function navigation(path, language) {
  if (!language) return path === INDEX ? "" : `<a href="/guides/">文档 · Contents</a>`;
  const twin = `/guides/${language.other}/${addressOf(path.slice(3))}`;
  const contents = `<a href="/guides/">${language.contents}</a>`;
  return `${contents}<a href="${twin}" lang="${LANGUAGES[language.other].tag}">${language.otherName}</a>`;
}

/** A line that ends within Chinese text goes on without the space that a line's end is elsewhere. */
const BROKEN_LINE = /(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])/g;

/** Links between pages stay; what else of the repository is linked has no address here. */
function render(path) {
  const marked = new Marked({ gfm: true });
  marked.use({
    walkTokens(token) {
      if (token.type === "text") token.text = token.text.replaceAll(BROKEN_LINE, "");
    },
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, title, tokens }) {
        const text = this.parser.parseInline(tokens);
        const address = linked(path, href);
        if (!address) return `<span${title ? ` title="${escaped(title)}"` : ""}>${text}</span>`;
        return `<a href="${escaped(address)}">${text}</a>`;
      },
      table(token) {
        const row = (cells, tag) =>
          `<tr>${cells.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join("")}</tr>`;
        const rows = token.rows.map((cells) => row(cells, "td")).join("\n");
        const head = token.header.some(({ text }) => text) ? row(token.header, "th") : "";
        return `<div class="table"><table><thead>${head}</thead><tbody>${rows}</tbody></table></div>\n`;
      },
    },
  });
  return marked;
}

/** `undefined` for a file that is no page. */
function linked(path, href) {
  if (/^(https?:|mailto:|#)/.test(href)) return href;
  const [file, anchor] = href.split("#");
  const target = posix.normalize(posix.join(posix.dirname(path), file));
  if (target.startsWith("..") || !target.endsWith(".md")) return undefined;
  return `/guides/${addressOf(target).replace(/^index\.html$/, "")}${anchor ? `#${anchor}` : ""}`;
}

/** As the places that show Markdown name a heading; tests/docs holds links to the same rule. */
function slug(heading) {
  const bare = heading.trim().toLowerCase();
  return bare.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(/\s/g, "-");
}

function escaped(text) {
  const signs = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replaceAll(/[&<>"]/g, (sign) => signs[sign]);
}
