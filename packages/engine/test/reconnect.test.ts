import { afterEach, expect, test } from "vitest";
import { TUICallEngine } from "../src/index.ts";
import { Page } from "./page.ts";

afterEach(() => TUICallEngine.destroyInstance());

async function inCall(): Promise<Page> {
  const page = await new Page().login();
  await page.after(page.engine.call({ userID: "bob", type: 1 }));
  page.server.change(page.server.onlyCall, (call) => call.accept("bob", "b1"));
  page.server.change(page.server.onlyCall, (call) => call.connect("alice"));
  await page.pass(10_000);
  return page;
}

test("a lost line is back at once, and the call goes on", async () => {
  const page = await inCall();
  const before = page.names.length;
  page.server.close(1006);
  expect(page.engine.state).toMatchObject({
    network: "reconnecting",
    call: { reconnecting: true },
  });
  await page.pass(50);
  expect(page.engine.state).toMatchObject({ network: "connected", call: { reconnecting: false } });
  expect(page.server.tries).toHaveLength(2);
  expect(page.names).toHaveLength(before);
  // The same device: nobody is kicked out.
  const [first, second] = page.server.heard("hello");
  expect(second?.device_id).toBe(first?.device_id);
});

test("in a call the pauses never grow beyond a second", async () => {
  const page = await inCall();
  page.server.cut = true;
  page.server.close(1006);
  await page.pass(20_000);
  const gaps = page.server.tries.slice(1).map((at, n, all) => at - (all[n - 1] ?? at));
  expect(gaps.length).toBeGreaterThan(15);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(1_000 + 20);
});

test("out of a call the pauses grow, to fifteen seconds at most", async () => {
  const page = await new Page().login();
  page.server.cut = true;
  page.server.close(1006);
  await page.pass(300_000);
  const gaps = page.server.tries.slice(1).map((at, n, all) => at - (all[n - 1] ?? at));
  expect(Math.max(...gaps)).toBeGreaterThan(10_000);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(15_020);
});

test("the page seen again, or the network back, means a try at once", async () => {
  const page = await new Page().login();
  page.server.cut = true;
  page.server.close(1006);
  await page.pass(60_000);
  page.server.cut = false;
  const tries = page.server.tries.length;
  page.page.woke();
  expect(page.server.tries).toHaveLength(tries + 1);
  await page.pass(50);
  expect(page.engine.state.network).toBe("connected");
});

test("a line that is dead without knowing it is found out when the page is seen again", async () => {
  const page = await inCall();
  page.server.cut = true;
  page.page.woke();
  await page.pass(1_000);
  page.server.cut = false;
  await page.pass(1_100);
  expect(page.server.tries).toHaveLength(2);
  expect(page.engine.state.network).toBe("connected");
});

test("a server that says nothing for two heartbeats is given up", async () => {
  const page = await new Page().login();
  expect(page.server.heard("ping")).toHaveLength(0);
  await page.pass(25_000);
  expect(page.server.heard("ping")).toHaveLength(2);
  page.server.fate = () => 0;
  await page.pass(25_000);
  expect(page.server.tries.length).toBeGreaterThan(1);
});

test("a command whose answer was lost is said again by the same key, and done once", async () => {
  const page = await new Page().login();
  page.server.mute = true;
  const calling = page.engine.call({ userID: "bob", type: 1 });
  await page.pass(200);
  page.server.mute = false;
  page.server.close(1006);
  const { data } = await page.after(calling, 1_000);
  const [first, second] = page.server.heard("call");
  expect(second?.key).toBe(first?.key);
  expect(page.server.done.get(first?.key ?? "")).toBe(1);
  expect(page.server.calls.size).toBe(1);
  expect(data.callId).toBe(page.server.onlyCall.id);
});

