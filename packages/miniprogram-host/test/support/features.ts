/** The mini program that uses each feature once, on a phone of its own. */

import { join } from "node:path";
import { type LaunchOptions, launch, type Phone } from "../../src/index.ts";

export const FEATURES = join(import.meta.dirname, "../features");

export function launchFeatures(options: Partial<LaunchOptions> = {}): Promise<Phone> {
  return launch({ program: FEATURES, ...options });
}

/** A computed style of the first element that the selector finds. */
export function style(phone: Phone, selector: string, property: string): Promise<string> {
  return phone.page.evaluate(
    ([wanted, name]) => {
      const element = document.querySelector(wanted);
      return element ? getComputedStyle(element).getPropertyValue(name) : `no ${wanted}`;
    },
    [selector, property] as const,
  );
}

/** What the page has noted since the last time. */
export function noted(phone: Phone): Promise<unknown[]> {
  return phone.page.evaluate(() => window.__mp.page().ev.splice(0));
}
