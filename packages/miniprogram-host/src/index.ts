/**
 * Runs a WeChat mini program in a browser. `launch` puts a folder on a phone in a headless browser, `serve` serves it
 * to any browser, `writeStatic` writes files that any server can serve.
 */

export {
  type BrowserOptions,
  openBrowser,
  type PhoneBrowser,
  type Tab,
} from "./browser/browser.ts";
export { type LaunchOptions, launch } from "./browser/launch.ts";
export { Phone } from "./browser/phone.ts";
export type { Overlay } from "./build/files.ts";
export { type BuildOptions, build, type Program } from "./build/program.ts";
export type { RecordedCall } from "./runtime/journal.ts";
export type { LiveTag } from "./runtime/media/attributes.ts";
export type { LiveTrack } from "./runtime/media/tracks.ts";
export type { NetworkType } from "./runtime/phone.ts";
export type { AudioState, LiveState, SocketState, TestApi } from "./runtime/test-api.ts";
export { type Served, type ServeOptions, serve } from "./serve/server.ts";
export { type StaticOptions, writeStatic } from "./serve/static.ts";
export { type DomainList, domainAllowed, liveAllowed } from "./shared/domains.ts";
export {
  type DeviceProfile,
  PROFILE_NAMES,
  PROFILES,
  type ProfileName,
  profileNamed,
} from "./shared/profiles.ts";
export type { Language, PhoneSettings, Platform, Privacy } from "./shared/settings.ts";
