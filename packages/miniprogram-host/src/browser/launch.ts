/** A mini program on a phone, from its folder to a running page. */

import { type Served, type ServeOptions, serve } from "../serve/server.ts";
import type { DomainList } from "../shared/domains.ts";
import { type ProfileName, profileNamed } from "../shared/profiles.ts";
import { languageNamed, type PhoneSettings } from "../shared/settings.ts";
import { type BrowserOptions, openBrowser, type PhoneBrowser } from "./browser.ts";
import { Phone } from "./phone.ts";

export interface LaunchOptions {
  /** Folder of the mini program, or one that is served already. */
  program: string | Served;
  /** A browser that is open already: several phones are tabs of one. */
  browser?: PhoneBrowser;
  profile?: ProfileName;
  /** `zh-CN`, `en`, `ja`. */
  lang?: string;
  /** Strict mode: only these addresses, only by TLS. */
  strict?: DomainList;
  /** The page to start with, `pages/index/index?a=1`; the mini program's first one if absent. */
  route?: string;
  /** Anything else about the phone. */
  phone?: PhoneSettings;
  /** For a browser that is opened for this phone. */
  browserOptions?: BrowserOptions;
  /** For a server that is started for this phone. */
  serveOptions?: ServeOptions;
}

/** Starts the mini program on a phone. What this opens, and only that, is closed with the phone. */
export async function launch(options: LaunchOptions): Promise<Phone> {
  const { program, route = "", browserOptions, serveOptions } = options;
  const own: (() => Promise<void>)[] = [];
  try {
    const served = typeof program === "string" ? await serve(program, serveOptions) : program;
    if (served !== program) own.push(() => served.close());
    const browser = options.browser ?? (await openBrowser(browserOptions));
    if (browser !== options.browser) own.push(() => browser.close());
    const tab = await browser.newTab(settingsOf(options));
    const phone = new Phone(tab, served.url, () => closeAll(own));
    await phone.open(route);
    return phone;
  } catch (error) {
    await closeAll(own);
    throw error;
  }
}

function settingsOf({ profile, lang, strict, phone }: LaunchOptions): PhoneSettings {
  return {
    ...phone,
    ...(profile && { device: profileNamed(profile) }),
    ...(lang && { language: languageNamed(lang) }),
    ...(strict && { domains: strict }),
  };
}

/** The latest first: a page may still ask its server. */
async function closeAll(closers: (() => Promise<void>)[]): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}
