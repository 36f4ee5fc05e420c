/** What is wrong with a config: each fault by its name, and never a ticket in a text. */

import { afterEach, describe, expect, test, vi } from "vitest";
import { closeProgram, MiniProgram, USER } from "./mini-program.ts";

afterEach(closeProgram);

const SECRET = "eJwtzEEKgkAUhvE9zTo";

const wrong: [what: string, config: unknown, field: string, message: RegExp][] = [
  ["nothing", undefined, "config", /init takes an object.*got undefined/],
  [
    "no app",
    { ...USER, sdkAppID: 0 },
    "sdkAppID",
    /sdkAppID is missing: got 0; .*callkit app list/,
  ],
  ["a word for the app", { ...USER, sdkAppID: "abc" }, "sdkAppID", /whole number: got "abc"/],
  ["half an app", { ...USER, sdkAppID: 1.5 }, "sdkAppID", /whole number: got 1.5/],
  ["sdkAppId", { ...USER, sdkAppId: 1 }, "sdkAppID", /there is sdkAppId: did you mean sdkAppID\?/],
  ["no user", { sdkAppID: 1, userSig: SECRET }, "userID", /userID is missing: got undefined/],
  [
    "the seed's first user",
    { sdkAppID: 1, userID: 0, userSig: SECRET },
    "userID",
    /missing: got 0/,
  ],
  [
    "userId",
    { sdkAppID: 1, userId: "a", userSig: SECRET },
    "userID",
    /there is userId: did you mean/,
  ],
  ["a number for the user", { sdkAppID: 1, userID: 7, userSig: SECRET }, "userID", /a text: got 7/],
  ["a user with a space", { sdkAppID: 1, userID: "a b", userSig: SECRET }, "userID", /got "a b"/],
  [
    "no ticket",
    { sdkAppID: 1, userID: "a", userSig: "" },
    "userSig",
    /missing: got "".*genTestUserSig/,
  ],
  [
    "usersig",
    { sdkAppID: 1, userID: "a", usersig: SECRET },
    "userSig",
    /there is usersig: did you/,
  ],
  [
    "a promised ticket",
    { sdkAppID: 1, userID: "a", userSig: Promise.resolve(SECRET) },
    "userSig",
    /await/,
  ],
  [
    "an object",
    { sdkAppID: 1, userID: "a", userSig: { sig: SECRET } },
    "userSig",
    /an object with sig/,
  ],
  ["tim as text", { ...USER, sdkAppID: 1, tim: "tim" }, "tim", /tim must be null or.*got "tim"/],
];

describe("a config is refused by -1202 and by ERROR", () => {
  for (const [what, config, field, message] of wrong)
    test(what, async () => {
      const program = new MiniProgram();
      program.create({ sdkAppID: 0 });
      const made = program.engine as unknown as { init(config: unknown): Promise<void> };
      const failed = program.after(made.init(config));
      await expect(failed).rejects.toMatchObject({
        code: -1202,
        message: expect.stringMatching(message),
        data: { field },
      });
      await expect(failed).rejects.toThrow(/^\[TUICallEngine:init,-1202\]/);
      expect(program.payload("ERROR")).toMatchObject({
        code: -1202,
        message: expect.stringMatching(message),
      });
      expect(JSON.stringify(program.told)).not.toContain(SECRET);
      expect(program.server.tries).toHaveLength(0);
    });
});

test("createInstance throws for nothing", () => {
  const { create } = MiniProgram.prototype;
  const program = new MiniProgram();
  for (const params of [undefined, null, 7, "x", {}, { sdkAppID: "x" }])
    expect(create.call(program, params as object)).toBe(program.engine);
});

test("digits are taken for the app, with one warning", async () => {
  const program = new MiniProgram();
  program.engine.setLogLevel(1);
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  await program.login({ sdkAppID: "1400000001" as never });
  expect(warn.mock.calls.map(String)).toEqual([expect.stringMatching(/digits.*1400000001/)]);
  warn.mockRestore();
  expect(program.server.heard("hello")[0]?.sdkappid).toBe(1_400_000_001);
});

