import { afterEach, expect, test } from "vitest";
import { TUICallEngine, TUICallEvent } from "../src/index.ts";
import { Page } from "./page.ts";

afterEach(() => TUICallEngine.destroyInstance());

test("listeners by the names of older generations hear the same", async () => {
  const page = await new Page().login();
  const heard: string[] = [];
  for (const name of ["onReject", "onUserEnter", "onNoResp", "onLineBusy", "onCallTypeChanged"])
    page.engine.on(name, () => heard.push(name));
  await page.after(page.engine.call({ userID: "bob", type: 2 }));
  const call = page.server.onlyCall;
  page.server.change(call, (c) => c.accept("bob", "b1"));
  page.server.change(call, (c) => c.switchMedia("audio", "bob"));
  await page.pass();
  await page.after(page.engine.hangup());
  await page.after(page.engine.call({ userID: "bob", type: 2 }));
  const second = [...page.server.calls.values()].at(-1);
  if (second) page.server.change(second, (c) => c.reject("bob", "b1"));
  await page.pass();
  expect(heard).toEqual(["onUserEnter", "onCallTypeChanged", "onReject"]);
});

test("a handler is called with its context, and no longer after off", async () => {
  const page = await new Page().login();
  const heard: unknown[] = [];
  const context = { name: "context" };
  function handler(this: unknown, payload: unknown): void {
    heard.push(this, payload);
  }
  page.engine.on(TUICallEvent.ON_CALL_RECEIVED, handler, context);
  const call = page.server.ring("bob", ["alice"], "audio");
  await page.pass();
  expect(heard).toEqual([context, expect.objectContaining({ callId: call.id })]);
  page.engine.off(TUICallEvent.ON_CALL_RECEIVED, handler);
  await page.after(page.engine.reject());
  page.server.ring("bob", ["alice"], "audio");
  await page.pass();
  expect(heard).toHaveLength(2);
});

test("a handler for one time is called once, or not at all after off", async () => {
  const page = await new Page().login();
  const heard: string[] = [];
  const never = () => heard.push("never");
  page.engine.once("onCallReceived", () => heard.push("once"));
  page.engine.once("onCallReceived", never);
  page.engine.off("onCallReceived", never);
  for (let n = 0; n < 2; n += 1) {
    page.server.ring("bob", ["alice"], "audio");
    await page.pass();
    await page.after(page.engine.reject());
  }
  expect(heard).toEqual(["once"]);
});

test("a handler that throws disturbs nobody", async () => {
  const page = await new Page().login();
  page.engine.setLogLevel(4);
  page.engine.on("onCallReceived", () => {
    throw new Error("mine");
  });
  const heard: string[] = [];
  page.engine.on("onCallReceived", () => heard.push("second"));
  page.server.ring("bob", ["alice"], "audio");
  await page.pass();
  expect(heard).toEqual(["second"]);
  expect(page.engine.state.call?.phase).toBe("ringing");
});

test("the static once tells that the engine is ready", async () => {
  const ready = new Promise<void>((resolve) => TUICallEngine.once("ready", resolve));
  await expect(ready).resolves.toBeUndefined();
});

test("the state changes by new snapshots and is told after each change", async () => {
  const page = await new Page().login();
  const phases: (string | undefined)[] = [];
  const stop = page.engine.onStateChange(({ call }) => {
    if (phases.at(-1) !== call?.phase) phases.push(call?.phase);
  });
  const before = page.engine.state;
  page.server.ring("bob", ["alice"], "audio");
  await page.pass();
  await page.after(page.engine.accept());
  expect(before.call).toBeUndefined();
  expect(phases).toEqual(["ringing", "connecting"]);
  stop();
  await page.after(page.engine.hangup());
  expect(phases).toHaveLength(2);
});

test("after a hundred calls there are as many listeners and timers as before", async () => {
  const page = await new Page().login();
  await page.pass(30_000);
  const before = [page.engine.listenerCount, page.clock.pending];
  for (let n = 0; n < 100; n += 1) {
    const call = page.server.ring("bob", ["alice"], "audio");
    await page.pass();
    await page.after(page.engine.accept());
    page.server.change(call, (c) => c.hangUp(n % 2 ? "bob" : "alice"));
    await page.pass();
  }
  await page.pass(30_000);
  expect([page.engine.listenerCount, page.clock.pending]).toEqual(before);
  expect(page.names.filter((name) => name === "onCallEnd")).toHaveLength(100);
});
