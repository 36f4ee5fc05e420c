/** What the phone does to a call: background, another network, a telephone call. */

import { afterEach, expect, test } from "vitest";
import { closeProgram, MiniProgram } from "./mini-program.ts";

afterEach(closeProgram);

test("back from the background after WeChat has stopped everything: on the line and sending at once", async () => {
  const program = await new MiniProgram().login();
  await program.talk();
  const { engine, server, wx } = program;
  wx.emit("AppHide");
  await program.pass(5_000);
  // Nothing is heard of a socket that WeChat has cut.
  server.fate = () => 0;
  await program.pass(10_000);
  server.fate = () => 1;
  const tries = server.tries.length;
  wx.pusher.length = 0;
  engine._pusherStateChangeHandler({ detail: { code: 5000, message: "suspended" } });
  wx.emit("AppShow");
  await program.pass(50);
  expect(server.tries).toHaveLength(tries + 1);
  expect(wx.pusher).toEqual(["stop", "start"]);
  expect(engine.state).toMatchObject({ network: "connected", call: { phase: "connecting" } });
  expect(program.names).not.toContain("CALL_END");
});

test("a short look elsewhere keeps the line", async () => {
  const program = await new MiniProgram().login();
  program.wx.emit("AppHide");
  await program.pass(2_000);
  program.wx.emit("AppShow");
  await program.pass(5_000);
  expect(program.server.tries).toHaveLength(1);
  expect(program.server.heard("ping").length).toBeGreaterThan(0);
});

test("a call that ended in the meantime is told on coming back", async () => {
  const program = await new MiniProgram().login();
  const call = await program.talk();
  const { server, wx } = program;
  wx.emit("AppHide");
  server.close(1006);
  server.cut = true;
  await program.pass(10_000);
  server.change(call, (c) => c.leave("alice", "lost"));
  server.cut = false;
  wx.emit("AppShow");
  await program.pass(500);
  expect(program.names.at(-1)).toBe("CALL_END");
});

test("a network that comes back is tried at once", async () => {
  const program = await new MiniProgram().login();
  const { server, wx } = program;
  server.cut = true;
  server.close(1006);
  await program.pass(60_000);
  server.cut = false;
  const tries = server.tries.length;
  wx.emit("NetworkStatusChange", { isConnected: false });
  await program.pass(10);
  expect(server.tries).toHaveLength(tries);
  wx.emit("NetworkStatusChange", { isConnected: true });
  await program.pass(50);
  expect(server.online).toBe(true);
});

test("a telephone call switches the microphone off and on again, for the others, too", async () => {
  const program = await new MiniProgram().login();
  const call = await program.talk();
  program.wx.emit("AudioInterruptionBegin");
  await program.pass();
  expect(program.engine.pusher.enableMic).toBe(false);
  expect(call.member("alice")?.microphone).toBe(false);
  program.wx.emit("AudioInterruptionEnd");
  await program.pass();
  expect(program.engine.pusher.enableMic).toBe(true);
  expect(call.member("alice")?.microphone).toBe(true);
});

test("a microphone that the user had off stays off", async () => {
  const program = await new MiniProgram().login();
  await program.talk();
  await program.after(program.engine.closeMicrophone());
  program.wx.emit("AudioInterruptionBegin");
  program.wx.emit("AudioInterruptionEnd");
  await program.pass();
  expect(program.engine.pusher.enableMic).toBe(false);
});

test("a push that was suspended while the mini program is seen is begun anew", async () => {
  const program = await new MiniProgram().login();
  await program.talk();
  program.wx.pusher.length = 0;
  program.engine._pusherStateChangeHandler({ detail: { code: 5000, message: "" } });
  await program.pass(1_000);
  expect(program.wx.pusher).toEqual(["stop", "start"]);
});