test("the object that genTestUserSig gives is taken whole, and stands in for a missing app", async () => {
  const program = new MiniProgram();
  program.create({ sdkAppID: 0 });
  await program.login({ sdkAppID: 0, userSig: { sdkAppID: 5, SDKAppID: 5, userSig: "nested" } });
  expect(program.server.heard("hello")[0]).toMatchObject({
    sdkappid: 5,
    ticket: "nested",
    user_id: "alice",
    platform: "wx",
  });
});

test("SDKAppID is the same, and init's own goes before that of createInstance", async () => {
  const program = new MiniProgram();
  program.create({ SDKAppID: 3 });
  await program.login({ SDKAppID: 4 });
  expect(program.server.heard("hello")[0]?.sdkappid).toBe(4);
});

type Placed = [what: string, address: unknown, url: string];
const placed: Placed[] = [
  ["https", "https://calls.test", "wss://calls.test/ws"],
  ["http with a port", "http://192.168.1.20:8080/", "ws://192.168.1.20:8080/ws"],
  ["the socket itself", "wss://calls.test/ws", "wss://calls.test/ws"],
  ["behind a path", "https://calls.test/callkit", "wss://calls.test/callkit/ws"],
  [
    "one for each version",
    { develop: "http://d.test", release: "https://r.test" },
    "ws://d.test/ws",
  ],
  ["an ES module", { default: "https://calls.test" }, "wss://calls.test/ws"],
];

describe("the server's address in server.js", () => {
  for (const [what, address, url] of placed)
    test(what, async () => {
      const program = new MiniProgram();
      program.address = address;
      await program.login();
      expect(program.wx.urls).toEqual([url]);
    });

  test("server in the config goes before it", async () => {
    const program = new MiniProgram();
    program.address = "https://calls.example.com";
    await program.login({ server: "https://own.test" });
    expect(program.wx.urls).toEqual(["wss://own.test/ws"]);
  });

  const bad: [what: string, address: unknown, version: string, reason: string, text: RegExp][] = [
    [
      "the placeholder",
      "https://calls.example.com",
      "develop",
      "placeholder",
      /still the placeholder/,
    ],
    ["nothing", undefined, "develop", "missing", /is missing: got undefined.*server\.js/],
    ["no address", "calls.test", "develop", "malformed", /must be an address such as/],
    [
      "none for this version",
      { develop: "http://d.test" },
      "release",
      "missing",
      /release version/,
    ],
    ["no TLS in a release", "http://calls.test", "release", "insecure", /by TLS only/],
    ["loopback in a release", "https://localhost:8443", "release", "loopback", /the phone itself/],
  ];
  for (const [what, address, version, reason, text] of bad)
    test(`${what} is refused`, async () => {
      const program = new MiniProgram();
      program.address = address;
      program.wx.envVersion = version;
      await expect(program.after(program.engine.init(USER))).rejects.toMatchObject({
        code: -1202,
        message: expect.stringMatching(text),
        data: { field: "server", reason },
      });
      expect(program.wx.urls).toEqual([]);
    });

  test("loopback on a phone is only named when it does not work", async () => {
    const program = new MiniProgram();
    program.address = "http://127.0.0.1:8080";
    await program.login();
    expect(program.told.map(([name]) => name)).toEqual(["SDK_READY"]);
    await closeProgram();

    const other = new MiniProgram();
    other.address = "http://127.0.0.1:8080";
    other.server.cut = true;
    const init = other.engine.init(USER);
    await other.pass(2_000);
    expect(other.payload("ERROR")).toMatchObject({
      code: -1202,
      message: expect.stringMatching(/127\.0\.0\.1.*the phone itself/),
      data: { reason: "loopback" },
    });
    other.server.cut = false;
    await other.after(init, 20_000);
  });

  test("a domain that is not on the list is named, and not tried again", async () => {
    const program = new MiniProgram();
    program.wx.socketFails = { errMsg: "connectSocket:fail url not in domain list", errno: 600002 };
    await expect(program.after(program.engine.init(USER))).rejects.toMatchObject({
      code: -1202,
      message: expect.stringMatching(/ws:\/\/calls\.test is not among.*socket 合法域名/),
      data: { reason: "domain" },
    });
    await program.pass(60_000);
    expect(program.wx.urls).toHaveLength(1);
  });
});