test("each command has a key of its own", async () => {
  const page = await new Page().login();
  await page.after(page.engine.call({ userID: "bob", type: 1 }));
  await page.after(page.engine.hangup());
  await page.after(page.engine.call({ userID: "bob", type: 1 }));
  const keys = page.server.heard("call").map(({ key }) => key);
  expect(new Set(keys).size).toBe(2);
  expect(keys[0]).toMatch(/^[A-Za-z0-9_-]{22}$/);
});

test("a call that the server no longer knows is over: lost, once", async () => {
  const page = await inCall();
  page.server.calls.clear();
  page.server.close(1006);
  await page.pass(100);
  expect(page.names.slice(-2)).toEqual(["onUserJoin", "onCallEnd"]);
  expect(page.payload("onCallEnd")).toMatchObject({ endReason: "lost", totalTime: 10 });
  expect(page.media.local.microphone).toBe(false);
});

test("hanging up without a network ends it here at once, and at the server later", async () => {
  const page = await inCall();
  const call = page.server.onlyCall;
  page.server.cut = true;
  page.server.close(1006);
  const hungUp = page.engine.hangup();
  expect(page.names.at(-1)).toBe("onCallEnd");
  expect(page.engine.state.call?.phase).toBe("ended");
  await hungUp;
  await page.pass(5_000);
  page.server.cut = false;
  await page.pass(10_000);
  expect(call.over).toBe(true);
  expect(page.names.filter((name) => name === "onCallEnd")).toHaveLength(1);
});

test("hanging up on a line that has died unnoticed takes two seconds, not fifteen", async () => {
  const page = await inCall();
  page.server.cut = true;
  const hungUp = page.engine.hangup();
  expect(page.media.local.microphone).toBe(false);
  await page.after(hungUp, 2_000);
  expect(page.names.at(-1)).toBe("onCallEnd");
});

test("a call that came about after it had been given up is hung up, unheard", async () => {
  const page = await new Page().login();
  page.server.fate = () => 0;
  await expect(
    page.after(page.engine.call({ userID: "bob", type: 1 }), 16_000),
  ).rejects.toMatchObject({ code: 2805 });
  page.server.fate = () => 1;
  await page.pass(20_000);
  expect(page.server.onlyCall.over).toBe(true);
  expect(page.names).toEqual([]);
});

test("views that are lost, repeated and out of order make the same events", async () => {
  const tell = async (page: Page) => {
    await page.after(page.engine.call({ userID: "bob", type: 2 }));
    const call = page.server.onlyCall;
    page.server.change(call, (c) => c.rang("bob"));
    page.server.change(call, (c) => c.accept("bob", "b1"));
    page.server.change(call, (c) => c.toggle("microphone", "bob", false));
    page.server.change(call, (c) => c.toggle("microphone", "bob", true));
    page.server.change(call, (c) => c.hangUp("bob"));
    await page.pass(100);
    // Whatever was lost comes with the next connection.
    page.server.close(1006);
    await page.pass(2_000);
    return page.told;
  };
  const told = await tell(await new Page().login());
  expect(told.at(-1)?.[0]).toBe("onCallEnd");
  const count = (told: unknown[][]) => told.filter(([name]) => name === "onCallEnd").length;
  for (const lost of [[2], [3, 4], [2, 3, 4, 5], [6], [1, 3, 5, 6]]) {
    await TUICallEngine.destroyInstance();
    const page = await new Page().login();
    page.server.fate = (message) => {
      if (message.type !== "view" || !page.server.online) return 1;
      return lost.includes(message.call.version) ? 0 : 2;
    };
    const again = await tell(page);
    expect(again.map(([name]) => name)).toEqual(told.map(([name]) => name));
    expect(count(again)).toBe(1);
  }
});

test("rubbish and unknown messages are ignored", async () => {
  const page = await new Page().login();
  page.server.send({ type: "weather", sunny: true } as never);
  page.server.send("rubbish" as never);
  page.server.send(null as never);
  await page.after(page.engine.call({ userID: "bob", type: 1 }));
  expect(page.engine.state.call?.phase).toBe("dialing");
});
