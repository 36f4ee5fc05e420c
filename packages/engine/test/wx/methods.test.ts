/** Methods by which older and newer code asks for what others do as well. */

import { afterEach, expect, test, vi } from "vitest";
import { VERSION } from "../../src/web/version.ts";
import { TUICallEngine } from "../../src/wx/index.ts";
import { closeProgram, MiniProgram, USER } from "./mini-program.ts";

afterEach(closeProgram);

test("login is init", async () => {
  const program = new MiniProgram();
  await program.after(program.engine.login(USER));
  expect(program.engine.state.session).toBe("signedIn");
});

test("calls is groupCall by its newer name", async () => {
  const program = await new MiniProgram().login();
  const made = program.engine.calls({ userIDList: ["bob", "carol"], type: 1, chatGroupID: "g" });
  const { data } = await program.after(made);
  const call = program.server.onlyCall;
  expect(data.callId).toBe(call.id);
  expect(call.members.map(({ user }) => user)).toEqual(["alice", "bob", "carol"]);
  expect(program.server.heard("call")[0]).toMatchObject({ chat_group_id: "g", media: "audio" });
});

test("join enters a call by its ID and gives the own stream", async () => {
  const program = await new MiniProgram().login();
  const { engine, server } = program;
  await program.after(engine.groupCall({ userIDList: ["bob", "carol"], type: 1 }));
  const call = server.onlyCall;
  server.change(call, (c) => c.accept("bob", "b1"));
  await program.pass();
  await program.after(engine.hangup());
  const { data, pusher } = await program.after(engine.join({ callId: call.id }));
  expect(data.callId).toBe(call.id);
  expect(pusher).toMatchObject({ enableMic: true, enableCamera: false });
  expect(pusher.url).toMatch(/^rtmp:/);
});

test("openCamera and closeCamera switch the tag and tell the server", async () => {
  const program = await new MiniProgram().login();
  const { engine, server } = program;
  await program.talk(2);
  await program.after(engine.closeCamera());
  expect(engine.pusher.enableCamera).toBe(false);
  await program.after(engine.openCamera());
  expect(engine.pusher.enableCamera).toBe(true);
  expect(server.heard("camera").map(({ on }) => on)).toEqual([false, true]);
});

test("switchVideoCall is refused as switchCallMediaType(2) is", async () => {
  const program = await new MiniProgram().login();
  await program.talk(1);
  await expect(program.engine.switchVideoCall()).rejects.toMatchObject({ code: -1205 });
});

test("stopRemoteView hides a member, startRemoteView shows him again", async () => {
  const program = await new MiniProgram().login();
  const { engine } = program;
  await program.talk();
  const hidden = () => engine.playerList[0]?.muteVideo;
  expect(hidden()).toBe(false);
  engine.stopRemoteView("bob");
  expect(hidden()).toBe(true);
  engine.startRemoteView("bob");
  expect(hidden()).toBe(false);
});

test("callExperimentalAPI finds every ability there", async () => {
  const { engine } = new MiniProgram();
  await expect(engine.callExperimentalAPI(2 ** 17)).resolves.toEqual({ data: { enabled: true } });
});

test("hangup ends each state as it should, and says so to a chat page", async () => {
  const program = await new MiniProgram().login();
  const told = vi.fn();
  program.engine.on("onMessageSentByMe", ({ data }) => told(data["inviteID"]));
  await program.talk();
  await program.after(program.engine.hangup());
  expect(program.names.at(-1)).toBe("CALL_END");
  program.server.ring("bob", ["alice"], "audio");
  await program.pass();
  await program.after(program.engine.hangup());
  expect(program.names.at(-1)).toBe("CALLING_CANCEL");
  expect(program.server.heard("hangup").length + program.server.heard("reject").length).toBe(2);
  expect(told).toHaveBeenCalledTimes(3);
});

test("version is the release's", () => {
  expect(TUICallEngine.version).toBe(VERSION);
  expect(VERSION).toMatch(/^\d+\.\d+\.\d+/);
});
