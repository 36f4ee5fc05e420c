import { profileNamed } from "../shared/profiles.ts";
import { LANGUAGES, languageNamed, type PhoneSettings } from "../shared/settings.ts";

/** What the page's own address says about the phone; it goes before what the page was served with. */
export function settingsOf(search: string): PhoneSettings {
  const asked = new URLSearchParams(search);
  const profile = asked.get("profile");
  const language = asked.get("lang");
  const key = asked.get("key");
  return {
    ...(profile && { device: profileNamed(profile) }),
    ...(language && LANGUAGES[language] && { language: languageNamed(language) }),
    ...(key && { storageKey: key }),
  };
}
