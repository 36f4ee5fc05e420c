/** What keeps a call from its microphone and camera: each with its code, before anybody is told of the call. */

import { afterEach, describe, expect, test } from "vitest";
import { closeProgram, MiniProgram } from "./mini-program.ts";

afterEach(closeProgram);

type Row = {
  what: string;
  set: (program: MiniProgram) => void;
  code: number;
  device: string;
  scope?: string;
  text: RegExp;
};

const DENY = { errMsg: "authorize:fail auth deny", errno: 103 };
const NOT_AGREED = { errMsg: "authorize:fail privacy permission is not authorized", errno: 104 };
const NOT_DECLARED = {
  errMsg: "authorize:fail api scope is not declared in the privacy agreement",
  errno: 112,
};

const rows: Row[] = [
  {
    what: "the microphone is refused now",
    set: ({ wx }) => Object.assign(wx.refuses, { "scope.record": DENY }),
    code: -1101,
    device: "microphone_denied",
    scope: "scope.record",
    text: /the user has refused the microphone/,
  },
  {
    what: "the microphone was refused before",
    set: ({ wx }) => Object.assign(wx.authSetting, { "scope.record": false }),
    code: -1101,
    device: "microphone_denied",
    scope: "scope.record",
    text: /scope\.record.*openSetting/,
  },
  {
    what: "the camera is refused",
    set: ({ wx }) => Object.assign(wx.refuses, { "scope.camera": DENY }),
    code: -1101,
    device: "camera_denied",
    scope: "scope.camera",
    text: /the camera/,
  },
  {
    what: "the system keeps WeChat from the camera",
    set: ({ wx }) =>
      Object.assign(wx.api, { getAppAuthorizeSetting: () => ({ cameraAuthorized: "denied" }) }),
    code: -1101,
    device: "camera_denied",
    scope: "scope.camera",
    text: /the camera/,
  },
  {
    what: "the privacy guideline is not agreed to",
    set: ({ wx }) => Object.assign(wx.refuses, { "scope.record": NOT_AGREED }),
    code: -1110,
    device: "microphone_denied",
    scope: "scope.record",
    text: /has not agreed/,
  },
  {
    what: "the privacy guideline does not declare it",
    set: ({ wx }) => Object.assign(wx.refuses, { "scope.record": NOT_DECLARED }),
    code: -1111,
    device: "privacy_missing",
    scope: "scope.record",
    text: /does not declare the microphone.*用户隐私保护指引/,
  },
  {
    what: "the same by an older client, which gives no number",
    set: ({ wx }) => Object.assign(wx.refuses, { "scope.record": { errMsg: NOT_DECLARED.errMsg } }),
    code: -1111,
    device: "privacy_missing",
    text: /declare/,
  },
  {
    what: "it runs in developer tools",
    set: ({ wx }) => {
      wx.platform = "devtools";
    },
    code: -1113,
    device: "developer_tools",
    text: /developer tools/,
  },
];

for (const { what, set, code, device, scope, text } of rows)
  describe(what, () => {
    const failure = {
      code,
      device,
      message: expect.stringMatching(text),
      ...(scope ? { data: { scope } } : {}),
    };

    test("who calls is told, and nobody is called", async () => {
      const program = await new MiniProgram().login();
      set(program);
      const call = program.after(program.engine.call({ userID: "bob", type: 2 }));
      await expect(call).rejects.toMatchObject(failure);
      expect(program.server.calls.size).toBe(0);
      expect(program.names).toEqual([]);
      expect(program.engine.state.local).toMatchObject({ microphone: false, camera: false });
    });

    test("who is called is told, and it goes on ringing", async () => {
      const program = await new MiniProgram().login();
      program.server.ring("bob", ["alice"], "video");
      await program.pass();
      set(program);
      await expect(program.after(program.engine.accept())).rejects.toMatchObject(failure);
      expect(program.engine.state.call?.phase).toBe("ringing");
      await program.after(program.engine.reject());
      expect(program.names).toEqual(["INVITED", "CALLING_CANCEL"]);
    });
  });

test("by voice no camera is asked for or opened, in either direction", async () => {
  const program = await new MiniProgram().login();
  program.wx.refuses["scope.camera"] = DENY;
  await program.talk(1);
  await program.after(program.engine.hangup());
  program.server.ring("bob", ["alice"], "audio");
  await program.pass();
  await program.after(program.engine.accept());
  expect(program.wx.authorized).toEqual(["scope.record", "scope.record"]);
  const opened = program.told.filter(
    ([name, data]) =>
      name === "USER_UPDATE" && (data["pusher"] as { enableCamera: boolean }).enableCamera,
  );
  expect(opened).toEqual([]);
});

test("a video call answered by voice needs no camera either", async () => {
  const program = await new MiniProgram().login();
  program.wx.refuses["scope.camera"] = DENY;
  program.server.ring("bob", ["alice"], "video");
  await program.pass();
  await program.after(program.engine.accept({ type: 1 }));
  expect(program.engine.pusher).toMatchObject({ enableCamera: false, type: 1 });
});

test("who hangs up while the user is being asked opens nothing", async () => {
  const program = await new MiniProgram().login();
  let allow: (() => void) | undefined;
  program.wx.api["authorize"] = ({ success }: { success(answer: object): void }) => {
    allow = () => success({});
  };
  const call = program.engine.call({ userID: "bob", type: 1 });
  call.catch(() => {});
  await program.pass();
  await program.after(program.engine.hangup());
  allow?.();
  await expect(program.after(call)).rejects.toMatchObject({ code: -1203 });
  expect(program.engine.state.local.microphone).toBe(false);
  expect(program.server.calls.size).toBe(0);
});

test("whether devices may be used can be asked beforehand", async () => {
  const program = new MiniProgram();
  const { engine, wx } = program;
  wx.refuses["scope.camera"] = DENY;
  expect(await engine.deviceCheck({ microphone: true })).toBe(true);
  expect(await engine.deviceCheck({ camera: true })).toBe(false);
  await expect(engine.checkDevicePermissions()).rejects.toMatchObject({ code: -1101 });
});

describe("what only the tag itself can tell", () => {
  test("an account without the tags: -1112, and the call is over", async () => {
    const program = await new MiniProgram().login();
    await program.talk();
    const detail = { errCode: -1, errMsg: "insertLivePusher:fail:access denied" };
    program.engine._pusherErrorHandler({ detail });
    await program.pass();
    expect(program.payload("ERROR")).toMatchObject({ code: -1112, device: "live_not_allowed" });
    expect(program.names.at(-1)).toBe("CALL_END");
  });

  test("a device that was refused, and why", async () => {
    const program = await new MiniProgram().login();
    await program.talk();
    const refused = { errCode: 10001, errMsg: "用户禁止使用摄像头" };
    program.engine._pusherErrorHandler({ detail: refused });
    expect(program.payload("ERROR")).toMatchObject({ code: -1101, device: "camera_denied" });
    const undeclared = { errCode: 10002, errMsg: "x", errno: 112 };
    program.engine._pusherErrorHandler({ detail: undeclared });
    expect(program.payload("ERROR")).toMatchObject({ code: -1111, device: "privacy_missing" });
  });

  test("a camera that does not open is closed for the others, too", async () => {
    const program = await new MiniProgram().login();
    const call = await program.talk();
    program.engine._pusherStateChangeHandler({ detail: { code: -1301, message: "no camera" } });
    await program.pass();
    expect(program.payload("ERROR")).toMatchObject({ code: -1301, message: "no camera" });
    expect(program.engine.pusher.enableCamera).toBe(false);
    expect(call.member("alice")?.camera).toBe(false);
  });
});
