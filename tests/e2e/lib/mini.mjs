// Our mini program in a browser, as a developer sets it up: the two folders, an address, an SDKAppID
// and its key.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { launch, openBrowser, serve } from "@callkit/miniprogram-host";

import { toneFile } from "./browser.mjs";
import { tonesIn } from "./tones.mjs";
import { until } from "./wait.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
export const MINI_PROGRAM = join(ROOT, "MiniProgram");

/** Writes this server's app and its key into the debug signer, as a developer does. */
export function fillIn(dir, server) {
  const { sdkappid, key } = server.app();
  const signer = join(dir, "debug/GenerateTestUserSig.js");
  const source = readFileSync(signer, "utf8")
    .replace("const SDKAPPID = 0;", `const SDKAPPID = ${sdkappid};`)
    .replace('const SECRETKEY = "";', `const SECRETKEY = "${key}";`);
  writeFileSync(signer, source);
}

/** A copy of `MiniProgram/` for this server, in one browser that all its phones share. */
export class Mini {
  phones = [];
  browsers = [];

  /** @param {{address?: string, change?: (dir: string) => void}} options */
  static async set(server, { address = server.url, change, browserOptions = {} } = {}) {
    const mini = new Mini();
    mini.browserOptions = browserOptions;
    mini.server = server;
    mini.dir = mkdtempSync(join(tmpdir(), "callkit-mini-"));
    cpSync(MINI_PROGRAM, mini.dir, { recursive: true });
    writeFileSync(join(mini.dir, "TUICallEngine/server.js"), `module.exports = "${address}";\n`);
    fillIn(mini.dir, server);
    change?.(mini.dir);
    mini.program = await serve(mini.dir);
    mini.browser = await openBrowser(browserOptions);
    return mini;
  }

  /**
   * A phone on which nobody has signed in yet. `hertz`: into its microphone goes this tone, and so it has a browser
   * of its own.
   */
  async phone(options = {}) {
    const { phone, hertz, ...rest } = options;
    let { browser } = this;
    if (hertz) {
      const wav = join(this.dir, `${hertz}.wav`);
      toneFile(wav, hertz);
      const { args = [], ...others } = this.browserOptions;
      const flag = `--use-file-for-fake-audio-capture=${wav}`;
      browser = await openBrowser({ ...others, args: [...args, flag] });
      this.browsers.push(browser);
    }
    const opened = await launch({
      program: this.program,
      browser,
      phone: { mediaServer: this.server.url, ...phone },
      ...rest,
    });
    this.phones.push(opened);
    return opened;
  }

  /** A phone whose user has signed in and opened one of the call pages. `opened` gets its page before that. */
  async signIn(user, page = "videoCall", { opened, ...options } = {}) {
    const phone = await this.phone(options);
    opened?.(phone.page);
    await phone.fill(".login__input", user);
    await phone.tap(".login__action");
    await phone.until("the first page is there", async () =>
      (await phone.stack()).at(-1)?.includes("index"),
    );
    await phone.open(`/pages/${page}/${page}`);
    return phone;
  }

  async close() {
    for (const phone of this.phones) await phone.close();
    for (const browser of [this.browser, ...this.browsers]) await browser.close();
    await this.program.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Waits until the engine of this phone's page has signed in. */
export function signedIn(phone) {
  return until("it has signed in", () =>
    phone.page.evaluate(() => window.__mp.wx.$TUICallEngine?.state?.session === "signedIn"),
  );
}

/** Calls a method of the engine on this phone's page; an error comes with its code and message. */
export function engine(phone, method, ...args) {
  return phone.page.evaluate(
    ([name, given]) =>
      window.__mp.wx.$TUICallEngine[name](...given).then(
        (result) => result && JSON.parse(JSON.stringify(result)),
        ({ code, message }) => {
          throw new Error(`${code} ${message}`);
        },
      ),
    [method, args],
  );
}

/** Finds the user on the demo's call page and calls. */
export async function dial(phone, user) {
  await phone.fill(".search__input", user);
  await phone.tap(".search__go");
  await shows(phone, "呼叫");
  await phone.tapText("呼叫");
}

/** Taps a button of the call screen; brings the controls back where they have hidden themselves. */
export function press(phone, label) {
  return until(`${label} is pressed`, async () => {
    const button = phone.page.getByText(label, { exact: true }).locator("visible=true").last();
    if (await button.count()) {
      await button.click({ timeout: 2_000 });
      return true;
    }
    const picture = phone.page.locator(".mp-top .TUI-Pictures--touch--big");
    if (await picture.count()) await picture.first().click({ timeout: 2_000 });
    throw new Error((await phone.text()).slice(-200));
  });
}

/** Presses a switch until it says what it should. */
export function turn(phone, from, to) {
  return until(`${from} becomes ${to}`, async () => {
    if ((await phone.text()).includes(to)) return true;
    await press(phone, from);
    await shows(phone, to, 2_000);
    return true;
  });
}

/** Waits until no camera and no microphone of this phone is open. */
export function letsGo(phone) {
  return until("camera and microphone are free", async () => {
    const open = await phone.liveTracks();
    if (open.length === 0) return true;
    throw new Error(JSON.stringify(open));
  });
}

/** Waits until the component on this phone's page is in no call. */
export function idle(phone) {
  return until("it is idle", async () => {
    const { callStatus } = await phone.data("#TUICallKit-component");
    if (callStatus === "idle" && !(await phone.text()).includes("通话时长")) return true;
    throw new Error(callStatus);
  });
}

/** Waits until the page shows this text. */
export function shows(phone, text, withinMs) {
  return until(
    `it shows ${text}`,
    async () => {
      const all = await phone.text();
      if (all.includes(text)) return true;
      throw new Error(all.slice(-300));
    },
    withinMs,
  );
}

/** Waits until what this phone plays has moved on by so many frames. */
export function sees(phone, frames = 10, withinMs = 20_000) {
  const played = () =>
    phone.page.evaluate(() => {
      const videos = [...document.querySelectorAll("wx-live-player video")];
      return videos.reduce((sum, v) => sum + v.getVideoPlaybackQuality().totalVideoFrames, 0);
    });
  let before;
  return until(
    `${frames} more frames are played`,
    async () => {
      const now = await played();
      before ??= now;
      if (now - before >= frames) return true;
      throw new Error(`${now - before} frames`);
    },
    withinMs,
  );
}

/** The loudest frequency of each player of this phone, in Hz; 0 for one that is silent. */
function tones(phone) {
  return tonesIn(phone.page, () =>
    [...document.querySelectorAll("wx-live-player video")].flatMap((video) =>
      video.captureStream().getAudioTracks().slice(0, 1),
    ),
  );
}

/** Waits until this phone plays this tone. */
export function hears(phone, hertz, withinMs = 20_000) {
  return until(
    `the phone plays ${hertz} Hz`,
    async () => {
      const [heard = 0] = await tones(phone);
      if (Math.abs(heard - hertz) <= 8) return true;
      throw new Error(`plays ${heard} Hz`);
    },
    withinMs,
  );
}
