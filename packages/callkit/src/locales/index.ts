import { en } from "./en.ts";
import { ja } from "./ja.ts";
import { zhCN } from "./zh-CN.ts";

/** Names one text of the call screens. */
export type TextKey = keyof typeof zhCN;

/** A whole locale table. */
export type Texts = Readonly<Record<TextKey, string>>;

/** The languages that come with the kit. */
export type Language = "zh-CN" | "en" | "ja";

/** Every table by its language. */
export const LOCALES: Readonly<Record<Language, Texts>> = { "zh-CN": zhCN, en, ja };

/** A text that is still to be put into a language: its key and what stands in the braces. */
export interface Text {
  readonly key: TextKey;
  readonly params?: Readonly<Record<string, string>>;
}

/** The text in words. A parameter that is missing leaves its braces, so that a test sees it. */
export function words(texts: Texts, text: Text): string {
  return fill(texts[text.key], text.params);
}

/** Puts parameters into their places, once and without reading what was put in. */
export function fill(template: string, params: Readonly<Record<string, string>> = {}): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
}

/**
 * The language for a tag as browsers, systems and the vendor's API write it (`zh-Hans-CN`, `ja_JP`, `en-GB`);
 * English for any other.
 */
export function languageOf(tag: string): Language {
  const primary = tag.toLowerCase().split(/[-_]/)[0];
  if (primary === "zh") return "zh-CN";
  if (primary === "ja") return "ja";
  return "en";
}
