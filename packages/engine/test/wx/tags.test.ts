/** The attributes of live-pusher and live-player, and what comes of what the tags report. */

import { afterEach, expect, test } from "vitest";
import type { Player, Pusher } from "../../src/wx/tags.ts";
import { closeProgram, MiniProgram } from "./mini-program.ts";

afterEach(closeProgram);

const BOB = { currentTarget: { dataset: { userid: "bob" } } };
const state = (code: number) => ({ detail: { code, message: `code ${code}` } });
const bob = (code: number) => ({ ...BOB, ...state(code) });

function only({ engine }: MiniProgram): Player {
  const [player] = engine.playerList;
  if (!player) throw new Error("there is no player");
  return player;
}

test("the caller has an address to push to before anybody answers, and call() gives it", async () => {
  const program = await new MiniProgram().login();
  const { pusher, data } = await program.after(program.engine.call({ userID: "bob", type: 2 }));
  expect(pusher).toMatchObject({
    url: "rtmp://media.test/live/push-1",
    mode: "RTC",
    autopush: true,
    enableCamera: true,
    enableMic: true,
    enableAgc: true,
    enableAns: true,
    frontCamera: "front",
    beautyLevel: 5,
    videoWidth: 360,
    sdkAppID: 1,
    userID: "alice",
    type: 2,
  });
  expect(JSON.stringify(pusher)).not.toContain("ticket");
  expect(data).toMatchObject({
    message: { conversationID: "C2Cbob", flow: "out" },
    inviteID: "call-1",
  });
  expect(JSON.parse(JSON.parse(data.message?.payload.data ?? "").data)).toMatchObject({
    businessID: "av_call",
    call_type: 2,
    data: { cmd: "videoCall" },
  });
  expect(program.payload("onMessageSentByMe")).toMatchObject({ data: data.message });
});

test("a stream of somebody else is played by RTMP, with all that the API has on it", async () => {
  const program = await new MiniProgram().login();
  await program.talk();
  expect(only(program)).toMatchObject({
    id: "bob_main",
    streamID: "bob_main",
    streamType: "main",
    userID: "bob",
    src: "rtmp://media.test/live/bob-1",
    mode: "RTC",
    autoplay: true,
    objectFit: "fillCrop",
    soundMode: "speaker",
    hasVideo: true,
    hasAudio: true,
    muteVideo: false,
    muteAudio: false,
    nick: "bob!",
  });
});

test("what the other side switches off is off in the list, and comes back", async () => {
  const program = await new MiniProgram().login();
  const call = await program.talk();
  const { server } = program;
  server.change(call, (c) => c.toggle("camera", "bob", false));
  server.change(call, (c) => c.toggle("microphone", "bob", false));
  await program.pass();
  expect(only(program)).toMatchObject({ hasVideo: false, muteVideo: true, hasAudio: false });
  server.change(call, (c) => c.toggle("camera", "bob", true));
  await program.pass();
  const { playerList } = program.payload("USER_UPDATE") as { playerList: Player[] };
  expect(playerList[0]).toMatchObject({ hasVideo: true, muteVideo: false });
});

test("one's own microphone and camera are switched on the tag and told to the server", async () => {
  const program = await new MiniProgram().login();
  const call = await program.talk();
  const { engine } = program;
  await program.after(engine._pusherAudioHandler());
  await program.after(engine._pusherVideoHandler());
  expect(engine.pusher).toMatchObject({ enableMic: false, enableCamera: false });
  expect(call.member("alice")).toMatchObject({ microphone: false, camera: false });
  await program.after(engine.openMicrophone());
  await program.after(engine.openMicrophone());
  await program.after(engine._pusherVideoHandler());
  expect(engine.pusher).toMatchObject({ enableMic: true, enableCamera: true });
  expect(program.server.heard("microphone").map(({ on }) => on)).toEqual([false, true]);
});

test("another epoch of the leg brings other addresses by itself", async () => {
  const program = await new MiniProgram().login();
  const call = await program.talk();
  program.wx.pusher.length = 0;
  program.server.change(call, (c) => c.restart());
  await program.pass(1_000);
  expect(program.payload("USER_UPDATE")).toMatchObject({
    pusher: { url: "rtmp://media.test/live/push-2" },
    playerList: [{ src: "rtmp://media.test/live/bob-2" }],
  });
  expect(program.wx.pusher).toEqual(["stop", "start"]);
});

test("what is sent is kept to what the slowest receiver can take", async () => {
  const program = await new MiniProgram().login();
  await program.talk();
  expect(program.engine.pusher).toMatchObject({ minBitrate: 600, maxBitrate: 900 });
});

