import { afterEach, describe, expect, test, vi } from "vitest";
import { TUICallEngine } from "../../src/wx/index.ts";
import { closeProgram, MiniProgram, USER } from "./mini-program.ts";

afterEach(closeProgram);

test("a server that cannot be reached is tried until it can, and said once", async () => {
  const program = new MiniProgram();
  program.server.cut = true;
  const init = program.engine.init(USER);
  const settled = vi.fn();
  init.then(settled, settled);
  await program.pass(120_000);
  expect(settled).not.toHaveBeenCalled();
  expect(program.server.tries.length).toBeGreaterThan(8);
  expect(program.told).toEqual([["ERROR", { code: 2805, message: expect.any(String) }]]);
  program.server.cut = false;
  await program.after(init, 20_000);
  expect(program.told.at(-1)?.[0]).toBe("SDK_READY");
});

test("a network that is silent is told after ten seconds", async () => {
  const program = new MiniProgram();
  program.server.mute = true;
  program.server.fate = () => 0;
  program.engine.init(USER).catch(() => {});
  await program.pass(9_000);
  expect(program.names).toEqual([]);
  await program.pass(2_000);
  expect(program.payload("ERROR")).toMatchObject({ code: 2805 });
});

test("a refused ticket rejects with the server's number, is told, and not tried again", async () => {
  const program = new MiniProgram();
  program.server.refuse = "ticket_wrong_key";
  await expect(program.after(program.engine.init(USER))).rejects.toMatchObject({
    name: "TUICallEngineError",
    code: 4303,
    message: expect.stringMatching(/^\[TUICallEngine:init,4303\]/),
  });
  expect(program.payload("ERROR")).toMatchObject({ code: 4303 });
  await program.pass(60_000);
  expect(program.server.tries).toHaveLength(1);
});

test("a ticket that runs out is told, and init with a fresh one renews it", async () => {
  const program = await new MiniProgram().login();
  program.server.send({ type: "ticket_expired", at: program.server.now() });
  await program.pass();
  expect(program.payload("ERROR")).toMatchObject({ code: 4304 });
  await program.login({ userSig: "fresh" });
  expect(program.server.heard("renew")[0]?.ticket).toBe("fresh");
});

describe("calls and the sign-in", () => {
  test("before init there is none to make", async () => {
    const { engine } = new MiniProgram();
    await expect(engine.call({ userID: "bob", type: 1 })).rejects.toMatchObject({ code: -1201 });
    await expect(engine.accept()).rejects.toMatchObject({ code: -1201 });
  });

  test("during it a call waits", async () => {
    const program = new MiniProgram();
    program.server.cut = true;
    program.engine.init(USER);
    const call = program.engine.call({ userID: "bob", type: 1 });
    await program.pass(3_000);
    program.server.cut = false;
    await program.after(call, 6_000);
    expect(program.server.onlyCall.members.map(({ user }) => user)).toEqual(["alice", "bob"]);
  });

  test("but no longer than ten seconds", async () => {
    const program = new MiniProgram();
    program.server.cut = true;
    program.engine.init(USER);
    const call = program.after(program.engine.call({ userID: "bob", type: 1 }), 10_100);
    await expect(call).rejects.toMatchObject({ code: 2805 });
  });

  test("and fails with it", async () => {
    const program = new MiniProgram();
    program.server.refuse = "ticket_expired";
    program.engine.init(USER).catch(() => {});
    const call = program.after(program.engine.call({ userID: "bob", type: 1 }));
    await expect(call).rejects.toMatchObject({ code: 4304 });
  });

  test("after signing out there is none, and init brings it back", async () => {
    const program = await new MiniProgram().login();
    await program.engine.logout();
    await expect(program.engine.call({ userID: "bob", type: 1 })).rejects.toMatchObject({
      code: -1201,
    });
    await program.login();
    await program.after(program.engine.call({ userID: "bob", type: 1 }));
  });
});

