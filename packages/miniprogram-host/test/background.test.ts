import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Phone } from "../src/index.ts";
import { type ApiServer, startApiServer } from "./support/api-server.ts";
import { launchFeatures } from "./support/features.ts";

let server: ApiServer;
let phone: Phone;
beforeAll(async () => {
  server = await startApiServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  phone = await launchFeatures({ phone: { freezeAfterMs: 150 } });
  await phone.page.evaluate((url) => {
    const page = window.__mp.page();
    page.heard = [];
    page.ticks = 0;
    // Through a file of the mini program's, whose timers are the ones that freeze.
    const { every } = window.__mp.require("utils/timers.js");
    every(() => {
      page.ticks += 1;
    });
    const task = window.__mp.wx.connectSocket({ url });
    task.onOpen(() => page.heard.push("open"));
    task.onClose(({ code }: { code: number }) => page.heard.push(`closed ${code}`));
    window.__mp.wx.onAppShow(() => page.heard.push("shown"));
  }, `ws://${server.host}/`);
  await phone.page.waitForFunction(() => window.__mp.page().heard.includes("open"));
});
afterEach(() => phone.close());

const heard = () => phone.page.evaluate(() => window.__mp.page().heard as string[]);
const ticks = () => phone.page.evaluate(() => window.__mp.page().ticks as number);

test("a_short_time_in_the_background_stops_nothing", async () => {
  await phone.page.evaluate(() => {
    window.__mp.appHide();
    window.__mp.appShow();
  });
  const before = await ticks();
  await phone.until("timers run", async () => (await ticks()) > before);
  expect(await phone.sockets()).toHaveLength(1);
  expect(await heard()).toEqual(["open", "shown"]);
});

test("after_a_while_timers_stop_and_sockets_are_closed", async () => {
  await phone.hide();
  await phone.page.waitForFunction(() => window.__mp.frozen);
  expect(await phone.sockets()).toEqual([]);
  const frozenAt = await ticks();
  // As many of the browser's own timers as the app's would have been many ticks.
  await phone.page.evaluate(async () => {
    for (let n = 0; n < 20; n++) await new Promise((done) => setTimeout(done, 10));
  });
  expect(await ticks()).toBe(frozenAt);
  expect(await heard()).toEqual(["open"]);

  await phone.show();
  await phone.until("timers run", async () => (await ticks()) > frozenAt);
  expect(await heard()).toEqual(["open", "closed 1006", "shown"]);
});

test("a_telephone_call_pauses_what_sounds", async () => {
  await phone.page.evaluate(() => {
    const { wx } = window.__mp;
    const page = window.__mp.page();
    wx.onAudioInterruptionBegin(() => page.heard.push("interrupted"));
    wx.onAudioInterruptionEnd(() => page.heard.push("over"));
    const ring = wx.createInnerAudioContext();
    ring.loop = true;
    ring.src = "/ring.wav";
    ring.play();
    page.ring = ring;
  });
  await phone.until("it rings", async () => (await phone.audios())[0]?.playing === true);
  expect(await phone.audios()).toEqual([
    { src: "/ring.wav", playing: true, looping: true, destroyed: false },
  ]);
  await phone.interruptAudio();
  expect((await phone.audios())[0]?.playing).toBe(false);
  await phone.endAudioInterruption();
  expect((await heard()).slice(-2)).toEqual(["interrupted", "over"]);
  await phone.page.evaluate(() => window.__mp.page().ring.destroy());
  expect((await phone.audios())[0]?.destroyed).toBe(true);
});
