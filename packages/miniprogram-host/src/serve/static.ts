/** A mini program as files that any web server can serve, in any folder of it. */

import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type BuildOptions, build, type Program } from "../build/program.ts";
import { runtimeLicences } from "../build/runtime-bundle.ts";
import type { PhoneSettings } from "../shared/settings.ts";
import { phoneHtml, phonesHtml, phonesJs, settingsJs } from "./page.ts";

export interface StaticOptions extends BuildOptions {
  /** The phone that the pages show. */
  phone?: PhoneSettings;
}

/** Source that a browser does not ask for: it is in the scripts and the style sheet. */
const COMPILED = /\.(js|ts|json|wxml|wxss|wxs|md)$/;

/**
 * Writes `index.html` with two phones side by side, `phone.html` with one, and all that they load. Requests go straight
 * to their server, which is the one that serves these files, or allows them to be made from there.
 */
export async function writeStatic(
  root: string,
  out: string,
  { phone, mode = "production", ...options }: StaticOptions = {},
): Promise<Program> {
  const program = await build(root, { ...options, mode });
  const title = program.config.app.window?.navigationBarTitleText ?? "";
  const settings: PhoneSettings = { network: "direct", ...phone };
  await mkdir(out, { recursive: true });
  const files: Record<string, string> = {
    "index.html": phonesHtml({ title }),
    "phones.js": phonesJs("phone.html"),
    "phone.html": phoneHtml({ title }),
    "settings.js": settingsJs(settings),
    "app.js": program.appJs,
    "app.css": program.appCss,
    "runtime.js": program.runtimeJs,
    "base.css": program.runtimeCss,
    "third-party.txt": runtimeLicences(),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(out, name), content);
  for (const path of program.files.list("")) {
    const source = program.files.real(path);
    if (source === null || COMPILED.test(path)) continue;
    const target = join(out, "mp", path);
    await mkdir(dirname(target), { recursive: true });
    await cp(source, target);
  }
  return program;
}
