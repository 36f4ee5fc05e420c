// A person with TUICallKit on a page of its own, for calls of more than two.

import { Person } from "./browser.mjs";
import { onceEach, voicesIn } from "./tones.mjs";
import { until } from "./wait.mjs";

/** What runs in the page: the kit from the server's own files, signed in, and all that its screen ever said. */
async function signInHere({ user, at }) {
  const { TUICallKitAPI } = await import(`${at}/sdk/tuicallkit.mjs`);
  const answer = await fetch(`${at}/demo/ticket`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user_id: user }),
  });
  const { sdkappid, user_sig } = await answer.json();
  document.documentElement.lang = "en";
  window.kit = TUICallKitAPI;
  TUICallKitAPI.setLanguage("en");
  await TUICallKitAPI.init({ SDKAppID: sdkappid, userID: user, userSig: user_sig });
  window.engine = TUICallKitAPI.getTUICallEngineInstance();
  window.root = document.querySelector("tui-call-kit").shadowRoot;
  window.shown = "";
  new MutationObserver(() => {
    window.shown += window.root.textContent;
  }).observe(window.root, { subtree: true, childList: true, characterData: true });
}

export class GroupPage extends Person {
  static async signIn(server, user, options) {
    const person = await Person.open(options);
    const page = Object.assign(new GroupPage(), person, { close: () => person.close() });
    await page.#enter(server, user);
    return page;
  }

  /** In a tab of this person's browser, and with the same microphone. */
  static async inTab(person, server, user) {
    const tab = await person.context.newPage();
    const page = Object.assign(new GroupPage(), { page: tab, close: () => tab.close() });
    await page.#enter(server, user);
    return page;
  }

  async #enter(server, user) {
    this.user = user;
    await this.page.goto(`${server.url}/healthz`);
    await this.page.evaluate(signInHere, { user, at: server.url });
  }

  /** Calls a method of `TUICallKitAPI`. */
  api(method, ...args) {
    return this.page.evaluate(
      ([name, given]) =>
        window.kit[name](...given)?.catch?.((error) => {
          throw new Error(`${name}: ${error.code} ${error.message}`);
        }),
      [method, args],
    );
  }

  /** Presses a button of the screen as soon as it is there. */
  press(id, withinMs = 20_000) {
    return this.page.locator(`tui-call-kit [data-button="${id}"]`).click({ timeout: withinMs });
  }

  /** Waits until the grid has the tiles of these users, in this order. */
  tiles(users, withinMs = 20_000) {
    return until(
      `${this.user} has the tiles of ${users.join(", ")}`,
      async () => {
        const there = await this.page.evaluate(() =>
          [...window.root.querySelectorAll("[data-tile]")].map((tile) => tile.dataset.tile),
        );
        if (there.join() === users.join()) return true;
        throw new Error(`has ${there.join(", ")}`);
      },
      withinMs,
    );
  }

  /** How many frames of each member have been shown so far. */
  frames() {
    return this.page.evaluate(() =>
      Object.fromEntries(
        [...window.root.querySelectorAll("[data-tile], [data-picture]")].map((tile) => {
          const user =
            tile.dataset.tile ?? window.engine.state.call?.members.at(-1)?.userId ?? "peer";
          const quality = tile.querySelector("video")?.getVideoPlaybackQuality();
          return [user, quality?.totalVideoFrames ?? 0];
        }),
      ),
    );
  }

  /** Waits until this member's picture moves on by so many frames. */
  async seesTile(user, more = 5, withinMs = 30_000) {
    let before;
    await until(
      `${this.user} sees ${user}`,
      async () => {
        const now = (await this.frames())[user];
        before ??= now;
        if (now - before >= more) return true;
        throw new Error(`${now} frames, ${before} before`);
      },
      withinMs,
    );
  }

  /** Each voice that arrives, and its loudest frequency, Hz. */
  voices() {
    return voicesIn(this.page, () => {
      const pc = window.__connections.filter((c) => c.connectionState !== "closed").at(-1);
      const tracks = (pc?.getReceivers() ?? []).map((receiver) => receiver.track);
      return tracks.filter(({ kind }) => kind === "audio");
    });
  }

  /** Waits until each of these tones, and no other, was heard in a voice of its own; not all in the same instant. */
  hearsAll(hertz, withinMs = 30_000) {
    const heard = new Map();
    return until(
      `${this.user} hears ${hertz.join(", ")} Hz`,
      async () => {
        for (const [voice, tone] of await this.voices()) if (tone > 0) heard.set(voice, tone);
        onceEach([...heard.values()], hertz);
        return true;
      },
      withinMs,
    );
  }

  /** What arrived of each member, by the seat's stats: bytes, frames, width, and when sound and picture play. */
  seats() {
    return this.page.evaluate(async () => {
      const pc = window.__connections.filter((c) => c.connectionState !== "closed").at(-1);
      const stats = [...((await pc?.getStats()) ?? new Map()).values()];
      const found = {};
      for (const { userId } of window.engine.state.call?.members ?? []) {
        const stream = window.engine.remoteStream(userId);
        const of = (kind) => {
          const [track] = stream?.getTracks().filter((t) => t.kind === kind) ?? [];
          return stats.find((s) => s.type === "inbound-rtp" && s.trackIdentifier === track?.id);
        };
        const [audio, video] = [of("audio"), of("video")];
        found[userId] = {
          bytes: video?.bytesReceived ?? 0,
          frames: video?.framesDecoded ?? 0,
          width: video?.frameWidth ?? 0,
          height: video?.frameHeight ?? 0,
          playsAudio: audio?.estimatedPlayoutTimestamp,
          playsVideo: video?.estimatedPlayoutTimestamp,
        };
      }
      return found;
    });
  }

  forgetShown() {
    return this.page.evaluate(() => {
      window.shown = "";
    });
  }

  /** Which of these texts the screen has shown since. */
  everShowed(texts) {
    return this.page.evaluate((all) => all.filter((text) => window.shown.includes(text)), texts);
  }
}

/** Waits until no call is on this person's screen. */
export function gone(page) {
  return until(`${page.user}'s screen is gone`, async () => {
    const there = await page.page.locator("tui-call-kit .ck-screen").count();
    if (there === 0) return true;
    throw new Error("it is there");
  });
}
