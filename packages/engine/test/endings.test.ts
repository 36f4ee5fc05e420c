/** One row an end reason: what the engine tells, in what order, at the caller and at the callee. */

import { afterEach, describe, expect, test } from "vitest";
import { TUICallEngine } from "../src/index.ts";
import type { FakeCall } from "./fake-call.ts";
import { Page } from "./page.ts";

afterEach(() => TUICallEngine.destroyInstance());

type Row = {
  how: string;
  /** What happens at the server, or what the user does. */
  by: (page: Page, call: FakeCall) => unknown;
  events: string[];
  reason: number;
  endReason: string;
  user: string;
  /** What a listener by the name of the older generations gets. */
  older?: string | undefined;
};

const NOT_CONNECTED = ["onCallNotConnected", "onCallingCancel", "onCallCancelled"];

const caller: Row[] = [
  {
    how: "rejected",
    by: ({ server }, call) => server.change(call, (c) => c.reject("bob", "b1")),
    events: ["onUserReject", ...NOT_CONNECTED],
    reason: 2,
    endReason: "rejected",
    user: "bob",
    older: "reject",
  },
  {
    how: "busy",
    by: ({ server }, call) => server.change(call, (c) => c.leave("bob", "busy")),
    events: ["onUserLineBusy", ...NOT_CONNECTED],
    reason: 5,
    endReason: "busy",
    user: "bob",
    older: "busyline",
  },
  {
    how: "no answer",
    by: ({ server }, call) => server.change(call, (c) => c.leave("bob", "no_answer")),
    events: [...NOT_CONNECTED, "onUserNoResponse"],
    reason: 3,
    endReason: "no_answer",
    user: "alice",
    older: "timeout",
  },
  {
    how: "offline",
    by: ({ server }, call) => server.change(call, (c) => c.leave("bob", "offline")),
    events: [...NOT_CONNECTED, "onUserNoResponse"],
    reason: 4,
    endReason: "offline",
    user: "alice",
    older: "timeout",
  },
  {
    how: "cancelled by oneself",
    by: ({ engine }) => engine.hangup(),
    events: NOT_CONNECTED,
    reason: 6,
    endReason: "cancelled",
    user: "alice",
    older: "normal",
  },
  {
    how: "ended by the operator",
    by: ({ server }, call) => server.change(call, (c) => c.endByServer()),
    events: NOT_CONNECTED,
    reason: 9,
    endReason: "server",
    user: "alice",
    older: "normal",
  },
];

const callee: Row[] = [
  {
    how: "cancelled by the caller",
    by: ({ server }, call) => server.change(call, (c) => c.hangUp("bob")),
    events: NOT_CONNECTED,
    reason: 6,
    endReason: "cancelled",
    user: "bob",
    older: "normal",
  },
  {
    how: "declined by oneself",
    by: ({ engine }) => engine.reject(),
    events: NOT_CONNECTED,
    reason: 2,
    endReason: "rejected",
    user: "alice",
    older: "reject",
  },
  {
    how: "declined by hanging up",
    by: ({ engine }) => engine.hangup(),
    events: NOT_CONNECTED,
    reason: 2,
    endReason: "rejected",
    user: "alice",
    older: "reject",
  },
  {
    how: "not answered",
    by: ({ server }, call) => server.change(call, (c) => c.leave("alice", "no_answer")),
    events: NOT_CONNECTED,
    reason: 3,
    endReason: "no_answer",
    user: "alice",
    older: "timeout",
  },
  {
    how: "answered on another device",
    by: ({ server }, call) => server.change(call, (c) => c.accept("alice", "telephone")),
    events: NOT_CONNECTED,
    reason: 7,
    endReason: "answered_elsewhere",
    user: "alice",
    older: undefined,
  },
  {
    how: "declined on another device",
    by: ({ server }, call) => server.change(call, (c) => c.reject("alice", "telephone")),
    events: NOT_CONNECTED,
    reason: 8,
    endReason: "rejected_elsewhere",
    user: "alice",
    older: undefined,
  },
];

