/** The table of situations, row by row: what the engine tells, in what order, at the caller and at the callee. */

import { afterEach, describe, expect, test } from "vitest";
import type { FakeCall } from "../fake-call.ts";
import { closeProgram, MiniProgram } from "./mini-program.ts";

afterEach(closeProgram);

type Row = {
  how: string;
  by: (program: MiniProgram, call: FakeCall) => unknown;
  events: string[];
  /** Fields of the events' payloads. */
  says?: Record<string, object>;
};

const SELF = { CALLING_CANCEL: { inviteID: "call-1", userID: "alice" } };

const caller: Row[] = [
  {
    how: "declined",
    by: ({ server }, call) => server.change(call, (c) => c.reject("bob", "b1")),
    events: ["REJECT", "CALLING_CANCEL"],
    says: {
      ...SELF,
      REJECT: { inviteID: "call-1", invitee: "bob", userID: "bob", reason: "reject" },
    },
  },
  {
    how: "busy",
    by: ({ server }, call) => server.change(call, (c) => c.leave("bob", "busy")),
    events: ["LINE_BUSY", "CALLING_CANCEL"],
    says: {
      ...SELF,
      LINE_BUSY: { inviteID: "call-1", invitee: "bob", userID: "bob", reason: "line busy" },
    },
  },
  ...(["no_answer", "offline"] as const).map((why) => ({
    how: why,
    by: ({ server }: MiniProgram, call: FakeCall) =>
      server.change(call, (c) => c.leave("bob", why)),
    events: ["NO_RESP", "CALLING_CANCEL"],
    says: {
      ...SELF,
      NO_RESP: {
        inviteID: "call-1",
        groupID: "",
        sponsor: "alice",
        timeoutUserList: ["bob"],
        userIDList: ["bob"],
      },
    },
  })),
  {
    how: "cancelled by oneself",
    by: ({ engine }) => engine.hangup(),
    events: ["CALLING_CANCEL"],
    says: SELF,
  },
  {
    how: "ended by the operator",
    by: ({ server }, call) => server.change(call, (c) => c.endByServer()),
    events: ["CALLING_CANCEL"],
    says: SELF,
  },
  {
    how: "signed in elsewhere",
    by: ({ server }) => server.close(4011),
    events: ["CALLING_CANCEL", "KICKED_OUT"],
    says: { KICKED_OUT: { message: expect.any(String) } },
  },
];

const callee: Row[] = [
  {
    how: "declined by oneself",
    by: ({ engine }) => engine.reject(),
    events: ["CALLING_CANCEL"],
    says: SELF,
  },
  {
    how: "declined by hanging up",
    by: ({ engine }) => engine.hangup(),
    events: ["CALLING_CANCEL"],
    says: SELF,
  },
  {
    how: "not answered",
    by: ({ server }, call) => server.change(call, (c) => c.leave("alice", "no_answer")),
    events: ["CALLING_CANCEL"],
    says: SELF,
  },
  {
    how: "cancelled by the caller",
    by: ({ server }, call) => server.change(call, (c) => c.hangUp("bob")),
    events: ["CALLING_CANCEL"],
    says: { CALLING_CANCEL: { userID: "bob", invitee: "alice" } },
  },
  {
    how: "taken by another device",
    by: ({ server }, call) => server.change(call, (c) => c.accept("alice", "telephone")),
    events: ["CALLING_CANCEL"],
    says: SELF,
  },
  {
    how: "declined by another device",
    by: ({ server }, call) => server.change(call, (c) => c.reject("alice", "telephone")),
    events: ["CALLING_CANCEL"],
    says: SELF,
  },
];

