import type { ElementNode } from "glass-easel-miniprogram-adapter";

/** Address of a file that a mini program names in the file at `owner`; it is relative to the page. */
export function resourceUrl(source: unknown, owner: string): string {
  const src = String(source ?? "").trim();
  if (!src || /^(data:|blob:|https?:|\/\/|wxfile:|cloud:)/.test(src)) return src;
  return `mp/${joinPath(owner, src)}`;
}

/** Path in the mini program that a reference in the file `from` means. */
export function joinPath(from: string, reference: string): string {
  const parts = reference.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const part of reference.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

/** Path of the component in whose template a node stands. */
export function ownerPath(node: ElementNode): string {
  return node.ownerShadowRoot?.getHostNode().is ?? "";
}
