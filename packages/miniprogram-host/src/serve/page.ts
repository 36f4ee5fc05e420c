/**
 * The pages that a browser opens: one phone, or two of them side by side. All addresses in them are relative, and all
 * scripts are files: a server may forbid what stands in the page itself.
 */

import { PROFILES } from "../shared/profiles.ts";
import type { PhoneSettings } from "../shared/settings.ts";

export interface PageOptions {
  title?: string;
  /** How many scripts are injected, at `inject/N.js`. */
  injected?: number;
}

/**
 * The page that a mini program runs in. Its address may choose: `?profile=android&lang=en&key=left`, where the key
 * tells apart the storage of phones in one browser.
 */
export function phoneHtml({ title = "", injected = 0 }: PageOptions): string {
  const scripts = [
    "settings.js",
    ...Array.from({ length: injected }, (_, n) => `inject/${n}.js`),
    "app.js",
    "runtime.js",
  ];
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<title>${inHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1, user-scalable=no">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="base.css">
<link rel="stylesheet" href="app.css">
</head>
<body>
<div id="mp-app"></div>
${scripts.map((script) => `<script src="${script}"></script>`).join("\n")}
</body>
</html>
`;
}

/** `settings.js`: the phone, where the one who opens the page brings none, and what the program's scripts call. */
export function settingsJs(phone: PhoneSettings = {}): string {
  return `window.__mpConfig = Object.assign(${JSON.stringify(phone)}, window.__mpConfig);
window.__mpScripts = {};
window.__mpDefine = (path, script) => {
  window.__mpScripts[path] = script;
};
`;
}

/** Two phones that are side by side. `?profile=` and `?lang=` hold for both, what is behind `#` for each of them. */
export function phonesHtml({ title = "" }: PageOptions): string {
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<title>${inHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<style>
body { margin: 0; min-height: 100vh; display: flex; flex-wrap: wrap; align-items: center; justify-content: center;
  gap: 32px; background: #e9ebef; }
.phone { border: 10px solid #111; border-radius: 44px; overflow: hidden; background: #fff;
  box-shadow: 0 12px 40px rgba(0, 0, 0, .25); }
iframe { display: block; border: 0; }
</style>
</head>
<body>
<script src="phones.js"></script>
</body>
</html>
`;
}

/** `phones.js`; `phonePage` is where the page of one phone is. */
export function phonesJs(phonePage: string): string {
  return `const devices = ${JSON.stringify(PROFILES)};
const asked = new URLSearchParams(location.search);
const device = devices[asked.get("profile")] || devices.notch;
for (const key of ["left", "right"]) {
  const settings = new URLSearchParams({ profile: device.name, key });
  if (asked.has("lang")) settings.set("lang", asked.get("lang"));
  const frame = document.createElement("iframe");
  Object.assign(frame, { name: key, title: key, width: device.width, height: device.height });
  frame.allow = "camera; microphone; autoplay";
  frame.src = ${JSON.stringify(phonePage)} + "?" + settings + location.hash;
  const phone = document.createElement("div");
  phone.className = "phone";
  phone.append(frame);
  document.body.append(phone);
}
`;
}

function inHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