test("a push that is lost is begun anew, more and more slowly, and told once", async () => {
  const program = await new MiniProgram().login();
  const call = await program.talk();
  program.server.change(call, (c) => c.connect("alice"));
  const { engine, wx } = program;
  wx.pusher.length = 0;
  const times: number[] = [];
  for (const pause of [1_000, 2_000, 4_000, 8_000, 8_000]) {
    engine._pusherStateChangeHandler(state(-1307));
    await program.pass(pause - 1);
    times.push(wx.pusher.length);
    await program.pass(1);
  }
  expect(times).toEqual([0, 2, 4, 6, 8]);
  expect(wx.pusher.slice(0, 2)).toEqual(["stop", "start"]);
  expect(engine.state.call?.reconnecting).toBe(true);
  expect(program.names.filter((name) => name === "ERROR")).toHaveLength(1);
  expect(program.payload("ERROR")).toMatchObject({ code: -1307 });
  engine._pusherStateChangeHandler(state(1002));
  expect(engine.state.call?.reconnecting).toBe(false);
  await program.after(engine.hangup());
  wx.pusher.length = 0;
  await program.pass(30_000);
  expect(wx.pusher).toEqual([]);
});

test("a stream that RTMP does not bring comes by HTTP-FLV, and without a word", async () => {
  const program = await new MiniProgram().login();
  const call = await program.talk();
  program.server.change(call, (c) => c.connect("alice"));
  await program.pass();
  program.engine._playerStateChange(bob(-2301));
  expect(only(program)).toMatchObject({
    src: "http://calls.test/live/bob-1.flv",
    mode: "live",
    minCache: 0.2,
    maxCache: 0.8,
  });
  expect(program.names).not.toContain("ERROR");
  expect(program.engine.state.call?.reconnecting).toBe(true);
  program.engine._playerStateChange(bob(2004));
  expect(program.engine.state.call?.reconnecting).toBe(false);
});

test("a server that RTMP does not reach is left for HTTP-FLV at once", async () => {
  const program = await new MiniProgram().login();
  await program.talk();
  program.engine._playerStateChange(bob(3002));
  expect(only(program).mode).toBe("live");
});

test("where neither comes it is told once and tried by turns", async () => {
  const program = await new MiniProgram().login();
  await program.talk();
  const modes: string[] = [];
  for (let time = 0; time < 4; time += 1) {
    await program.pass(2_000);
    program.engine._playerStateChange(bob(-2301));
    await program.pass(8_000);
    modes.push(only(program).mode);
  }
  expect(modes).toEqual(["live", "RTC", "live", "RTC"]);
  expect(program.names.filter((name) => name === "ERROR")).toHaveLength(1);
  expect(program.payload("ERROR")).toMatchObject({ code: -2301 });
});

test("negative codes are told", async () => {
  const program = await new MiniProgram().login();
  await program.talk();
  program.engine._pusherStateChangeHandler(state(-1303));
  program.engine._pusherStateChangeHandler(state(1101));
  expect(program.names.filter((name) => name === "ERROR")).toHaveLength(1);
  expect(program.payload("ERROR")).toEqual({ code: -1303, message: "code -1303" });
});

test("what tags report of network and loudness is on their attributes", async () => {
  const program = await new MiniProgram().login();
  await program.talk();
  const { engine } = program;
  engine._pusherNetStatus({ detail: { info: { netQualityLevel: 5, videoBitrate: 400 } } });
  engine._pusherAudioVolumeNotify({ detail: { volume: 30 } });
  engine._playNetStatus({ ...BOB, detail: { info: { netQualityLevel: 2 } } });
  engine._playerAudioVolumeNotify({ currentTarget: { id: "bob_main" }, detail: { volume: 40 } });
  expect(program.payload("USER_UPDATE")).toMatchObject({
    pusher: { netQualityLevel: 5, volume: 30, netStatus: { videoBitrate: 400 } },
    playerList: [{ volume: 40, netStatus: { netQualityLevel: 2 } }],
  });
});

test("the clock of the call counts from when it was taken, second by second", async () => {
  const program = await new MiniProgram().login();
  await program.talk();
  await program.pass(62_000);
  const { chatTime, chatTimeNum } = program.payload("USER_UPDATE")["pusher"] as Pusher;
  expect([chatTime, chatTimeNum]).toEqual(["00:01:02", 62]);
  const before = program.told.length;
  await program.pass(3_000);
  const ticks = program.told.slice(before).filter(([name]) => name === "USER_UPDATE");
  expect(ticks).toHaveLength(3);
  await program.after(program.engine.hangup());
  expect(program.engine.pusher.chatTime).toBeUndefined();
});

