import { afterEach, expect, test } from "vitest";
import { TUICallEngine, TUICallEngineError } from "../src/index.ts";
import { Page } from "./page.ts";

afterEach(() => TUICallEngine.destroyInstance());

test("signing in says hello with the ticket and tells that the engine is ready", async () => {
  const page = new Page();
  const done = page.engine.login({ userID: "alice", userSig: "ticket" });
  expect(page.engine.state.session).toBe("signingIn");
  expect(await page.after(done)).toEqual({ code: 0, message: "success", data: undefined });
  const [hello] = page.server.heard("hello");
  expect(hello).toMatchObject({
    protocol: 1,
    platform: "web",
    sdkappid: 1,
    user_id: "alice",
    ticket: "ticket",
  });
  expect(hello?.device_id).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(page.told.map(([name]) => name)).toEqual(["sdkReady"]);
  expect(page.engine.state).toMatchObject({
    session: "signedIn",
    network: "connected",
    user: { user_id: "alice", nick: "Alice" },
  });
});

test("a UserSig in an object, as genTestUserSig gives it, is taken", async () => {
  const page = new Page();
  const userSig = { sdkAppID: 1, userSig: "nested" } as { userSig: string };
  await page.after(page.engine.init({ userID: "alice", userSig }));
  expect(page.server.heard("hello")[0]?.ticket).toBe("nested");
});

test("a refused ticket rejects with the server's own number and is not tried again", async () => {
  const page = new Page();
  page.server.refuse = "ticket_wrong_key";
  const failed = page.after(page.engine.login({ userID: "alice", userSig: "bad" }));
  await expect(failed).rejects.toMatchObject({
    name: "TUICallEngineError",
    code: 4303,
    functionName: "login",
  });
  await page.pass(60_000);
  expect(page.server.tries).toHaveLength(1);
  expect(page.engine.state).toMatchObject({ session: "signedOut", network: "offline" });
});

test("a server that cannot be reached fails the sign-in after ten seconds", async () => {
  const page = new Page();
  page.server.cut = true;
  const failed = page.after(page.engine.login({ userID: "alice", userSig: "ticket" }), 11_000);
  await expect(failed).rejects.toMatchObject({ code: 2805 });
  const tries = page.server.tries.length;
  expect(tries).toBeGreaterThan(2);
  await page.pass(60_000);
  expect(page.server.tries).toHaveLength(tries);
});

test("signing in twice with the same ticket is one connection", async () => {
  const page = new Page();
  const both = Promise.all([
    page.engine.login({ userID: "alice", userSig: "ticket" }),
    page.engine.login({ userID: "alice", userSig: "ticket" }),
  ]);
  await page.after(both);
  await page.login();
  expect(page.server.tries).toHaveLength(1);
});

test("a newer ticket of the same user is renewed on the line there is", async () => {
  const page = await new Page().login();
  page.server.send({ type: "ticket_expired", at: page.server.now() });
  await page.pass();
  expect(page.payload("onUserSigExpired")).toEqual({});
  await page.login("fresh");
  expect(page.server.heard("renew")[0]?.ticket).toBe("fresh");
  expect(page.server.tries).toHaveLength(1);
  // The next hello carries it, too.
  page.server.close(1006);
  await page.pass();
  expect(page.server.heard("hello").at(-1)?.ticket).toBe("fresh");
});

test("a ticket that has run out when the line breaks is asked for, and the call goes on with a fresh one", async () => {
  const page = await new Page().login();
  await page.after(page.engine.call({ userID: "bob", type: 1 }));
  const call = page.server.onlyCall;
  page.server.change(call, (c) => c.accept("bob", "b1"));
  await page.pass();
  page.server.refuse = "ticket_expired";
  page.server.close(1006);
  await page.pass();
  expect(page.names.at(-1)).toBe("onUserSigExpired");
  expect(page.engine.state.call).toMatchObject({ phase: "connecting" });
  expect(page.media.call?.callId).toBe(call.id);
  page.server.refuse = undefined;
  await page.login("fresh");
  expect(page.engine.state.network).toBe("connected");
  expect(page.names).not.toContain("onCallEnd");
});

test("signing in elsewhere ends the call, tells it, and keeps away", async () => {
  const page = await new Page().login();
  await page.after(page.engine.call({ userID: "bob", type: 1 }));
  page.server.change(page.server.onlyCall, (call) => call.accept("bob", "b1"));
  await page.pass();
  page.server.close(4011);
  await page.pass(60_000);
  expect(page.names.slice(-2)).toEqual(["onCallEnd", "onKickedOffLine"]);
  expect(page.payload("onCallEnd")).toMatchObject({ reason: 0, endReason: "kicked_out" });
  expect(page.payload("onKickedOffLine")).toMatchObject({ message: expect.any(String) });
  expect(page.server.tries).toHaveLength(1);
  expect(page.media.local.microphone).toBe(false);
});

test("the same device connecting again takes over in silence: no further try", async () => {
  const page = await new Page().login();
  page.server.close(4012);
  await page.pass(60_000);
  expect(page.server.tries).toHaveLength(1);
  expect(page.engine.state.session).toBe("signedOut");
});

test("logging out says so and ends the call", async () => {
  const page = await new Page().login();
  await page.after(page.engine.call({ userID: "bob", type: 1 }));
  await page.after(page.engine.logout());
  expect(page.server.heard("logout")).toHaveLength(1);
  expect(page.names.slice(-3)).toEqual([
    "onCallNotConnected",
    "onCallingCancel",
    "onCallCancelled",
  ]);
  expect(page.engine.state.session).toBe("signedOut");
  await expect(page.engine.call({ userID: "bob", type: 1 })).rejects.toMatchObject({ code: -1201 });
});

test("there is one instance, and destroying it leaves nothing behind", async () => {
  const page = await new Page().login();
  const again = TUICallEngine.createInstance(
    { SDKAppID: 1, server: "http://calls.test" },
    page.parts(),
  );
  expect(again).toBe(page.engine);
  await page.after(page.engine.call({ userID: "bob", type: 1 }));
  await page.after(TUICallEngine.destroyInstance());
  expect(page.engine.listenerCount).toBe(0);
  await page.pass(120_000);
  expect(page.clock.pending).toBe(0);
  await expect(TUICallEngine.destroyInstance()).resolves.toMatchObject({ code: 0 });
});

test("a bundled engine without `server` says what is missing", () => {
  expect(() => TUICallEngine.createInstance({ sdkAppID: 1 })).toThrow(/server/);
  expect(() => TUICallEngine.createInstance({ sdkAppID: 1 })).toThrow(TUICallEngineError);
});

test("names and pictures are asked for once", async () => {
  const page = await new Page().login();
  const first = await page.after(page.engine.getProfiles(["bob", "carol", "bob"]));
  expect(first.map(({ nick }) => nick)).toEqual(["bob!", "carol!", "bob!"]);
  await page.after(page.engine.getTim().getUserProfile({ userIDList: ["bob"] }));
  expect(page.server.heard("get_profiles").map(({ user_ids }) => user_ids)).toEqual([
    ["bob", "carol"],
  ]);
});

test("the own name, do-not-disturb and the block list are set on the server", async () => {
  const page = await new Page().login();
  await page.after(page.engine.setSelfInfo({ nickName: "Al" }));
  await page.after(page.engine.setDoNotDisturb(true));
  await page.after(page.engine.block("bob"));
  await page.after(page.engine.unblock("bob"));
  expect(page.engine.state).toMatchObject({ user: { nick: "Al" }, doNotDisturb: true });
  expect(page.server.heard("block").map(({ on }) => on)).toEqual([true, false]);
});
