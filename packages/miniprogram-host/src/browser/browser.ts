/** A headless browser whose tabs are phones. Nothing leaves this machine. */

import { createHash, X509Certificate } from "node:crypto";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { DEFAULT_PROFILE } from "../shared/profiles.ts";
import type { PhoneSettings } from "../shared/settings.ts";

export interface BrowserOptions {
  /** The browser; `CHROMIUM` in the environment or /usr/bin/chromium if absent. */
  executablePath?: string;
  /** More flags for it. */
  args?: readonly string[];
  /** Names that stand for an address of this machine; no other name is found. */
  hosts?: Readonly<Record<string, string>>;
  /** Certificates (PEM) whose servers are believed, for tests over TLS. */
  trust?: readonly string[];
}

export interface Tab {
  readonly page: Page;
  /** What the console said, and errors that nobody caught. */
  readonly logs: readonly string[];
}

export interface PhoneBrowser {
  readonly browser: Browser;
  /** A tab with the storage of its own, and a camera and a microphone that a computer plays. */
  newTab(settings?: PhoneSettings, context?: BrowserContextOptions): Promise<Tab>;
  close(): Promise<void>;
}

export async function openBrowser({
  executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args = [],
  hosts = {},
  trust = [],
}: BrowserOptions = {}): Promise<PhoneBrowser> {
  const browser = await chromium.launch({
    executablePath,
    headless: true,
    args: [...flags(hosts, trust), ...args],
  });
  const reachable = new Set(["127.0.0.1", "localhost", ...Object.keys(hosts)]);
  const newTab = async (settings: PhoneSettings = {}, more: BrowserContextOptions = {}) => {
    const device = settings.device ?? DEFAULT_PROFILE;
    const context = await browser.newContext({
      viewport: { width: device.width, height: device.height },
      deviceScaleFactor: 2,
      locale: (settings.language ?? "zh_CN").replace("_", "-"),
      permissions: ["camera", "microphone"],
      ...more,
    });
    await context.route(
      (url) => /^https?:$/.test(url.protocol) && !reachable.has(url.hostname),
      (route) => route.abort(),
    );
    await context.addInitScript((phone) => {
      Object.assign(globalThis, { __mpConfig: phone });
    }, settings);
    const page = await context.newPage();
    const logs: string[] = [];
    page.on("console", (message) => logs.push(`[${message.type()}] ${message.text()}`));
    page.on("pageerror", (error) => logs.push(`[pageerror] ${error.stack ?? error.message}`));
    return { page, logs };
  };
  return { browser, newTab, close: () => browser.close() };
}

function flags(hosts: Readonly<Record<string, string>>, trust: readonly string[]): string[] {
  const rules = [
    ...Object.entries(hosts).map(([name, address]) => `MAP ${name} ${address}`),
    "MAP * ~NOTFOUND",
    "EXCLUDE 127.0.0.1",
    "EXCLUDE localhost",
  ];
  const believed = trust.map((pem) => {
    const key = new X509Certificate(pem).publicKey.export({ type: "spki", format: "der" });
    return createHash("sha256").update(key).digest("base64");
  });
  return [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--disable-features=LocalNetworkAccessChecks",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--hide-scrollbars",
    // Sockets, too, cannot leave the machine.
    `--host-resolver-rules=${rules.join(", ")}`,
    ...(believed.length > 0 ? [`--ignore-certificate-errors-spki-list=${believed.join(",")}`] : []),
  ];
}
