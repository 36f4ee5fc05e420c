// Two people on the demo page: every screen of a call, in three languages and on three sizes of
// screen, with real media. The screenshots are kept in `shots/`, to be looked at.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Person } from "../lib/browser.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const shots = join(dirname(fileURLToPath(import.meta.url)), "../shots");

const WORDS = {
  en: {
    accept: "Accept",
    decline: "Decline",
    hangUp: "Hang up",
    ringing: "Ringing",
    videoCall: "Video call",
    voiceCall: "Voice call",
    hungUp: "bob hung up",
    ended: "Call ended",
    declined: "Declined",
    muted: "Mic off",
    micOn: "Mic on",
    voiceOnly: "Voice only",
    switched: "Switched to voice",
  },
  "zh-CN": {
    accept: "接听",
    decline: "拒绝",
    hangUp: "挂断",
    ringing: "等待对方接听",
    videoCall: "视频通话",
    voiceCall: "语音通话",
    hungUp: "对方已挂断",
    ended: "通话结束",
    declined: "对方已拒绝",
    muted: "麦克风已关",
    micOn: "麦克风已开",
    voiceOnly: "切到语音",
    switched: "已切到语音通话",
  },
  ja: {
    accept: "応答",
    decline: "拒否",
    hangUp: "終了",
    ringing: "呼び出し中",
    videoCall: "ビデオ通話",
    voiceCall: "音声通話",
    hungUp: "相手が通話を終了しました",
    ended: "通話終了",
    declined: "拒否しました",
    muted: "マイク オフ",
    micOn: "マイク オン",
    voiceOnly: "音声のみ",
    switched: "音声通話に切り替わりました",
  },
};

const SIZES = [
  { width: 320, height: 568 },
  { width: 375, height: 812 },
  { width: 1280, height: 800 },
];

let server;
before(async () => {
  mkdirSync(shots, { recursive: true });
  server = await Server.start();
});
after(() => server?.stop());

/** Opens the demo page as this user. */
async function enter(user, hertz, lang, viewport) {
  const person = await Person.open({ hertz, viewport });
  await person.page.goto(`${server.url}/demo/?user=${user}&lang=${lang}`);
  const { page } = person;
  await page.locator(`[data-user]`, { hasText: user }).waitFor();
  person.user = user;
  person.shot = async (name) => {
    const file = `${lang}-${viewport.width}x${viewport.height}-${name}-${user}.png`;
    await page.screenshot({ path: join(shots, file) });
  };
  person.tap = (name) =>
    page.locator("tui-call-kit").getByRole("button", { name, exact: true }).click();
  person.reads = (text, timeout = 15_000) =>
    page.locator("tui-call-kit").getByText(text, { exact: false }).first().waitFor({ timeout });
  return person;
}

for (const lang of Object.keys(WORDS)) {
  for (const size of SIZES) {
    const words = WORDS[lang];
    test(`a video call and a voice call: ${lang}, ${size.width} × ${size.height}`, async () => {
      const alice = await enter("alice", 440, lang, size);
      const bob = await enter("bob", 660, lang, size);
      try {
        await videoCall(alice, bob, words);
        await voiceCall(alice, bob, words);
        assert.deepEqual(alice.errors, []);
        assert.deepEqual(bob.errors, []);
      } finally {
        await alice.close();
        await bob.close();
      }
    });
  }
}

async function dial(person, peer, button) {
  await person.page.locator('input[name="peer"]').fill(peer);
  await person.page.locator("form").getByRole("button", { name: button, exact: true }).click();
}

async function videoCall(alice, bob, words) {
  await dial(alice, "bob", words.videoCall);
  await alice.reads(words.ringing);
  await alice.shot("1-video-calling");
  await bob.reads(words.videoCall);
  await bob.shot("2-video-called");
  await bob.tap(words.accept);
  await Promise.all([alice.sees(10), bob.sees(10)]);
  await Promise.all([alice.hears(660), bob.hears(440)]);
  await alice.reads("00:0");
  await alice.shot("3-video-connected");
  await bob.shot("3-video-connected");
  await wakeControls(alice);
  await alice.tap(words.micOn);
  await alice.reads(words.muted);
  await until("bob hears nothing", async () => (await bob.tone()) === 0);
  await wakeControls(alice);
  await alice.tap(words.muted);
  await bob.hears(440);
  await wakeControls(alice);
  await alice.tap(words.voiceOnly);
  await bob.reads(words.switched);
  await bob.shot("4-switched-to-voice");
  await bob.hears(440);
  await bob.tap(words.hangUp);
  await alice.reads(words.hungUp);
  await alice.shot("5-hung-up");
  await gone(alice, bob);
}

async function voiceCall(alice, bob, words) {
  await dial(bob, "alice", words.voiceCall);
  await bob.reads(words.ringing);
  await bob.shot("6-voice-calling");
  await alice.shot("7-voice-called");
  await alice.tap(words.accept);
  await Promise.all([alice.hears(660), bob.hears(440)]);
  await alice.shot("8-voice-connected");
  await alice.tap(words.hangUp);
  await alice.reads(words.ended);
  await gone(alice, bob);

  await dial(alice, "bob", words.voiceCall);
  await bob.reads(words.voiceCall);
  await bob.tap(words.decline);
  await alice.reads(words.declined);
  await alice.shot("9-declined");
  await gone(alice, bob);
  await alice.shot("10-recent-calls");
}

/** The controls of a video call hide by themselves; a touch of the picture brings them back. */
async function wakeControls(person) {
  const microphone = person.page.locator('tui-call-kit [part~="buttons"]').first();
  if (await microphone.isVisible()) {
    const hidden = await microphone.evaluate((node) => getComputedStyle(node).opacity === "0");
    if (!hidden) return;
  }
  await person.page.locator('tui-call-kit [part~="picture-big"]').click();
  await microphone.waitFor();
}

/** Both are back on the page. */
async function gone(...people) {
  for (const person of people) {
    await person.page.locator('tui-call-kit [part~="screen"]').waitFor({ state: "detached" });
  }
}
