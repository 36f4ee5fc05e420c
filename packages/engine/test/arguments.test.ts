import { afterEach, describe, expect, test } from "vitest";
import { TUICallEngine } from "../src/index.ts";
import { Page } from "./page.ts";

afterEach(() => TUICallEngine.destroyInstance());

type Call = (engine: TUICallEngine) => Promise<unknown>;

const wrong: [what: string, call: Call, message: RegExp][] = [
  ["call without anything", (e) => e.call(undefined as never), /call takes an object.*undefined/],
  ["call without a user", (e) => e.call({ type: 1 } as never), /userID.*undefined/],
  ["an empty user ID", (e) => e.call({ userID: "", type: 1 }), /userID.*""/],
  ["a user ID with a space", (e) => e.call({ userID: "a b", type: 1 }), /userID.*"a b"/],
  ["a long user ID", (e) => e.call({ userID: "a".repeat(33), type: 1 }), /userID/],
  ["a user ID that is a number", (e) => e.call({ userID: 7 as never, type: 1 }), /userID.*7/],
  ["call without a type", (e) => e.call({ userID: "bob" } as never), /type.*1, 2.*undefined/],
  ["an unknown type", (e) => e.call({ userID: "bob", type: 3 as never }), /type.*3/],
  ["a timeout too long", (e) => e.call({ userID: "bob", type: 1, timeout: 601 }), /timeout.*601/],
  ["a timeout below zero", (e) => e.call({ userID: "bob", type: 1, timeout: -1 }), /timeout.*-1/],
  ["a room too large", (e) => e.call({ userID: "bob", type: 1, roomID: 2 ** 31 }), /roomID/],
  [
    "user data that is none",
    (e) => e.call({ userID: "bob", type: 1, userData: {} as never }),
    /userData.*object/,
  ],
  [
    "no list of users",
    (e) => e.calls({ userIDList: "bob" as never, type: 1 }),
    /userIDList.*"bob"/,
  ],
  ["an empty list", (e) => e.calls({ userIDList: [], type: 1 }), /userIDList.*a list of 0/],
  ["one wrong in a list", (e) => e.calls({ userIDList: ["bob", "?"], type: 1 }), /userIDList\[1\]/],
  [
    "a group call without a group",
    (e) => e.groupCall({ userIDList: ["bob"], type: 1 } as never),
    /groupID/,
  ],
  ["joining nothing", (e) => e.join({} as never), /callId/],
  ["inviting nobody", (e) => e.inviteUser({} as never), /userIDList/],
  ["an unknown media type", (e) => e.switchCallMediaType(0 as never), /type.*0/],
  ["an element that is not there", (e) => e.openCamera("nowhere"), /domID.*nowhere/],
  [
    "a view without a place",
    (e) => e.startRemoteView({ userID: "bob" } as never),
    /videoViewDomID/,
  ],
  ["an unknown kind of device", (e) => e.getDeviceList("printer" as never), /type.*"printer"/],
  ["an unknown quality", (e) => e.setVideoQuality("4k" as never), /quality.*"4k"/],
  ["a rotation in between", (e) => e.setVideoRenderParams({ rotation: 45 }), /rotation.*45/],
  ["a login without a ticket", (e) => e.login({ userID: "alice" } as never), /userSig.*undefined/],
];

describe("a wrong argument is refused by -1202 and names the field and what it got", () => {
  for (const [what, call, message] of wrong)
    test(what, async () => {
      const page = await new Page().login();
      const refused = call(page.engine);
      await expect(refused).rejects.toMatchObject({
        name: "TUICallEngineError",
        code: -1202,
        functionName: expect.any(String),
        message: expect.stringMatching(message),
      });
      expect(page.server.heard("call")).toEqual([]);
      expect(page.media.local.microphone).toBe(false);
    });
});

test("a ticket is never shown in a message", async () => {
  const page = new Page();
  const failed = page.engine.login({ userID: "alice", userSig: { secret: "abc" } as never });
  await expect(failed).rejects.toMatchObject({ message: expect.not.stringContaining("abc") });
});

test("nothing works before login, and says so", async () => {
  const { engine } = new Page();
  const calls = [
    engine.call({ userID: "bob", type: 1 }),
    engine.accept(),
    engine.hangup(),
    engine.openMicrophone(),
    engine.setSelfInfo({ nickName: "x" }),
  ];
  for (const call of calls) await expect(call).rejects.toMatchObject({ code: -1201 });
});

test("calling oneself, or more than fit, opens no microphone", async () => {
  const page = await new Page().login();
  await expect(page.engine.call({ userID: "alice", type: 1 })).rejects.toMatchObject({
    code: 4101,
  });
  const userIDList = Array.from({ length: 9 }, (_, n) => `user${n}`);
  await expect(page.engine.calls({ userIDList, type: 1 })).rejects.toMatchObject({ code: 4107 });
  expect(page.media.local.microphone).toBe(false);
});

test("createInstance and on throw at once", () => {
  const parts = new Page().parts();
  const create = (params: object) => () => TUICallEngine.createInstance(params, parts);
  expect(create({})).toThrow(/sdkAppID.*undefined/);
  expect(create({ sdkAppID: "1" })).toThrow(/sdkAppID.*"1"/);
  expect(create({ sdkAppID: 1, server: "nonsense" })).toThrow(/server/);
  const { engine } = new Page();
  expect(() => engine.on("", () => {})).toThrow(/event/);
  expect(() => engine.on("onCallEnd", undefined as never)).toThrow(/handler/);
});
