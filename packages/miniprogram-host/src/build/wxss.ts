/** WXSS to CSS: imports, rpx, tags, scopes, safe-area insets. */

import { posix } from "node:path";
import postcss, { type Root } from "postcss";
import selectorParser from "postcss-selector-parser";
import { insets, rpx } from "../shared/css-values.ts";
import type { ProgramFiles } from "./files.ts";
import type { Warn } from "./warnings.ts";

export interface StyleScope {
  /** Put before each class, `name--class`: styles of an isolated component. */
  scope?: string;
  /** Rules hold only inside this page. */
  page?: string;
}

export function compileWxss(
  files: ProgramFiles,
  path: string,
  { scope, page }: StyleScope,
  warn: Warn,
): string {
  const root = withImports(files, path, warn, []);
  root.walkDecls((declaration) => {
    declaration.value = insets(rpx(declaration.value));
  });
  root.walkAtRules("media", (rule) => {
    // A media query knows no vw; 2 rpx are 1 px on the screen that designs are drawn for.
    rule.params = rule.params.replace(/([\d.]+)rpx/g, (_, length) => `${Number(length) / 2}px`);
  });
  root.walkRules((rule) => {
    if (
      rule.parent?.type === "atrule" &&
      "name" in rule.parent &&
      /keyframes$/i.test(rule.parent.name)
    )
      return;
    rule.selector = selectorParser((selectors) => {
      selectors.walkTags((tag) => {
        const within = tag.parent?.parent;
        const inNth = within?.type === "pseudo" && /nth/.test(within.value);
        if (!inNth && !tag.value.startsWith("wx-")) tag.value = `wx-${tag.value.toLowerCase()}`;
      });
      selectors.walkClasses((name) => {
        if (scope) name.value = `${scope}--${name.value}`;
      });
      selectors.walkPseudos((pseudo) => {
        if (pseudo.value === ":host")
          pseudo.replaceWith(
            selectorParser.attribute({
              attribute: "wx-host",
              operator: "=",
              value: scope ?? "",
              quoteMark: '"',
              raws: {},
            }),
          );
      });
      if (page) for (const selector of selectors.nodes) insidePage(selector, page);
    }).processSync(rule.selector);
  });
  return root.toString();
}

function withImports(
  files: ProgramFiles,
  path: string,
  warn: Warn,
  above: readonly string[],
): Root {
  if (above.includes(path)) return postcss.root();
  const root = postcss.parse(files.text(path), { from: path });
  root.walkAtRules("import", (rule) => {
    const reference = /^(?:url\()?\s*['"]?([^'")]+)['"]?\s*\)?/.exec(rule.params)?.[1];
    const target = reference && relative(path, reference);
    if (target && files.exists(target))
      rule.replaceWith(withImports(files, target, warn, [...above, path]).nodes);
    else {
      warn(`${path}: @import ${rule.params} not found`);
      rule.remove();
    }
  });
  root.walkDecls((declaration) => {
    declaration.value = declaration.value.replace(
      /url\(\s*(['"]?)([^'")]+)\1\s*\)/g,
      (all, _, address) =>
        /^(data:|https?:|\/\/|#|mp\/)/.test(address) ? all : `url("mp/${relative(path, address)}")`,
    );
  });
  return root;
}

function relative(from: string, reference: string): string {
  return reference.startsWith("/")
    ? posix.normalize(reference).replace(/^\/+/, "")
    : posix.join(posix.dirname(from), reference);
}

/** `:where` keeps the weight of the rule as it was. */
function insidePage(selector: selectorParser.Selector, page: string): void {
  const outer = selectorParser().astSync(`:where([data-mp-page="${page}"]) `).first;
  if (selector.first) selector.first.spaces.before = "";
  for (const node of [...outer.nodes].reverse()) selector.prepend(node);
}
