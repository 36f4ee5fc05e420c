/** What the server's pages have in common. */

import { html, svg, type TemplateResult } from "lit";
import { type Language, languageOf } from "../src/locales/index.ts";

const LANGUAGE_KEY = "callkit-language";
const NAMES: Readonly<Record<Language, string>> = { "zh-CN": "中文", en: "English", ja: "日本語" };

/** `?lang=`, else what was chosen last, else what the browser speaks. */
export function chosenLanguage(): Language {
  const asked = new URLSearchParams(location.search).get("lang");
  return languageOf(asked ?? localStorage.getItem(LANGUAGE_KEY) ?? navigator.language);
}

export function languageSwitch(
  now: Language,
  choose: (language: Language) => void,
): TemplateResult {
  return html`<div class="languages" role="group" aria-label="Language">
    ${(Object.keys(NAMES) as Language[]).map(
      (language) =>
        html`<button
          type="button"
          lang=${language}
          aria-pressed=${language === now}
          @click=${() => {
            localStorage.setItem(LANGUAGE_KEY, language);
            choose(language);
          }}
        >
          ${NAMES[language]}
        </button>`,
    )}
  </div>`;
}

export function brand(): TemplateResult {
  return html`<a class="brand" href="/">${LOGO}<span>callkit</span></a>`;
}

const LOGO = svg`<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="9" fill="#07c160"/><path d="M9 11.5A2.5 2.5 0 0 1 11.5 9h9a2.5 2.5 0 0 1 2.5 2.5v6a2.5 2.5 0 0 1-2.5 2.5H15l-4 3.5V20a2.5 2.5 0 0 1-2-2.5z" fill="#fff"/></svg>`;

/** What `/demo/config.json` says of this installation. */
export interface Installation {
  readonly sdkappid: number;
  readonly version: string;
  /** Addresses of this server for other machines of the network; empty when it listens to this one only. */
  readonly lan_urls: readonly string[];
  readonly public_url?: string | null;
}

export async function installation(): Promise<Installation | undefined> {
  try {
    const response = await fetch("/demo/config.json");
    return response.ok ? ((await response.json()) as Installation) : undefined;
  } catch {
    return undefined;
  }
}
