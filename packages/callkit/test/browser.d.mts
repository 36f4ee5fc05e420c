import type { BrowserContext } from "playwright-core";

export const GALLERY: string;
export function openBrowser(): Promise<BrowserContext>;
export function serveGallery(browser: BrowserContext): Promise<void>;
