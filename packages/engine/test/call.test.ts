import { afterEach, expect, test } from "vitest";
import { TUICallEngine } from "../src/index.ts";
import { Page } from "./page.ts";

afterEach(() => TUICallEngine.destroyInstance());

test("a video call from ring to hang-up, at the caller", async () => {
  const page = await new Page().login();
  const made = await page.after(
    page.engine.call({ userID: "bob", type: 2, roomID: 99, userData: "hi", timeout: 20 }),
  );
  const call = page.server.onlyCall;
  expect(made).toEqual({
    code: 0,
    message: "success",
    data: {
      callId: call.id,
      callID: call.id,
      inviteID: call.id,
      roomID: 99,
      strRoomID: "",
      userID: "alice",
    },
  });
  expect(page.server.heard("call")[0]).toMatchObject({
    callees: ["bob"],
    media: "video",
    timeout_s: 20,
    room_id: 99,
    user_data: "hi",
  });
  expect(page.engine.state.call).toMatchObject({ phase: "dialing", role: "caller" });
  expect(page.media.local).toMatchObject({ microphone: true, camera: true });
  expect(page.media.call).toMatchObject({ sending: true });
  expect(page.media.offered).toEqual(["answer to offer leg-alice/1"]);

  page.server.change(call, (c) => c.rang("bob"));
  await page.pass();
  expect(page.engine.state.call?.members[1]).toMatchObject({ userId: "bob", rang: true });

  page.server.change(call, (c) => c.accept("bob", "b1"));
  page.server.change(call, (c) => c.connect("bob"));
  page.server.change(call, (c) => c.connect("alice"));
  await page.pass();
  expect(page.told.slice(1).map(([name]) => name)).toEqual([
    "onUserAccept",
    "onCallBegin",
    "onUserJoin",
    "onUserAudioAvailable",
    "onUserVideoAvailable",
  ]);
  expect(page.payload("onCallBegin")).toEqual({
    callId: call.id,
    callID: call.id,
    roomID: 99,
    strRoomID: "",
    callMediaType: 2,
    callRole: "inviter",
    chatGroupID: "",
    groupID: "",
  });
  expect(page.payload("onUserVideoAvailable")).toEqual({ userID: "bob", isVideoAvailable: true });
  expect(page.engine.state.call).toMatchObject({ phase: "connected", reconnecting: false });

  await page.pass(7_000);
  await page.after(page.engine.hangup());
  expect(page.names.slice(-1)).toEqual(["onCallEnd"]);
  expect(page.names).not.toContain("onUserLeave");
  expect(page.payload("onCallEnd")).toMatchObject({
    callId: call.id,
    userID: "alice",
    reason: 1,
    totalTime: 7,
    callEnd: 7,
    callRole: "inviter",
  });
  expect(page.engine.state.call).toMatchObject({
    phase: "ended",
    ended: { reason: "hangup", by: "alice", connected: true },
  });
  expect(page.media.local).toMatchObject({ microphone: false, camera: false });
});

test("a call that rings and is accepted, at the callee", async () => {
  const page = await new Page().login();
  const call = page.server.ring("bob", ["alice"], "video", "hello");
  await page.pass();
  expect(page.names).toEqual(["onCallReceived", "onInvited"]);
  expect(page.payload("onCallReceived")).toEqual({
    callId: call.id,
    callID: call.id,
    callerId: "bob",
    calleeIdList: ["alice"],
    userIDList: ["alice"],
    chatGroupID: "",
    groupID: "",
    callMediaType: 2,
    callRole: "invitee",
    roomID: 7,
    strRoomID: "",
    userData: "hello",
  });
  expect(page.payload("onInvited")).toMatchObject({
    sponsor: "bob",
    isFromGroup: false,
    inviteID: call.id,
    inviteData: { callType: 2, roomID: 7 },
  });
  // Connected while it rings, and nothing open.
  expect(page.media.offered).toHaveLength(1);
  expect(page.media.call?.sending).toBe(false);
  expect(page.media.local).toMatchObject({ microphone: false, camera: false });
  expect(call.member("alice")?.rang).toBe(true);

  const accepted = page.engine.accept();
  expect(page.engine.state.call?.phase).toBe("connecting");
  await page.after(accepted);
  expect(page.media.call?.sending).toBe(true);
  expect(page.media.local).toMatchObject({ microphone: true, camera: true });
  expect(page.media.offered).toHaveLength(1);
  expect(page.names.slice(2)).toEqual(["onCallBegin", "onUserJoin"]);

  page.server.change(call, (c) => c.hangUp("bob"));
  await page.pass();
  expect(page.names.slice(4)).toEqual(["onUserLeave", "onCallEnd"]);
  expect(page.payload("onCallEnd")).toMatchObject({ userID: "bob", reason: 1 });
});