test("a wrong call is refused for what is wrong with it before anything else", async () => {
  const program = new MiniProgram();
  const call = (params: unknown) => program.after(program.engine.call(params as never));
  await expect(call(undefined)).rejects.toMatchObject({ code: -1202 });
  await expect(call({ userID: "bob" })).rejects.toMatchObject({ code: -1202 });
  await expect(call({ userID: "", type: 1 })).rejects.toMatchObject({ code: -1202 });
  await program.login();
  await expect(call({ userID: "alice", type: 1 })).rejects.toMatchObject({ code: 4101 });
  await call({ userID: "bob", type: 1 });
  await expect(call({ userID: "carol", type: 1 })).rejects.toMatchObject({ code: -1203 });
  expect(program.wx.authorized).toEqual(["scope.record"]);
});

test("however many pages and components there are, there is one connection", async () => {
  const program = new MiniProgram();
  const engines = [
    program.create(),
    program.create({ sdkAppID: 1, tim: null }),
    program.create({}),
  ];
  expect(new Set(engines).size).toBe(1);
  await program.after(Promise.all(engines.map((engine) => engine.init({ ...USER, sdkAppID: 1 }))));
  await program.login();
  expect(program.wx.urls).toHaveLength(1);
  expect((program.wx.api as { $TUICallEngine?: unknown }).$TUICallEngine).toBe(program.engine);
});

test("the device is the same one after the mini program was started anew", async () => {
  const program = await new MiniProgram().login();
  const stored = program.wx.storage.get("callkit.device");
  expect(stored).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(program.server.heard("hello")[0]).toMatchObject({ device_id: stored, platform: "wx" });
});

test("twenty times in and out, half of them before the sign-in: nothing is left and nothing comes twice", async () => {
  const program = new MiniProgram();
  for (let time = 0; time < 20; time += 1) {
    const engine = program.create();
    const ready = vi.fn();
    engine.on("SDK_READY", ready);
    const init = engine.init(USER);
    init.catch(() => {});
    if (time % 2 === 0) {
      await program.after(init);
      await program.after(engine.call({ userID: "bob", type: 2 }));
      expect(program.wx.sockets.size).toBe(1);
    }
    expect(ready).toHaveBeenCalledTimes(time % 2 === 0 ? 1 : 0);
    await engine.destroyed();
    expect(engine.pusher).toMatchObject({ url: "", enableCamera: false });
    expect(engine.listenerCount).toBe(0);
  }
  await program.pass();
  expect(program.wx.sockets.size).toBe(0);
  expect(program.wx.listenerCount).toBe(0);
  expect(program.clock.pending).toBe(0);
  const last = program.create();
  program.listen();
  program.told.length = 0;
  await program.after(last.init(USER));
  program.server.ring("bob", ["alice"], "audio");
  await program.pass();
  expect(program.names).toEqual(["INVITED"]);
  await expect(TUICallEngine.destroyInstance()).resolves.toBeUndefined();
  await expect(TUICallEngine.destroyInstance()).resolves.toBeUndefined();
});

test("destroyed in the middle of a call it hangs up, tells it, and frees the tags at once", async () => {
  const program = await new MiniProgram().login();
  const call = await program.talk();
  program.wx.pusher.length = 0;
  program.engine.destroyed();
  expect(new Set(program.wx.pusher)).toEqual(new Set(["stop", "stopPreview"]));
  expect(program.names.at(-1)).toBe("CALL_END");
  expect(program.payload("USER_UPDATE")).toMatchObject({ pusher: { url: "" } });
  await program.pass();
  expect(program.server.heard("logout")).toHaveLength(1);
  expect(call.id).toBe("call-1");
});

test("destroyed while it rings here it declines, and does not leave the caller to wait", async () => {
  const program = await new MiniProgram().login();
  program.server.ring("bob", ["alice"], "video");
  await program.pass();
  await program.after(program.engine.destroyed());
  expect(program.server.heard("hangup")).toHaveLength(1);
  expect(program.server.heard("logout")).toHaveLength(1);
});

test("after destroyed() the same instance can sign in again", async () => {
  const program = await new MiniProgram().login();
  await program.engine.destroyed();
  await program.login();
  expect(program.engine.state.session).toBe("signedIn");
  await program.engine.destroyed();
  await program.pass();
  expect(program.wx.sockets.size).toBe(0);
});