test("loudspeaker and earpiece are chosen on the players, at once", async () => {
  const program = await new MiniProgram().login();
  await program.talk(1);
  const { engine } = program;
  expect(engine.selectAudioPlaybackDevice("ear")).toBe("ear");
  expect(program.payload("USER_UPDATE")).toMatchObject({ playerList: [{ soundMode: "ear" }] });
  expect(engine.setSoundMode()).toBe("speaker");
  expect(engine.selectAudioPlaybackDevice("anything" as never)).toBe("ear");
  expect(engine.setHandsFree(true)).toBe("speaker");
});

test("the camera is turned by the tag while it sends, and by its attribute before", async () => {
  const program = await new MiniProgram().login();
  program.server.ring("bob", ["alice"], "video");
  await program.pass();
  await program.engine.switchCamera();
  expect(program.engine.pusher.frontCamera).toBe("back");
  await program.after(program.engine.accept());
  program.wx.pusher.length = 0;
  await program.engine.switchCamera();
  expect(program.wx.pusher).toEqual(["switchCamera"]);
  expect(program.engine.state.local.front).toBe(true);
});

test("big and small change places only in a video call between two", async () => {
  const program = await new MiniProgram().login();
  const tap = (screen: string) => ({ currentTarget: { dataset: { screen } } });
  expect(program.engine._toggleViewSize(tap("player"))).toBe("pusher");
  await program.talk();
  expect(program.engine._toggleViewSize(tap("player"))).toBe("player");
  expect(program.engine._toggleViewSize(tap("player"))).toBe("player");
  expect(program.engine._toggleViewSize(tap("pusher"))).toBe("pusher");
});

test("a member can be silenced and hidden on this device alone", async () => {
  const program = await new MiniProgram().login();
  await program.talk();
  const { engine } = program;
  const event = () => ({ currentTarget: { dataset: { value: only(program) } } });
  engine._mutePlayerAudio(event());
  engine._mutePlayerVideo(event());
  expect(only(program)).toMatchObject({ hasAudio: true, muteAudio: true, muteVideo: true });
  engine._mutePlayerAudio(event());
  engine.startRemoteView("bob");
  expect(only(program)).toMatchObject({ muteAudio: false, muteVideo: false });
});

test("the call's own helpers: hang up by a button, invite, join, leave a page", async () => {
  const program = await new MiniProgram().login();
  const { engine, server } = program;
  await program.after(engine.groupCall({ userIDList: ["bob", "carol"], type: 1, groupID: "g1" }));
  const call = server.onlyCall;
  server.change(call, (c) => c.accept("bob", "b1"));
  await program.pass();
  const invited = await program.after(engine.inviteUser({ userIDList: ["dan"] }));
  expect(invited).toMatchObject({ inviteID: call.id, code: 0 });
  expect(program.payload("GROUP_CALL_INVITEE_LIST_UPDATE")).toEqual({
    userIDList: ["bob", "carol", "dan"],
  });
  expect(await program.after(engine.switchCallMediaType(1))).toBeUndefined();
  await program.after(engine._hangUp());
  expect(program.names.at(-1)).toBe("CALL_END");
  const joined = await program.after(
    engine.joinInGroupCall({ callId: call.id, type: 1, groupID: "g1" }),
  );
  expect(joined.url).toMatch("rtmp://media.test/live/push-");
  await program.after(engine.handleExceptionExit());
  expect(engine.pusher.url).toBe("");
});

test("what does not fit the state is refused, and from voice to video is not offered", async () => {
  const program = await new MiniProgram().login();
  const { engine } = program;
  await expect(engine.hangup()).rejects.toMatchObject({ code: -1203 });
  await expect(engine.accept()).rejects.toMatchObject({ code: -1203 });
  await expect(engine.reject()).rejects.toMatchObject({ code: -1203 });
  await expect(engine.switchCamera()).rejects.toMatchObject({ code: -1203 });
  await expect(engine.openMicrophone()).rejects.toMatchObject({ code: -1203 });
  await program.after(engine.call({ userID: "bob", type: 1 }));
  expect(await program.after(engine.reject())).toMatch(/no invitation/);
  await expect(engine.switchCallMediaType(2)).rejects.toMatchObject({ code: -1205 });
  const cancelled = await program.after(engine.hangup());
  expect(cancelled).toMatchObject([{ inviteID: "call-1", code: 0, data: { message: {} } }]);
});
