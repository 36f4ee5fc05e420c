import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openBrowser, type Phone, type PhoneBrowser } from "../src/index.ts";
import { launchLive, setData, untilCode } from "./support/live.ts";
import { MediaServer } from "./support/media-server.ts";

const URL = "rtmp://calls.example.com/live/a-key?x=1";

let browser: PhoneBrowser;
let server: MediaServer;
let phone: Phone;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await new MediaServer().start();
  phone = await launchLive(server, {}, { browser });
});
afterEach(async () => {
  expect(await phone.errors()).toEqual([]);
  await phone.close();
  await server.close();
});

test("camera_and_microphone_are_sent_as_h264_and_pcm", async () => {
  await setData(phone, { url: URL });
  await phone.until("two key frames", () => server.of(3).length >= 2);
  expect(server.urls).toEqual([URL]);
  const codes = await phone.codes("live-pusher");
  for (const code of [1001, 1002, 1003, 1007, 1008]) expect(codes).toContain(code);

  // Version 1, constrained baseline, and units behind lengths of four bytes.
  const [description] = server.of(2);
  expect([...(description?.content.subarray(0, 3) ?? [])]).toEqual([1, 0x42, expect.any(Number)]);
  expect((description?.content[4] ?? 0) & 3).toBe(3);
  const order = server.pushed.filter(({ kind }) => kind !== 1).map(({ kind }) => kind);
  expect(order.slice(0, 3)).toEqual([2, 3, 4]);

  const [first, second] = server.of(3);
  expect((second?.ms ?? 0) - (first?.ms ?? 0)).toBeGreaterThan(1800);
  expect((second?.ms ?? 0) - (first?.ms ?? 0)).toBeLessThan(2600);

  const sound = server.of(1);
  const samples = sound.reduce((sum, { content }) => sum + content.length / 2, 0);
  const seconds = ((sound.at(-1)?.ms ?? 0) - (sound[0]?.ms ?? 0)) / 1000;
  expect(samples / seconds / 48_000).toBeGreaterThan(0.9);
  expect(samples / seconds / 48_000).toBeLessThan(1.1);
  await phone.page.waitForFunction(() => window.__mp.page().pusherVolume > 0);
  await phone.page.waitForFunction(() => window.__mp.page().pusherNet?.videoFPS > 0);
});

test("the_devices_are_let_go_when_it_stops_and_when_it_is_removed", async () => {
  await setData(phone, { url: URL });
  await phone.until("both are open", async () => (await phone.liveTracks()).length === 2);
  expect((await phone.liveTracks()).map(({ kind }) => kind).sort()).toEqual(["audio", "video"]);
  await phone.page.evaluate(() => window.__mp.page().pusher.stop());
  await phone.until("no device is open", async () => (await phone.liveTracks()).length === 0);
  await phone.until("the server sees it go", () => server.pushers.size === 0);

  await phone.page.evaluate(() => window.__mp.page().pusher.start());
  await phone.until("devices open again", async () => (await phone.liveTracks()).length === 2);
  await setData(phone, { shown: false });
  await phone.until("no device is open", async () => (await phone.liveTracks()).length === 0);
  expect(await phone.live("live-pusher")).toEqual([]);
});

test("a_voice_call_opens_no_camera", async () => {
  await setData(phone, { camera: false, url: URL });
  await phone.until("sound arrives", () => server.of(1).length > 10);
  expect((await phone.liveTracks()).map(({ kind }) => kind)).toEqual(["audio"]);
  expect(server.of(3)).toEqual([]);
  await setData(phone, { camera: true });
  await phone.until("pictures arrive", () => server.of(3).length > 0);
  await setData(phone, { camera: false });
  await phone.until("the camera is let go", async () => (await phone.liveTracks()).length === 1);
});

test("a_muted_microphone_sends_silence", async () => {
  await setData(phone, { muted: true, url: URL });
  await phone.until("sound arrives", () => server.of(1).length > 100);
  expect(server.of(1).every(({ content }) => content.every((byte) => byte === 0))).toBe(true);
});

test("a_preview_opens_the_camera_alone", async () => {
  await phone.page.evaluate(() => window.__mp.page().pusher.startPreview());
  await phone.until("the camera is open", async () => (await phone.liveTracks()).length === 1);
  expect((await phone.liveTracks())[0]?.kind).toBe("video");
  await phone.page.evaluate(() => window.__mp.page().pusher.stopPreview());
  await phone.until("no device is open", async () => (await phone.liveTracks()).length === 0);
});

test("a_lost_server_is_tried_again_and_then_given_up", async () => {
  await setData(phone, { url: URL });
  await untilCode(phone, "live-pusher", 1008);
  server.dropPushers();
  await phone.until("it comes back", () => server.urls.length === 2 && server.pushers.size === 1);
  expect(await phone.codes("live-pusher")).toContain(1102);

  server.answer = "refused";
  server.dropPushers();
  await untilCode(phone, "live-pusher", -1307);
  expect(await phone.codes("live-pusher")).toContain(3004);
  expect(await phone.liveTracks()).toEqual([]);
  expect((await phone.live("live-pusher"))[0]?.started).toBe(false);

  server.answer = "publishing";
  await phone.page.evaluate(() => window.__mp.page().pusher.start());
  await phone.until("the app starts it again", () => server.pushers.size === 1);
});

test("switching_the_camera_goes_on_sending", async () => {
  await setData(phone, { url: URL });
  await phone.until("pictures arrive", () => server.of(3).length > 0);
  const before = server.of(2).length;
  await phone.page.evaluate(() => window.__mp.page().pusher.switchCamera());
  await phone.until("a new description arrives", () => server.of(2).length > before);
  expect((await phone.liveTracks()).length).toBe(2);
});

test("a_refused_camera_is_told_and_the_voice_goes_on", async () => {
  await phone.deny("scope.camera");
  await setData(phone, { url: URL });
  await phone.until("sound arrives", () => server.of(1).length > 10);
  expect(await phone.codes("live-pusher")).toContain(-1301);
  expect(await phone.page.evaluate(() => window.__mp.page().errors)).toMatchObject([
    { errCode: 10001 },
  ]);
  expect((await phone.liveTracks()).map(({ kind }) => kind)).toEqual(["audio"]);
});
