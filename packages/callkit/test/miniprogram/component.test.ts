import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ALICE, aCall, type CallChange, ended } from "../core/stage.ts";
import { type Instance, type MiniProgram, miniProgram } from "./component.ts";

const CONFIG = { sdkAppID: 1, userID: "alice", userSig: "ticket", type: 1, tim: null };
const STREAM = { url: "rtmp://server/live/a", enableMic: true };
const PLAYER = { userID: "bob", id: "bob_main", src: "rtmp://server/live/b" };

let program: MiniProgram;
let kit: Instance;

beforeEach(() => {
  program = miniProgram();
  vi.useFakeTimers({ now: 1_000_000 });
  kit = program.attach();
  kit.setData({ config: CONFIG });
});
afterEach(async () => {
  await kit.destroyed();
  vi.useRealTimers();
});

describe("the contract", () => {
  test("the engine is there as soon as the component is", () => {
    expect(program.wx.$TUICallEngine).toBeDefined();
  });

  test("init signs in with config, parameters going before it", async () => {
    const init = vi.spyOn(program.wx.$TUICallEngine, "init");
    await kit.init({ userSig: "newer" });
    expect(init).toHaveBeenCalledWith({ ...CONFIG, userSig: "newer" });
  });

  test("a failed init says so on the screen and rejects", async () => {
    program.wx.$TUICallEngine.refuse = { code: 4301 };
    await expect(kit.init()).rejects.toEqual({ code: 4301 });
    expect(kit.data.view).toMatchObject({ toast: "Sign-in failed (4301)" });
  });

  test("a server that cannot be reached is told while init goes on trying", () => {
    void kit.init();
    tell("ERROR", { code: 2805, message: "the server cannot be reached" });
    expect(kit.data.view).toMatchObject({ toast: "Cannot reach the server" });
  });

  test("init works twice, and again after destroyed, without doubling anything", async () => {
    await kit.init();
    await kit.init();
    const listeners = program.wx.$TUICallEngine.listenerCount;
    await kit.destroyed();
    await kit.init();
    expect(program.wx.$TUICallEngine.listenerCount).toBe(listeners);
    called();
    expect(kit.data.callStatus).toBe("calling");
  });

  test("twenty pages that come and go leave no listener, half of them before they are signed in", async () => {
    const engine = program.wx.$TUICallEngine;
    await kit.destroyed();
    for (let i = 0; i < 20; i++) {
      const page = program.attach();
      const signing = page.init();
      if (i % 2 === 0) await signing;
      await page.destroyed();
      program.detach(page);
      expect(engine.listenerCount).toBe(0);
      expect(program.wx.$TUICallEngine.listenerCount).toBe(0);
    }
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a page that is gone signs nobody in, however late it asks", async () => {
    const page = program.attach();
    program.detach(page);
    const init = vi.spyOn(program.wx.$TUICallEngine, "init");
    await page.init();
    expect(init).not.toHaveBeenCalled();
  });

  test("a call that is wrong in its form rejects, and no screen appears", async () => {
    await kit.init();
    for (const calling of [kit.call(), kit.call({ userID: "bob" }), kit.groupCall({ type: 1 })]) {
      await expect(calling).rejects.toMatchObject({ code: -1202 });
    }
    expect(kit.data.callStatus).toBe("idle");
  });

  test("an answer's stream goes to the tag, and a message to the chat page", async () => {
    await kit.init();
    vi.spyOn(program.wx.$TUICallEngine, "call").mockResolvedValue({ pusher: STREAM } as never);
    await kit.call({ userID: "bob", type: 2 });
    expect(kit.data).toMatchObject({ callStatus: "calling", isSponsor: true, pusher: STREAM });
    expect(kit.data.config).toMatchObject({ type: 2 });
    tell("onMessageSentByMe", { inviteID: "1", data: { ID: "1-call" } });
    expect(kit.triggered).toEqual([{ name: "sendMessage", detail: { message: { ID: "1-call" } } }]);
  });

  test("profiles fill remoteUsers", async () => {
    await kit.init();
    await kit.getUserProfile(["bob"]);
    expect(kit.data.remoteUsers).toEqual([{ userID: "bob", nick: "", avatar: "" }]);
  });
});

