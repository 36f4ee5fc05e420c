import { account } from "./account.ts";
import { apps } from "./apps.ts";
import { call } from "./call.ts";
import { common } from "./common.ts";
import { connection } from "./connection.ts";
import { errors } from "./errors.ts";
import { installation } from "./installation.ts";
import { live } from "./live.ts";
import { quickStart } from "./quick-start.ts";
import { records } from "./records.ts";
import { tickets } from "./tickets.ts";
import { users } from "./users.ts";

/** The languages of the console. */
export type Language = "zh-CN" | "en";

/** The names of the languages, each in itself. */
export const LANGUAGES: Readonly<Record<Language, string>> = { "zh-CN": "中文", en: "English" };

const zhCN = {
  ...account["zh-CN"],
  ...apps["zh-CN"],
  ...call["zh-CN"],
  ...common["zh-CN"],
  ...connection["zh-CN"],
  ...errors["zh-CN"],
  ...installation["zh-CN"],
  ...live["zh-CN"],
  ...quickStart["zh-CN"],
  ...records["zh-CN"],
  ...tickets["zh-CN"],
  ...users["zh-CN"],
};

/** Names one text. */
export type TextKey = keyof typeof zhCN;

/** A whole locale table. */
export type Texts = Readonly<Record<TextKey, string>>;

const en: Texts = {
  ...account.en,
  ...apps.en,
  ...call.en,
  ...common.en,
  ...connection.en,
  ...errors.en,
  ...installation.en,
  ...live.en,
  ...quickStart.en,
  ...records.en,
  ...tickets.en,
  ...users.en,
};

/** Every table by its language. */
export const LOCALES: Readonly<Record<Language, Texts>> = { "zh-CN": zhCN, en };

/** What may be put into a text. */
export type Params = Readonly<Record<string, string | number>>;

/** Puts a text into the language that is shown. */
export type Translate = (key: TextKey, params?: Params) => string;

export function translator(language: Language): Translate {
  const texts = LOCALES[language];
  return (key, params = {}) => fill(texts[key], params);
}

/** Whether there is a text of this name; what the server calls things is put together into names of texts. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(zhCN, key);
}

/** Puts parameters into their places, once and without reading what was put in. */
export function fill(template: string, params: Params): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** The language for a tag as browsers write it (`zh-Hans-CN`, `en-GB`); English for any other. */
export function languageOf(tag: string): Language {
  return tag.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}
