/** What is remembered of whoever looks, in this browser only. */

import { LANGUAGES, type Language, languageOf } from "../locales/index.ts";

const LANGUAGE = "callkit-console-language";
const APP = "callkit-console-app";

export function language(): Language {
  const kept = localStorage.getItem(LANGUAGE);
  if (kept !== null && kept in LANGUAGES) return kept as Language;
  return languageOf(navigator.language);
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(LANGUAGE, language);
}

/** The app that was looked at last. */
export function lastApp(): number | undefined {
  const kept = Number(localStorage.getItem(APP));
  return kept > 0 ? kept : undefined;
}

export function keepApp(app: number): void {
  localStorage.setItem(APP, String(app));
}