const connected: Row[] = [
  {
    how: "hung up by the peer",
    by: ({ server }, call) => server.change(call, (c) => c.hangUp("bob")),
    events: ["USER_LEAVE", "CALL_END"],
    says: { USER_LEAVE: { userID: "bob", playerList: [] } },
  },
  {
    how: "hung up by oneself",
    by: ({ engine }) => engine.hangup(),
    events: ["CALL_END"],
  },
  {
    how: "the peer lost",
    by: ({ server }, call) => server.change(call, (c) => c.leave("bob", "lost")),
    events: ["USER_LEAVE", "CALL_END"],
  },
  {
    how: "signed in elsewhere",
    by: ({ server }) => server.close(4011),
    events: ["CALL_END", "KICKED_OUT"],
  },
  {
    how: "signed out",
    by: ({ engine }) => engine.logout(),
    events: ["CALL_END"],
  },
];

async function ends(program: MiniProgram, row: Row, call: FakeCall): Promise<void> {
  await program.pass(3_000);
  const before = program.names.length;
  row.by(program, call);
  await program.pass(5_000);
  expect(program.names.slice(before)).toEqual(row.events);
  for (const [event, fields] of Object.entries(row.says ?? {}))
    expect(program.payload(event)).toMatchObject(fields);
  expect(program.engine.pusher).toMatchObject({ url: "", enableCamera: false, enableMic: false });
  expect(program.engine.playerList).toEqual([]);
  expect(program.payload("USER_UPDATE")).toMatchObject({ pusher: { url: "" }, playerList: [] });
}

describe("at the caller, before it connects", () => {
  for (const row of caller)
    test(row.how, async () => {
      const program = await new MiniProgram().login();
      await program.after(program.engine.call({ userID: "bob", type: 2 }));
      await ends(program, row, program.server.onlyCall);
    });
});

describe("at the callee, before it connects", () => {
  for (const row of callee)
    test(row.how, async () => {
      const program = await new MiniProgram().login();
      await ends(program, row, program.server.ring("bob", ["alice"], "video"));
    });
});

describe("once connected", () => {
  for (const row of connected) {
    test(`${row.how}, at the caller`, async () => {
      const program = await new MiniProgram().login();
      const call = await program.talk();
      await ends(program, row, call);
      expect(program.payload("CALL_END")).toEqual({
        userID: "alice",
        callEnd: 3,
        totalTime: 3,
        callRole: "inviter",
        callMediaType: 2,
        roomID: expect.any(Number),
        message: "",
        inviteID: call.id,
        groupID: "",
      });
    });

    test(`${row.how}, at the callee`, async () => {
      const program = await new MiniProgram().login();
      const call = program.server.ring("bob", ["alice"], "audio");
      await program.pass();
      await program.after(program.engine.accept());
      await ends(program, row, call);
      expect(program.payload("CALL_END")).toMatchObject({ callRole: "invitee", callMediaType: 1 });
    });
  }
});

test("accepted, at the caller: who, then his stream, and the list of streams on the event itself", async () => {
  const program = await new MiniProgram().login();
  let list: unknown;
  program.engine.on("USER_ENTER", ({ playerList }) => {
    list = playerList;
  });
  await program.talk();
  expect(program.names).toEqual(["USER_ACCEPT", "USER_ENTER"]);
  expect(program.payload("USER_ACCEPT")).toEqual({
    userID: "bob",
    userList: [{ userID: "bob", nick: "bob!", avatar: "" }],
  });
  const [player] = list as [object];
  expect(player).toMatchObject({ userID: "bob", src: "rtmp://media.test/live/bob-1" });
  expect(program.payload("USER_ENTER")).toEqual({ userID: "bob", playerList: [player] });
  // USER_UPDATE comes after what it is the consequence of.
  const all = program.told.map(([name]) => name);
  expect(all.indexOf("USER_UPDATE", all.indexOf("USER_ENTER"))).toBeGreaterThan(0);
});

