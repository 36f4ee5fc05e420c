import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openBrowser, type Phone, type PhoneBrowser } from "../src/index.ts";
import { launchLive, setData, untilCode } from "./support/live.ts";
import { MediaServer } from "./support/media-server.ts";

const URL = "rtmp://calls.example.com/live/mine";

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
  await setData(phone, { url: URL });
});
afterEach(async () => {
  expect(await phone.errors()).toEqual([]);
  await phone.close();
  await server.close();
});

const time = () =>
  phone.page.evaluate(
    () => document.querySelector<HTMLVideoElement>("wx-live-player video")?.currentTime ?? 0,
  );

test("an_rtmp_address_is_played_from_the_server_of_the_page", async () => {
  await setData(phone, { src: "rtmp://calls.example.com/live/mine" });
  await untilCode(phone, "live-player", 2004);
  const codes = await phone.codes("live-player");
  for (const code of [2001, 2002, 2008, 2003, 2009]) expect(codes).toContain(code);
  const before = await time();
  await phone.until("the picture goes on", async () => (await time()) > before + 0.5);
  await phone.page.waitForFunction(() => {
    const { videoWidth, videoHeight, videoFPS } = window.__mp.page().playerNet ?? {};
    return videoWidth === 180 && videoHeight === 320 && videoFPS > 0;
  });
});

test("a_player_that_was_interrupted_before_its_first_picture_plays_all_the_same", async () => {
  await phone.page.evaluate(() => {
    const { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = () => {
      HTMLMediaElement.prototype.play = play;
      return Promise.reject(new DOMException("interrupted by a new load request", "AbortError"));
    };
  });
  await setData(phone, { src: "rtmp://calls.example.com/live/mine" });
  await phone.until("the picture goes on", async () => (await time()) > 0.5);
});

test("an_http_flv_address_is_played_as_it_is", async () => {
  await setData(phone, { src: `${server.origin}/live/mine.flv` });
  await untilCode(phone, "live-player", 2004);
  expect(server.players).toBe(1);
});

test("a_stream_that_ends_is_tried_again_and_then_given_up", async () => {
  await setData(phone, { src: "rtmp://calls.example.com/live/mine" });
  await untilCode(phone, "live-player", 2004);
  server.dropPlayers();
  await phone.until("it comes back", () => server.players === 1);
  expect(await phone.codes("live-player")).toContain(2103);
  server.playing = false;
  server.dropPlayers();
  await untilCode(phone, "live-player", -2301);
  expect((await phone.live("live-player"))[0]?.started).toBe(false);
  server.playing = true;
  await phone.page.evaluate(() => window.__mp.wx.createLivePlayerContext("player").play());
  await phone.until("the app starts it again", () => server.players === 1);
});

test("a_player_leaves_a_server_that_has_fallen_silent", async () => {
  await setData(phone, { src: "rtmp://calls.example.com/live/mine" });
  await untilCode(phone, "live-player", 2004);
  await setData(phone, { shown: false });
  await phone.until("nobody pushes", () => server.pushers.size === 0);
  await setData(phone, { src: "" });
  await phone.until("it is gone", () => server.players === 0);
});

test("a_removed_player_leaves_the_server", async () => {
  await setData(phone, { src: "rtmp://calls.example.com/live/mine" });
  await phone.until("it plays", () => server.players === 1);
  await setData(phone, { src: "" });
  await phone.until("it is gone", () => server.players === 0);
});

test("a_source_that_the_browser_closes_in_mid_append_is_left_without_an_error", async () => {
  await setData(phone, { src: "rtmp://calls.example.com/live/mine" });
  await untilCode(phone, "live-player", 2004);
  await phone.page.evaluate(
    () =>
      new Promise<void>((told) => {
        const { appendBuffer } = SourceBuffer.prototype;
        SourceBuffer.prototype.appendBuffer = function (data) {
          SourceBuffer.prototype.appendBuffer = appendBuffer;
          this.addEventListener("updateend", () => setTimeout(told), { once: true });
          appendBuffer.call(this, data);
          // As the browser itself does after a picture that it cannot decode.
          const video = document.querySelector<HTMLVideoElement>("wx-live-player video");
          video?.removeAttribute("src");
          video?.load();
          window.__mp.page().setData({ src: "" });
        };
      }),
  );
  await phone.until("it is gone", () => server.players === 0);
  await setData(phone, { src: "rtmp://calls.example.com/live/mine" });
  const before = await time();
  await phone.until("it plays again", async () => (await time()) !== before);
});

test("another_page_pauses_it_and_coming_back_goes_on", async () => {
  await setData(phone, { src: "rtmp://calls.example.com/live/mine" });
  await untilCode(phone, "live-player", 2004);
  const paused = () =>
    phone.page.evaluate(
      () => document.querySelector<HTMLVideoElement>("wx-live-player video")?.paused,
    );
  await phone.page.evaluate(() => window.__mp.wx.navigateTo({ url: "../other/other" }));
  expect(await paused()).toBe(true);
  await phone.page.evaluate(() => window.__mp.wx.navigateBack());
  await phone.until("it goes on", async () => (await paused()) === false);
});

test("a_snapshot_is_a_picture", async () => {
  await setData(phone, { src: "rtmp://calls.example.com/live/mine" });
  await untilCode(phone, "live-player", 2004);
  const size = await phone.page.evaluate(
    () =>
      new Promise((success, fail) => {
        window.__mp.wx.createLivePlayerContext("player").snapshot({ success, fail });
      }),
  );
  expect(size).toMatchObject({ width: 180, height: 320, errMsg: "snapshot:ok" });
});