test("a video call answered by voice is a voice call for all, and opens no camera", async () => {
  const page = await new Page().login();
  page.server.ring("bob", ["alice"], "video");
  await page.pass();
  await page.after(page.engine.accept({ type: 1 }));
  expect(page.server.heard("accept")[0]).toMatchObject({ media: "audio" });
  expect(page.media.local).toMatchObject({ microphone: true, camera: false });
  expect(page.payload("onCallMediaTypeChanged")).toEqual({ oldCallType: 2, newCallType: 1 });
  expect(page.engine.state.call?.media).toBe("audio");
});

test("switching to voice closes both cameras; switching back opens one's own only", async () => {
  const page = await new Page().login();
  await page.after(page.engine.call({ userID: "bob", type: 2 }));
  const call = page.server.onlyCall;
  page.server.change(call, (c) => c.accept("bob", "b1"));
  await page.pass();
  page.server.change(call, (c) => c.switchMedia("audio", "bob"));
  await page.pass();
  expect(page.media.local.camera).toBe(false);
  expect(page.told.at(-1)).toEqual([
    "onUserVideoAvailable",
    { userID: "bob", isVideoAvailable: false },
  ]);
  await expect(page.engine.switchCallMediaType(1)).rejects.toMatchObject({ code: -1204 });
  await page.after(page.engine.switchCallMediaType(2));
  expect(page.media.local.camera).toBe(true);
  expect(call.member("bob")?.camera).toBe(false);
  expect(call.member("alice")?.camera).toBe(true);
  page.server.change(call, (c) => c.switchMedia("audio", "bob"));
  await page.pass();
  page.server.change(call, (c) => c.switchMedia("video", "bob"));
  await page.pass();
  expect(page.media.local.camera).toBe(false);
});

test("microphone and camera are told to the server once each", async () => {
  const page = await new Page().login();
  await page.after(page.engine.call({ userID: "bob", type: 2 }));
  page.server.change(page.server.onlyCall, (call) => call.accept("bob", "b1"));
  await page.pass();
  await page.after(page.engine.closeMicrophone());
  await page.after(page.engine.closeCamera());
  await page.after(page.engine.closeCamera());
  await page.after(page.engine.openCamera("there"));
  expect(page.server.heard("microphone").map(({ on }) => on)).toEqual([false]);
  expect(page.server.heard("camera").map(({ on }) => on)).toEqual([false, true]);
  expect(page.media.shown.has("")).toBe(true);
});

test("a camera opened while it rings is a preview: nobody is told, nothing is sent", async () => {
  const page = await new Page().login();
  page.server.ring("bob", ["alice"], "video");
  await page.pass();
  await page.after(page.engine.openCamera("there"));
  expect(page.media.local).toMatchObject({ camera: true, microphone: false });
  expect(page.media.call?.sending).toBe(false);
  expect(page.server.heard("camera")).toEqual([]);
  // Closed again, it stays closed when the call is taken.
  await page.after(page.engine.closeCamera());
  await page.after(page.engine.accept());
  expect(page.media.local).toMatchObject({ camera: false, microphone: true });
  expect(page.server.heard("camera").map(({ on }) => on)).toEqual([false]);
});

test("a refused microphone fails the call before anybody is told", async () => {
  const page = await new Page().login();
  page.media.fails = -1101;
  const failed = page.after(page.engine.call({ userID: "bob", type: 1 }));
  await expect(failed).rejects.toMatchObject({ code: -1101, functionName: "call" });
  expect(page.server.heard("call")).toEqual([]);
  expect(page.engine.state.call).toBeUndefined();
  page.media.fails = undefined;
  await page.after(page.engine.call({ userID: "bob", type: 1 }));
  expect(page.engine.state.call?.phase).toBe("dialing");
});

