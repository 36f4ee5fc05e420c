import { afterEach, expect, test } from "vitest";
import { TUICallEngine } from "../src/index.ts";
import { Page } from "./page.ts";

afterEach(() => TUICallEngine.destroyInstance());

test("a refreshed page comes back into the same call, muted as it was", async () => {
  const before = await new Page().login();
  await before.after(before.engine.call({ userID: "bob", type: 2 }));
  const call = before.server.onlyCall;
  before.server.change(call, (c) => c.accept("bob", "b1"));
  await before.pass();
  await before.after(before.engine.closeMicrophone());
  const connectedAt = before.engine.state.call?.connectedAt ?? 0;

  const page = await before.refresh();
  expect(page.server.heard("going")).toHaveLength(1);
  await page.login();
  const [first, , ...more] = page.server.heard("hello");
  expect(more.every(({ device_id }) => device_id === first?.device_id)).toBe(true);
  expect(page.engine.state.call).toMatchObject({ id: call.id, role: "caller" });
  expect(Math.abs((page.engine.state.call?.connectedAt ?? 0) - connectedAt)).toBeLessThan(20);
  // Media again, with what was open before.
  expect(page.media.offered).toEqual(["answer to offer leg-alice/1"]);
  expect(page.media.local).toMatchObject({ microphone: false, camera: true });
  expect(page.media.call?.sending).toBe(true);
  // Enough for a screen that only knows the platform's events.
  expect(page.told.map(([name]) => name)).toEqual([
    "sdkReady",
    "onCallBegin",
    "onUserJoin",
    "onUserAudioAvailable",
    "onUserVideoAvailable",
  ]);
  await page.after(page.engine.hangup());
  expect(page.names.at(-1)).toBe("onCallEnd");
  expect(call.over).toBe(true);
});

test("a page refreshed while it rings rings again", async () => {
  const before = await new Page().login();
  const call = before.server.ring("bob", ["alice"], "audio");
  await before.pass();
  const page = await before.refresh();
  await page.login();
  expect(page.names).toEqual(["onCallReceived", "onInvited"]);
  await page.after(page.engine.accept());
  expect(call.member("alice")?.phase).toBe("joined");
});

test("a page refreshed while it calls still calls", async () => {
  const before = await new Page().login();
  await before.after(before.engine.call({ userID: "bob", type: 1 }));
  const call = before.server.onlyCall;
  const page = await before.refresh();
  await page.login();
  expect(page.engine.state.call).toMatchObject({ id: call.id, phase: "dialing" });
  page.server.change(call, (c) => c.accept("bob", "b1"));
  await page.pass();
  expect(page.names).toEqual(["onUserAccept", "onCallBegin", "onUserJoin"]);
});

test("after a refresh without permission the call goes on unheard, and says so", async () => {
  const before = await new Page().login();
  await before.after(before.engine.call({ userID: "bob", type: 1 }));
  before.server.change(before.server.onlyCall, (c) => c.accept("bob", "b1"));
  await before.pass();
  const page = await before.refresh();
  const media = () => page.media;
  media().fails = -1101;
  await page.login();
  await page.pass();
  expect(page.payload("onError")).toMatchObject({ code: -1101 });
  expect(page.server.heard("microphone").at(-1)?.on).toBe(false);
  expect(page.engine.state.call?.phase).toBe("connecting");
});

test("a server that restarts gives a new epoch, and media is offered anew", async () => {
  const page = await new Page().login();
  await page.after(page.engine.call({ userID: "bob", type: 1 }));
  const call = page.server.onlyCall;
  page.server.change(call, (c) => c.accept("bob", "b1"));
  await page.pass();
  call.restart();
  page.server.close(1006);
  await page.pass(1_000);
  expect(page.media.offered).toEqual([
    "answer to offer leg-alice/1",
    "answer to offer leg-alice/2",
  ]);
});
