import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openBrowser, type Phone, type PhoneBrowser, type PhoneSettings } from "../src/index.ts";
import { launchLive, setData, untilCode } from "./support/live.ts";
import { MediaServer } from "./support/media-server.ts";

const URL = "rtmp://calls.example.com/live/a-key";
const DOMAINS = {
  request: ["https://calls.example.com"],
  socket: ["wss://calls.example.com"],
  live: ["rtmp://calls.example.com"],
};

let browser: PhoneBrowser;
let server: MediaServer;
let phone: Phone;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await new MediaServer().start();
});
afterEach(async () => {
  expect(await phone.errors()).toEqual([]);
  await phone.close();
  await server.close();
});

async function launch(settings: PhoneSettings): Promise<void> {
  phone = await launchLive(server, settings, { browser });
}

/** What a call of `wx` that fails says. */
function failure(name: string, options: object): Promise<{ errMsg: string; errno?: number }> {
  return phone.page.evaluate(
    ([name, options]) =>
      new Promise((done) => {
        const said = ({ errMsg, errno }: { errMsg: string; errno?: number }) =>
          done(errno === undefined ? { errMsg } : { errMsg, errno });
        window.__mp.wx[name]({ ...options, success: said, fail: said });
      }),
    [name, options] as const,
  );
}

const pusherErrors = () => phone.page.evaluate(() => window.__mp.page().errors);

test("a_privacy_guideline_that_is_refused_is_errno_104", async () => {
  await launch({ privacy: "refused" });
  expect(await failure("authorize", { scope: "scope.record" })).toMatchObject({ errno: 104 });
  expect(await failure("requirePrivacyAuthorize", {})).toMatchObject({ errno: 104 });
  await setData(phone, { url: URL });
  await phone.page.waitForFunction(() => window.__mp.page().errors.length === 2);
  expect(await pusherErrors()).toMatchObject([
    { errCode: 10001, errno: 104 },
    { errCode: 10002, errno: 104 },
  ]);
  expect(await phone.liveTracks()).toEqual([]);
});

test("a_privacy_guideline_that_does_not_name_it_is_errno_112", async () => {
  await launch({ privacy: "undeclared" });
  expect(await failure("authorize", { scope: "scope.camera" })).toEqual({
    errMsg: "authorize:fail api scope is not declared in the privacy agreement",
    errno: 112,
  });
});

test("a_mini_program_that_asks_by_itself_is_asked_and_heard", async () => {
  await launch({ privacy: "ask" });
  await phone.page.evaluate(() => {
    window.__mp.wx.onNeedPrivacyAuthorization((resolve: (answer: object) => void) => {
      resolve({ event: "agree", buttonId: "agree" });
    });
  });
  expect(await failure("authorize", { scope: "scope.record" })).toEqual({ errMsg: "authorize:ok" });
  const setting = await phone.page.evaluate(() => window.__mp.wx.getPrivacySetting());
  expect(setting.needAuthorization).toBe(false);
});

test("a_tag_that_is_not_permitted_says_so", async () => {
  await launch({ liveTags: "denied" });
  await setData(phone, { url: URL });
  await phone.page.waitForFunction(() => window.__mp.page().errors.length > 0);
  expect(await pusherErrors()).toEqual([
    { errCode: -1, errMsg: "insertLivePusher:fail:access denied" },
  ]);
  expect(server.urls).toEqual([]);
});

test("developer_tools_have_no_live_tags", async () => {
  await launch({ platform: "devtools" });
  const { platform, brand } = await phone.page.evaluate(() => window.__mp.wx.getSystemInfoSync());
  expect([platform, brand]).toEqual(["devtools", "devtools"]);
  await setData(phone, { url: URL });
  const said = await phone.page.evaluate(
    () =>
      new Promise<string>((done) => {
        const fail = ({ errMsg }: { errMsg: string }) => done(errMsg);
        window.__mp.page().pusher.start({ success: fail, fail });
      }),
  );
  expect(said).toBe("start:fail live-pusher is not supported in developer tools");
  expect((await phone.live("live-pusher"))[0]?.events).toEqual([]);
});

test("strict_mode_lets_through_what_is_listed_and_only_by_tls", async () => {
  await launch({ domains: DOMAINS });
  const refused = { errMsg: "request:fail url not in domain list", errno: 600002 };
  expect(await failure("request", { url: "https://elsewhere.example.com/" })).toEqual(refused);
  expect(await failure("request", { url: "http://calls.example.com/" })).toEqual(refused);
  expect(await failure("request", { url: `${server.origin}/` })).toEqual(refused);
  expect(await failure("connectSocket", { url: "ws://calls.example.com/ws" })).toEqual({
    errMsg: "connectSocket:fail url not in domain list",
    errno: 600002,
  });
  const { errMsg } = await failure("request", { url: "https://calls.example.com/" });
  expect(errMsg).not.toContain("domain list");
});

test("strict_mode_keeps_live_tags_to_their_servers", async () => {
  await launch({ domains: DOMAINS });
  await setData(phone, { url: URL, src: "rtmp://elsewhere.example.com/live/x" });
  await untilCode(phone, "live-pusher", 1002);
  await untilCode(phone, "live-player", -2301);
  const { events = [] } = (await phone.live("live-player"))[0] ?? {};
  expect(JSON.stringify(events)).toContain("url not in domain list");
  expect(server.players).toBe(0);
});

test("a_version_in_development_may_be_let_out_of_strict_mode", async () => {
  await launch({ domains: DOMAINS, urlCheck: false });
  expect((await failure("request", { url: `${server.origin}/live/x` })).errMsg).toBe("request:ok");
  await phone.close();
  await launch({ domains: DOMAINS, urlCheck: false, envVersion: "release" });
  expect((await failure("request", { url: `${server.origin}/live/x` })).errMsg).toContain("domain");
});

test("a_frozen_pusher_stops_for_good_and_a_player_goes_on", async () => {
  await launch({});
  await setData(phone, { url: URL, src: "rtmp://calls.example.com/live/a-key" });
  await untilCode(phone, "live-player", 2004);
  await phone.hide();
  await phone.freeze();
  await phone.until("no device is open", async () => (await phone.liveTracks()).length === 0);
  await phone.until("the server sees both go", () => server.pushers.size + server.players === 0);
  await phone.show();
  expect(await phone.codes("live-pusher")).toContain(5000);
  await phone.until("the player is back", () => server.players === 1);
});