test("a refused microphone leaves a ringing call ringing", async () => {
  const page = await new Page().login();
  page.server.ring("bob", ["alice"], "audio");
  await page.pass();
  page.media.fails = 60003;
  await expect(page.after(page.engine.accept())).rejects.toMatchObject({ code: 60003 });
  expect(page.engine.state.call?.phase).toBe("ringing");
  expect(page.server.heard("accept")).toEqual([]);
  page.media.fails = undefined;
  await page.after(page.engine.accept());
  expect(page.names.at(-1)).toBe("onUserJoin");
});

test("what the server refuses comes with its own number, a block with the platform's", async () => {
  const page = await new Page().login();
  page.server.refuseNext.set("call", "blocked");
  await expect(page.after(page.engine.call({ userID: "bob", type: 1 }))).rejects.toMatchObject({
    code: 20007,
  });
  page.server.refuseNext.set("call", "over_capacity");
  await expect(page.after(page.engine.call({ userID: "bob", type: 1 }))).rejects.toMatchObject({
    code: 4503,
  });
  expect(page.media.local.microphone).toBe(false);
  expect(page.names).toEqual([]);
});

test("what does not fit the state is refused here", async () => {
  const page = await new Page().login();
  for (const method of ["accept", "reject", "hangup", "openMicrophone", "openCamera"] as const)
    await expect(page.engine[method]()).rejects.toMatchObject({ code: -1203 });
  await page.after(page.engine.call({ userID: "bob", type: 1 }));
  await expect(page.engine.call({ userID: "carol", type: 1 })).rejects.toMatchObject({
    code: -1203,
  });
  await expect(page.engine.accept()).rejects.toMatchObject({ code: -1203 });
});

test("calling somebody who is calling is accepting his call, and rings nowhere", async () => {
  const page = await new Page().login();
  const dialled = page.engine.call({ userID: "bob", type: 1 });
  const call = page.server.ring("bob", ["alice"], "video");
  const { data } = await page.after(dialled);
  expect(data.callId).toBe(call.id);
  expect(page.names).toEqual(["onCallBegin", "onUserJoin"]);
  // Nobody's camera opens that he did not ask for.
  expect(page.media.local.camera).toBe(false);
  expect(page.server.heard("camera").map(({ on }) => on)).toEqual([false]);
});

test("a call that rings while another is being made is told when that has failed", async () => {
  const page = await new Page().login();
  page.server.refuseNext.set("call", "already_in_call");
  const dialled = page.engine.call({ userID: "carol", type: 1 });
  page.server.ring("bob", ["alice"], "audio");
  await expect(page.after(dialled)).rejects.toMatchObject({ code: 4102 });
  expect(page.names).toEqual(["onCallReceived", "onInvited"]);
  expect(page.engine.state.call?.phase).toBe("ringing");
});

test("hanging up while it is still being dialled leaves nothing behind", async () => {
  const page = await new Page().login();
  const dialled = page.engine.call({ userID: "bob", type: 1 });
  dialled.catch(() => {});
  await page.engine.hangup();
  await page.pass();
  await expect(dialled).rejects.toMatchObject({ code: -1203 });
  expect(page.engine.state.call?.phase).not.toBe("dialing");
  expect(page.media.local.microphone).toBe(false);
});