test("accepted, at the callee: the caller's stream, and accept() gives the own one", async () => {
  const program = await new MiniProgram().login();
  program.server.ring("bob", ["alice"], "video", "hello");
  await program.pass();
  expect(program.payload("INVITED")).toEqual({
    sponsor: "bob",
    inviteeList: ["alice"],
    userIDList: ["alice"],
    isFromGroup: false,
    groupID: "",
    inviteID: "call-1",
    inviteData: { version: 4, callType: 2, roomID: 7, callEnd: 0 },
    userData: "hello",
  });
  const accepted = await program.after(program.engine.accept());
  expect(accepted.pusher).toMatchObject({ url: "rtmp://media.test/live/push-1", type: 2 });
  expect(accepted.message).toMatchObject({ from: "alice", to: "bob" });
  expect(program.names).toEqual(["INVITED", "USER_ENTER"]);
});

test("to voice, by this side: CALL_MODE once, and the camera is off", async () => {
  const program = await new MiniProgram().login();
  await program.talk();
  const said = await program.after(program.engine.switchCallMediaType(1));
  expect(said).toMatchObject({ inviteID: "call-1", code: 0, data: { message: { from: "alice" } } });
  expect(program.names.slice(2)).toEqual(["CALL_MODE"]);
  expect(program.payload("CALL_MODE")).toMatchObject({ type: 1 });
  expect(program.engine.pusher).toMatchObject({ enableCamera: false, enableMic: true, type: 1 });
});

test("to voice, by the other side", async () => {
  const program = await new MiniProgram().login();
  const call = await program.talk();
  program.server.change(call, (c) => c.switchMedia("audio", "bob"));
  await program.pass();
  expect(program.names.slice(2)).toEqual(["CALL_MODE"]);
  expect(program.payload("CALL_MODE")).toMatchObject({ type: 1 });
  expect(program.engine.pusher).toMatchObject({ enableCamera: false });
  expect(program.engine.playerList[0]).toMatchObject({ hasVideo: false, muteVideo: true });
});

test("in a group each answer is told, and the end once", async () => {
  const program = await new MiniProgram().login();
  const { engine, server } = program;
  await program.after(engine.groupCall({ userIDList: ["bob", "carol", "dan"], type: 1 }));
  const call = server.onlyCall;
  server.change(call, (c) => c.reject("bob", "b1"));
  await program.pass();
  server.change(call, (c) => c.leave("carol", "no_answer"));
  await program.pass();
  expect(program.names).toEqual(["REJECT", "NO_RESP"]);
  server.change(call, (c) => c.leave("dan", "no_answer"));
  await program.pass();
  expect(program.names).toEqual(["REJECT", "NO_RESP", "NO_RESP", "CALLING_CANCEL"]);
  expect(program.payload("NO_RESP")).toMatchObject({ timeoutUserList: ["dan"] });
});

test("whatever views are lost, the end comes exactly once", async () => {
  for (let lost = 1; lost < 12; lost += 1) {
    const program = await new MiniProgram().login();
    let seen = 0;
    program.server.fate = (message) => {
      if (message.type !== "view") return 1;
      seen += 1;
      return seen === lost ? 0 : 2;
    };
    await program.after(program.engine.call({ userID: "bob", type: 2 }), 1_200);
    const { server } = program;
    const call = server.onlyCall;
    server.change(call, (c) => c.accept("bob", "b1"));
    await program.pass();
    server.change(call, (c) => c.hangUp("bob"));
    await program.pass();
    // Coming back brings what was lost.
    server.close(1006);
    await program.pass(5_000);
    const ends = program.names.filter((name) => name === "CALL_END" || name === "CALLING_CANCEL");
    expect(ends).toEqual(["CALL_END"]);
    await closeProgram();
  }
});

test("what a listener brings about is told after what it was being told", async () => {
  const program = await new MiniProgram().login();
  program.engine.on("USER_ACCEPT", () => {
    program.server.cut = true;
    program.server.close(1006);
    program.engine.hangup();
  });
  await program.talk();
  expect(program.names).toEqual(["USER_ACCEPT", "USER_ENTER", "CALL_END"]);
});