const connected: Row[] = [
  {
    how: "hung up by the peer",
    by: ({ server }, call) => server.change(call, (c) => c.hangUp("bob")),
    events: ["onUserLeave", "onCallEnd"],
    reason: 1,
    endReason: "hangup",
    user: "bob",
  },
  {
    how: "hung up by oneself",
    by: ({ engine }) => engine.hangup(),
    events: ["onCallEnd"],
    reason: 1,
    endReason: "hangup",
    user: "alice",
  },
  {
    how: "the peer lost",
    by: ({ server }, call) => server.change(call, (c) => c.leave("bob", "lost")),
    events: ["onUserLeave", "onCallEnd"],
    reason: 0,
    endReason: "lost",
    user: "bob",
  },
  {
    how: "the peer's connection not made",
    by: ({ server }, call) => server.change(call, (c) => c.leave("bob", "connection_failed")),
    events: ["onUserLeave", "onCallEnd"],
    reason: 0,
    endReason: "connection_failed",
    user: "bob",
  },
  {
    how: "ended by the operator",
    by: ({ server }, call) => server.change(call, (c) => c.endByServer()),
    events: ["onUserLeave", "onCallEnd"],
    reason: 9,
    endReason: "server",
    user: "alice",
  },
];

async function ends(page: Page, row: Row, call: FakeCall): Promise<void> {
  const older: unknown[] = [];
  page.engine.on("onCallCanceled", (payload: { reason: unknown }) => older.push(payload.reason));
  await page.pass(3_000);
  const before = page.names.length;
  row.by(page, call);
  await page.pass(5_000);
  expect(page.names.slice(before)).toEqual(row.events);
  const terminal = row.events.includes("onCallEnd") ? "onCallEnd" : "onCallNotConnected";
  expect(page.payload(terminal)).toMatchObject({
    callId: call.id,
    roomID: expect.any(Number),
    reason: row.reason,
    endReason: row.endReason,
    userID: row.user,
  });
  expect(older).toEqual("older" in row ? [row.older] : []);
  expect(page.engine.state.call).toMatchObject({
    phase: "ended",
    ended: { reason: row.endReason, connected: terminal === "onCallEnd" },
  });
  expect(page.media.local).toMatchObject({ microphone: false, camera: false });
  // Acknowledged: the server may forget it.
  expect(page.server.heard("ack").at(-1)).toMatchObject({
    call_id: call.id,
    version: call.version,
  });
}

describe("at the caller, before it connects", () => {
  for (const row of caller)
    test(row.how, async () => {
      const page = await new Page().login();
      await page.after(page.engine.call({ userID: "bob", type: 2 }));
      await ends(page, row, page.server.onlyCall);
    });
});

describe("at the callee, before it connects", () => {
  for (const row of callee)
    test(row.how, async () => {
      const page = await new Page().login();
      await ends(page, row, page.server.ring("bob", ["alice"], "video"));
    });
});

describe("once connected", () => {
  for (const row of connected) {
    test(`${row.how}, at the caller`, async () => {
      const page = await new Page().login();
      await page.after(page.engine.call({ userID: "bob", type: 2 }));
      const call = page.server.onlyCall;
      page.server.change(call, (c) => c.accept("bob", "b1"));
      await page.pass();
      await ends(page, row, call);
      expect(page.payload("onCallEnd")).toMatchObject({ totalTime: 3 });
    });

    test(`${row.how}, at the callee`, async () => {
      const page = await new Page().login();
      const call = page.server.ring("bob", ["alice"], "video");
      await page.pass();
      await page.after(page.engine.accept());
      await ends(page, row, call);
    });
  }
});

test("a call that ended before this page saw it is told once, as not connected", async () => {
  const page = await new Page().login();
  page.server.cut = true;
  page.server.close(1006);
  const call = page.server.ring("bob", ["alice"], "audio");
  page.server.change(call, (c) => c.leave("alice", "offline"));
  page.server.cut = false;
  await page.pass(30_000);
  expect(page.names).toEqual(NOT_CONNECTED);
  expect(page.payload("onCallNotConnected")).toMatchObject({ reason: 4 });
  expect(page.engine.state.call).toBeUndefined();
});