test("a group: who is asked, comes, goes and does not come is told", async () => {
  const page = await new Page().login();
  await page.after(
    page.engine.calls({ userIDList: ["bob", "carol"], type: 1, chatGroupID: "team" }),
  );
  const call = page.server.onlyCall;
  expect(page.server.heard("call")[0]).toMatchObject({ chat_group_id: "team" });
  page.server.change(call, (c) => c.accept("bob", "b1"));
  page.server.change(call, (c) => c.reject("carol", "c1"));
  await page.pass();
  await page.after(page.engine.inviteUser({ userIDList: ["dave"] }));
  page.server.change(call, (c) => c.leave("dave", "no_answer"));
  page.server.change(call, (c) => c.join("carol", "c1"));
  page.server.change(call, (c) => c.hangUp("bob"));
  await page.pass();
  expect(page.names).toEqual([
    "onUserAccept",
    "onCallBegin",
    "onUserJoin",
    "onUserReject",
    "onUserInviting",
    "onGroupCallInviteeListUpdate",
    "onUserNoResponse",
    "onUserJoin",
    "onUserLeave",
  ]);
  expect(page.payload("onUserInviting")).toEqual({ userID: "dave" });
  expect(page.payload("onUserNoResponse")).toEqual({ sponsor: "alice", userIDList: ["dave"] });
  // Growth is a new epoch: offered again.
  expect(page.media.offered.at(-1)).toBe("answer to offer leg-alice/2");
});

test("one who joins is told who is there already", async () => {
  const page = await new Page().login();
  const call = page.server.ring("bob", ["carol", "dave"], "audio");
  call.accept("carol", "c1");
  const joined = await page.after(page.engine.join({ callId: call.id }));
  expect(joined.data.callId).toBe(call.id);
  expect(page.names).toEqual(["onCallBegin", "onUserJoin", "onUserJoin"]);
  expect(page.engine.state.call).toMatchObject({ role: "callee", group: true });
});

test("levels and network quality are told and stand in the state; silence follows by itself", async () => {
  const page = await new Page().login();
  await page.after(page.engine.call({ userID: "bob", type: 1 }));
  const { id } = page.server.onlyCall;
  page.server.change(page.server.onlyCall, (call) => call.accept("bob", "b1"));
  page.server.send({ type: "levels", call_id: id, levels: [{ user_id: "bob", level: 60 }] });
  page.server.send({ type: "quality", call_id: id, users: [{ user_id: "bob", quality: 4 }] });
  await page.pass();
  expect(page.payload("onUserVoiceVolumeChanged")).toEqual({
    volumeMap: [{ userId: "bob", audioVolume: 60 }],
  });
  expect(page.payload("onUserNetworkQualityChanged")).toEqual({
    networkQualityList: [{ userId: "bob", quality: 4 }],
    network: [{ userId: "bob", quality: 4, upLoss: 0, downLoss: 0, delay: 0 }],
  });
  expect(page.engine.state.call?.members[1]).toMatchObject({ level: 60, quality: 4 });
  await page.pass(1_000);
  expect(page.engine.state.call?.members[1]?.level).toBe(0);
});

test("timers count from the server's time of accept, on this device's clock", async () => {
  const page = await new Page().login();
  await page.after(page.engine.call({ userID: "bob", type: 1 }));
  page.server.change(page.server.onlyCall, (call) => call.accept("bob", "b1"));
  const accepted = page.clock.now();
  await page.pass();
  expect(Math.abs((page.engine.state.call?.connectedAt ?? 0) - accepted)).toBeLessThan(20);
});

test("devices that come and go are told with what is in use", async () => {
  const page = await new Page().login();
  page.devicesChanged();
  await page.pass();
  const one = (kind: string) => ({ deviceId: "default", deviceName: `the ${kind}` });
  expect(page.payload("onDeviceUpdated")).toEqual({
    microphoneList: [one("microphone")],
    cameraList: [one("camera")],
    speakerList: [one("speaker")],
    currentMicrophone: one("microphone"),
    currentCamera: one("camera"),
    currentSpeaker: one("speaker"),
  });
});

test("who joins a video call is seen as soon as it is known to be one", async () => {
  const page = await new Page().login();
  const call = page.server.ring("bob", ["carol", "dave"], "video");
  call.accept("carol", "c1");
  await page.after(page.engine.join({ callId: call.id }), 300);
  expect(page.engine.state.local).toMatchObject({ microphone: true, camera: true });
});

test("a camera that is to stay closed does, and the others are told", async () => {
  const page = await new Page().login();
  page.engine.setCameraDefaultState(false);
  await page.after(page.engine.call({ userID: "bob", type: 2 }), 300);
  expect(page.engine.state.local).toMatchObject({ microphone: true, camera: false });
  const me = page.engine.state.call?.members.find(({ userId }) => userId === "alice");
  expect(me?.camera).toBe(false);
});