describe("a call that comes in", () => {
  beforeEach(() => kit.init());

  test("is told by its data, too", async () => {
    called();
    tell("INVITED", { sponsor: "bob", inviteData: { callType: 2 } });
    expect(kit.data).toMatchObject({ callStatus: "calling", isSponsor: false });
    expect(kit.data.config).toMatchObject({ type: 2 });
    await kit.accept();
    connected();
    expect(kit.data).toMatchObject({ callStatus: "connected", screen: "player" });
    expect(program.wx.$TUICallEngine.asked).toContain("accept");
  });

  test("gives its streams to the tags, and takes them back when it is over", () => {
    connected();
    tell("USER_UPDATE", { pusher: STREAM, playerList: [PLAYER] });
    expect(kit.data).toMatchObject({ pusher: STREAM, playerList: [PLAYER] });
    show({ phase: "connected", connectedAt: 1, ended: ended() });
    expect(kit.data).toMatchObject({ callStatus: "idle", pusher: {}, playerList: [] });
  });

  test("lets go of camera and microphone with the tap that ends it", async () => {
    connected();
    tell("USER_UPDATE", { pusher: STREAM, playerList: [PLAYER] });
    await kit.hangup();
    expect(kit.data).toMatchObject({ callStatus: "idle", pusher: {}, playerList: [] });
    // The engine has not heard it yet.
    tell("USER_UPDATE", { pusher: STREAM, playerList: [PLAYER] });
    expect(kit.data.pusher).toEqual({});
  });

  test.each([["destroyed"], ["detached"]] as const)("is ended when the page is %s", async (how) => {
    connected();
    tell("USER_UPDATE", { pusher: STREAM, playerList: [PLAYER] });
    const engine = program.wx.$TUICallEngine;
    if (how === "destroyed") await kit.destroyed();
    else program.detach(kit);
    expect(engine.asked.at(-1)).toBe("hangup");
    expect(kit.data).toMatchObject({ callStatus: "idle", pusher: {}, playerList: [] });
    expect(kit.data.view).toMatchObject({ shown: false });
  });

  test("swaps its pictures by toggleViewSize", () => {
    connected();
    const tap = (screen: string) => kit.toggleViewSize({ currentTarget: { dataset: { screen } } });
    tap("pusher");
    expect(kit.data.screen).toBe("pusher");
    tap("pusher");
    expect(kit.data.screen).toBe("pusher");
    tap("player");
    expect(kit.data.screen).toBe("player");
  });

  test("changes its sound by setSoundMode", () => {
    connected({ media: "audio" });
    expect(kit.data.soundMode).toBe("ear");
    kit.setSoundMode("speaker");
    expect(kit.data.soundMode).toBe("speaker");
  });

  test("understands the controls by the names of other versions", () => {
    connected();
    kit.handleCallingEvent({ detail: { name: "switchAudioCall" } });
    expect(program.wx.$TUICallEngine.asked).toContain("switchCallMediaType 1");
  });
});

describe("two pages with the component", () => {
  test("only the one that is looked at rings; the other takes over when it is back", async () => {
    await kit.init();
    const second = program.attach("packageB/TUICallKit/TUICallKit");
    await second.init();
    called({ media: "audio" });
    expect([kit.data.callStatus, second.data.callStatus]).toEqual(["idle", "calling"]);
    expect(program.wx.asked.filter((call) => call.startsWith("play"))).toEqual([
      "play ringtone loop",
    ]);
    await second.destroyed();
    program.detach(second);
    program.show(kit);
    called({ id: "call-2", media: "audio" });
    expect(kit.data.callStatus).toBe("calling");
  });

  test("a page opened in mid-call takes over the streams, and the small window with them", async () => {
    kit.setData({ allowedMinimized: true });
    connected();
    tell("USER_UPDATE", { pusher: { url: "rtmp://a" }, playerList: [{ id: "b" }] });
    kit.toggleMinimize();
    const { $TUICallEngine: engine } = program.wx;
    Object.assign(engine, { pusher: { url: "rtmp://a" }, playerList: [{ id: "b" }] });
    const second = program.attach("packageB/TUICallKit/TUICallKit", { allowedMinimized: true });
    const taken = { pusher: { url: "rtmp://a" }, playerList: [{ id: "b" }] };
    expect(second.data).toMatchObject({ ...taken, view: { screen: "floating" } });
    expect(kit.data).toMatchObject({ pusher: {}, playerList: [], view: { screen: "none" } });
  });

  test("the last one that leaves signs out", async () => {
    await kit.init();
    const engine = program.wx.$TUICallEngine;
    const second = program.attach();
    await second.init();
    await second.destroyed();
    expect(program.attach()).toBeDefined();
    expect(program.wx.$TUICallEngine).toBe(engine);
    await kit.destroyed();
    program.attach();
    expect(program.wx.$TUICallEngine).not.toBe(engine);
  });
});

function show(change: CallChange): void {
  program.wx.$TUICallEngine.show(ALICE, aCall({ startedAt: Date.now(), ...change }));
}

function called(change: CallChange = {}): void {
  show({ role: "callee", phase: "ringing", ...change, peer: { phase: "joined" } });
}

function connected(change: CallChange = {}): void {
  show({ phase: "connected", connectedAt: Date.now(), ...change, peer: { phase: "joined" } });
}

function tell(event: string, data: unknown): void {
  program.wx.$TUICallEngine.emit(event, data);
}
