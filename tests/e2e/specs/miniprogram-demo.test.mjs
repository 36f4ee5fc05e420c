// `/demo/miniprogram/`: two phones on one page call each other, as somebody sees it who has just started the server.
// The screenshots are kept in `shots/`, to be looked at.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Person } from "../lib/browser.mjs";
import { press } from "../lib/mini.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const SHOTS = join(dirname(fileURLToPath(import.meta.url)), "../shots");
const SIZE = { width: 900, height: 900 };

let server;
let person;

before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  server = await Server.start();
  person = await Person.open({ hertz: 440, viewport: SIZE, locale: "zh-CN" });
});

after(async () => {
  await person?.close();
  await server?.stop();
});

/** One of the two phones. */
class Half {
  constructor(name) {
    this.frame = person.page.frame({ name });
  }

  async taps(text) {
    await this.frame.getByText(text, { exact: true }).locator("visible=true").last().click();
  }

  /** A button of the call screen, which may have hidden itself on a busy machine. */
  presses(label) {
    return press({ page: this.frame, text: () => this.frame.locator("body").innerText() }, label);
  }

  shows(text) {
    return until(`it shows ${text}`, async () => {
      const all = await this.frame.locator("body").innerText();
      if (all.includes(text)) return true;
      throw new Error(all.slice(-300));
    });
  }

  async signsIn(user) {
    await this.frame.locator(".login__input input").fill(user);
    await this.frame.locator(".mp-top .login__action").click();
  }

  async calls(user) {
    await this.frame.locator(".mp-top .search__input input").fill(user);
    await this.frame.locator(".mp-top .search__go").click();
    await this.taps("呼叫");
  }

  /** Waits until the picture that comes from the other phone has moved on. */
  sees() {
    let first;
    return until("ten more frames are played", async () => {
      const played = await this.frame.evaluate(() =>
        [...document.querySelectorAll("wx-live-player video")].reduce(
          (sum, video) => sum + video.getVideoPlaybackQuality().totalVideoFrames,
          0,
        ),
      );
      first ??= played;
      if (played - first >= 10) return true;
      throw new Error(`${played - first} frames`);
    });
  }

  errors() {
    return this.frame.evaluate(() => window.__mp.errors);
  }
}

const shot = (name) =>
  person.page.screenshot({ path: join(SHOTS, `miniprogram-demo-${name}.png`) });

test("two phones on the demo page call each other by video, and by voice", async () => {
  await person.page.goto(`${server.url}/demo/miniprogram/`);
  await until("both phones are there", async () => {
    const names = person.page.frames().map((frame) => frame.name());
    return names.includes("left") && names.includes("right");
  });
  const [left, right] = [new Half("left"), new Half("right")];
  await Promise.all([left.shows("登录"), right.shows("登录")]);
  await shot("1-login");

  await left.signsIn("alice");
  await right.signsIn("bob");
  await Promise.all([left.shows("视频通话"), right.shows("视频通话")]);
  await shot("2-index");
  await left.taps("视频通话");
  await right.taps("视频通话");

  await left.calls("bob");
  await left.shows("等待对方接听");
  await right.shows("邀请你视频通话");
  await shot("3-ringing");
  await right.taps("接听");
  await Promise.all([left.sees(), right.sees()]);
  await shot("4-connected");
  await right.presses("挂断");
  await left.shows("对方已挂断");
  await shot("5-ended");

  // Both are where they were, and the next call is as good as the first.
  await until("the screens are gone", async () => {
    const texts = await Promise.all([left, right].map((half) => half.frame.innerText("body")));
    return texts.every((text) => !text.includes("通话时长"));
  });
  await right.calls("alice");
  await left.taps("拒绝");
  await right.shows("对方已拒绝");
  assert.deepEqual([...(await left.errors()), ...(await right.errors())], []);
  assert.deepEqual(person.errors, []);
});

test("the first screen leads to it", async () => {
  await person.page.goto(server.url);
  const link = person.page.locator('a[href="/demo/miniprogram/"]').first();
  await link.click();
  await until("it is there", () => person.page.frame({ name: "left" }) !== null);
});
