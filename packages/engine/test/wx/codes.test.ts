/** Numbers that no other test of this folder provokes, and the server's own as a page gets them. */

import { afterEach, describe, expect, test } from "vitest";
import { ERROR_CODES, type ErrorCode } from "../../src/core/protocol.ts";
import { ERROR_CODE } from "../../src/wx/index.ts";
import { closeProgram, MiniProgram, USER } from "./mini-program.ts";

afterEach(closeProgram);

test("numbers are unlike each other and unlike the server's", () => {
  const all = [...Object.values(ERROR_CODE), ...Object.values(ERROR_CODES)];
  expect(new Set(all).size).toBe(all.length);
});

test("what is so already is said to be: -1204", async () => {
  const program = await new MiniProgram().login();
  await program.talk(1);
  await expect(program.engine.switchAudioCall()).rejects.toMatchObject({ code: -1204 });
});

test("who takes no calls from this user is told as 20007, and nothing is left open", async () => {
  const program = await new MiniProgram().login();
  program.server.refuseNext.set("call", "blocked");
  const call = program.after(program.engine.call({ userID: "bob", type: 2 }));
  await expect(call).rejects.toMatchObject({ code: 20007, functionName: "call" });
  expect(program.engine.state.local).toMatchObject({ microphone: false, camera: false });
});

test("a microphone that live-pusher cannot open is told: -1302", async () => {
  const program = await new MiniProgram().login();
  await program.talk();
  const detail = { code: -1302, message: "no microphone" };
  program.engine._pusherStateChangeHandler({ detail });
  expect(program.payload("ERROR")).toEqual(detail);
});

test("what nobody foresaw is 65535 and names its method", async () => {
  const program = await new MiniProgram().login();
  const failed = program.after(program.engine.getUserProfile(undefined as never));
  await expect(failed).rejects.toMatchObject({ code: 65535, functionName: "getUserProfile" });
});

/** What the server says to a sign-in, 43xx and its kin: nothing is tried again. */
const SIGN_IN = [
  "ticket_malformed",
  "ticket_wrong_user",
  "ticket_wrong_app",
  "ticket_wrong_key",
  "ticket_expired",
  "ticket_from_future",
  "unknown_app",
  "app_disabled",
] as const;

describe("the server refuses the sign-in", () => {
  for (const name of SIGN_IN)
    test(name, async () => {
      const program = new MiniProgram();
      program.server.refuse = name;
      const refused = { code: ERROR_CODES[name] };
      await expect(program.after(program.engine.init(USER))).rejects.toMatchObject(refused);
      expect(program.payload("ERROR")).toMatchObject(refused);
      await program.pass(60_000);
      expect(program.server.tries).toHaveLength(1);
    });
});

const CALL: ErrorCode[] = [
  "rate_limited",
  "already_in_call",
  "too_many_members",
  "store_unavailable",
  "server_restarting",
  "over_capacity",
];
const JOIN: ErrorCode[] = ["call_not_found", "not_your_call", "call_ended", "wrong_state"];

describe("the server refuses a command", () => {
  for (const name of CALL)
    test(`call: ${name}`, async () => {
      const program = await new MiniProgram().login();
      program.server.refuseNext.set("call", name);
      const call = program.after(program.engine.call({ userID: "bob", type: 1 }));
      await expect(call).rejects.toMatchObject({ code: ERROR_CODES[name] });
      expect(program.names).toEqual([]);
      expect(program.engine.pusher.url).toBe("");
    });

  for (const name of JOIN)
    test(`join: ${name}`, async () => {
      const program = await new MiniProgram().login();
      program.server.refuseNext.set("join", name);
      const joined = program.after(program.engine.join({ callId: "0123456789abcdefghijkl" }));
      await expect(joined).rejects.toMatchObject({ code: ERROR_CODES[name] });
    });

  test("accept: answered_elsewhere", async () => {
    const program = await new MiniProgram().login();
    program.server.ring("bob", ["alice"], "audio");
    await program.pass();
    program.server.refuseNext.set("accept", "answered_elsewhere");
    const accepted = program.after(program.engine.accept());
    await expect(accepted).rejects.toMatchObject({ code: ERROR_CODES.answered_elsewhere });
  });

  test("setSelfInfo: invalid_argument", async () => {
    const program = await new MiniProgram().login();
    program.server.refuseNext.set("set_profile", "invalid_argument");
    const set = program.after(program.engine.setSelfInfo("Al", "no address"));
    await expect(set).rejects.toMatchObject({ code: ERROR_CODES.invalid_argument });
  });
});
