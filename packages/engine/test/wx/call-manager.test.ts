import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CallManager } from "../../src/wx/call-manager.ts";
import { closeProgram, MiniProgram, USER } from "./mini-program.ts";

let route = "pages/home/home";
const manager = new CallManager();
const PARAMS = { ...USER, sdkAppID: 1, globalCallPagePath: "pages/call/call" };

beforeEach(() => {
  route = "pages/home/home";
  vi.useFakeTimers();
  Object.assign(globalThis, { getCurrentPages: () => [{ route }] });
});

afterEach(async () => {
  vi.useRealTimers();
  await manager.destroyed();
  await closeProgram();
});

async function listening(): Promise<MiniProgram> {
  const program = new MiniProgram();
  await program.after(manager.init(PARAMS));
  return program;
}

test("a call that comes in on another page opens the page with the component", async () => {
  const program = await listening();
  program.server.ring("bob", ["alice"], "video");
  await program.pass();
  const [opened = ""] = program.wx.navigated;
  expect(opened).toMatch(/^navigateTo \/pages\/call\/call\?data=.*&configData=/);
  const data = decodeURIComponent(/data=([^&]*)/.exec(opened)?.[1] ?? "");
  expect(JSON.parse(data)).toMatchObject({ eventCode: "INVITED", data: { sponsor: "bob" } });
  expect(decodeURIComponent(opened)).not.toContain("ticket");
});

test("the page signs in by the same connection, also without a ticket, and leaving it keeps it", async () => {
  const program = await listening();
  program.server.ring("bob", ["alice"], "audio");
  await program.pass();
  route = "pages/call/call";
  const engine = program.create({ sdkAppID: 1 });
  await program.after(engine.init({ userID: "alice" } as never));
  await program.after(engine.accept());
  await program.after(engine.destroyed());
  expect(program.server.onlyCall.over).toBe(true);
  expect(program.server.online).toBe(true);
  expect(program.wx.urls).toHaveLength(1);
});

test("when the call is over the user is brought back, after its end could be read", async () => {
  const program = await listening();
  const call = program.server.ring("bob", ["alice"], "audio");
  await program.pass();
  route = "pages/call/call";
  program.server.change(call, (c) => c.hangUp("bob"));
  await program.pass();
  expect(program.wx.navigated).toHaveLength(1);
  vi.advanceTimersByTime(1_500);
  expect(program.wx.navigated[1]).toBe("navigateBack");
});

test("on the page itself nothing is opened and nothing is left", async () => {
  const program = await listening();
  route = "pages/call/call";
  const call = program.server.ring("bob", ["alice"], "audio");
  await program.pass();
  program.server.change(call, (c) => c.hangUp("bob"));
  await program.pass();
  vi.advanceTimersByTime(5_000);
  expect(program.wx.navigated).toEqual([]);
});

test("with ten pages open, or a page of the tab bar, it is reached another way", async () => {
  const program = await listening();
  program.wx.navigationFails = ["navigateTo", "redirectTo"];
  program.server.ring("bob", ["alice"], "audio");
  await program.pass();
  expect(program.wx.navigated.map((call) => call.split("?")[0])).toEqual([
    "navigateTo /pages/call/call",
    "redirectTo /pages/call/call",
    "switchTab /pages/call/call",
  ]);
});

test("destroyed it signs out", async () => {
  const program = await listening();
  await manager.destroyed();
  await program.pass();
  expect(program.wx.sockets.size).toBe(0);
});

test("without a page it says so", async () => {
  new MiniProgram();
  await expect(manager.init({ ...USER, sdkAppID: 1 } as never)).rejects.toMatchObject({
    code: -1202,
    message: expect.stringMatching(/globalCallPagePath/),
  });
});
