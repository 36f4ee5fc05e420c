/** The mini program with one live-pusher and one live-player, before a server that a test holds. */

import { join } from "node:path";
import { type LaunchOptions, launch, type Phone, type PhoneSettings } from "../../src/index.ts";
import type { MediaServer } from "./media-server.ts";

export function launchLive(
  server: MediaServer,
  settings: PhoneSettings = {},
  options: Partial<LaunchOptions> = {},
): Promise<Phone> {
  return launch({
    program: join(import.meta.dirname, "../live"),
    phone: { mediaServer: server.origin, reconnectAfterMs: 50, ...settings },
    ...options,
  });
}

export function setData(phone: Phone, data: object): Promise<void> {
  return phone.page.evaluate((data) => void window.__mp.page().setData(data), data);
}

/** Waits until the tag has told that code. */
export async function untilCode(
  phone: Phone,
  tag: "live-pusher" | "live-player",
  code: number,
): Promise<void> {
  await phone.until(`${tag} tells ${code}`, async () => (await phone.codes(tag)).includes(code));
}
