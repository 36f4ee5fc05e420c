/** Methods for devices and pictures, and those that are there by a second name. */

import { afterEach, expect, test, vi } from "vitest";
import { TUICallEngine } from "../src/index.ts";
import { Page } from "./page.ts";

afterEach(async () => {
  await TUICallEngine.destroyInstance();
});

test("groupCall wants the chat group and calls its members", async () => {
  const page = await new Page().login();
  const { engine, server } = page;
  const params: { userIDList: string[]; type: 1 } = { userIDList: ["bob", "carol"], type: 1 };
  await expect(engine.groupCall(params as never)).rejects.toMatchObject({ code: -1202 });
  await page.after(engine.groupCall({ ...params, groupID: "g" }));
  expect(server.onlyCall.members.map(({ user }) => user)).toEqual(["alice", "bob", "carol"]);
  expect(server.heard("call")[0]).toMatchObject({ chat_group_id: "g" });
});

test("joinInGroupCall enters by the call's ID", async () => {
  const page = await new Page().login();
  const { engine, server } = page;
  await page.after(engine.calls({ userIDList: ["bob", "carol"], type: 1 }));
  const call = server.onlyCall;
  server.change(call, (c) => c.accept("bob", "b1"));
  await page.pass();
  await page.after(engine.hangup());
  const joined = await page.after(engine.joinInGroupCall({ callId: call.id, type: 1 } as never));
  expect(joined.data).toMatchObject({ callId: call.id, callID: call.id, userID: "alice" });
});

test("switchCamera takes the one that is named, or the other", async () => {
  const page = await new Page().login();
  await page.engine.switchCamera();
  expect(page.media.local.front).toBe(false);
  await page.engine.switchCamera(0);
  expect(page.media.local.front).toBe(true);
  await expect(page.engine.switchCamera(2 as never)).rejects.toMatchObject({ code: -1202 });
});

test("getDeviceList, getCurrentDevice and getDevicePermission tell what there is", async () => {
  const { engine } = await new Page().login();
  const found = { deviceId: "default", deviceName: "the camera" };
  expect(await engine.getDeviceList("camera")).toEqual([found]);
  expect(await engine.getCurrentDevice("camera")).toEqual(found);
  expect(await engine.getDevicePermission()).toEqual({ audio: true, video: false });
  await expect(engine.getDeviceList("nose" as never)).rejects.toMatchObject({ code: -1202 });
});

test("switchDevice takes it by any of its names, and tells what is in use", async () => {
  const page = await new Page().login();
  const choose = vi.spyOn(page.media, "choose");
  await page.after(page.engine.switchDevice({ deviceType: "video", deviceId: "back" }));
  expect(choose).toHaveBeenCalledWith("camera", "back");
  expect(page.payload("onDeviceUpdated")).toMatchObject({
    currentCamera: { deviceId: "default" },
  });
  page.media.fails = 60005;
  const failed = page.engine.switchDevice({ deviceType: "microphone", deviceId: "gone" });
  await expect(failed).rejects.toMatchObject({ code: 60005, functionName: "switchDevice" });
});

test("setVideoQuality knows its profiles and no others", async () => {
  const page = await new Page().login();
  const quality = vi.spyOn(page.media, "quality");
  await page.engine.setVideoQuality("720p");
  await page.engine.setVideoQuality(1);
  expect(quality).toHaveBeenCalledTimes(2);
  await expect(page.engine.setVideoQuality("8k" as never)).rejects.toMatchObject({ code: -1202 });
});

test("startRemoteView shows a member in an element of the page, stopRemoteView takes him out", async () => {
  const page = await new Page().login();
  const { engine, media } = page;
  await engine.startRemoteView({ userID: "bob", videoViewDomID: "there" });
  expect(media.shown.get("bob")).toMatchObject({ id: "there" });
  await engine.stopRemoteView({ userID: "bob" });
  expect(media.shown.has("bob")).toBe(false);
  const nowhere = engine.startRemoteView({ userID: "bob", videoViewDomID: "gone" });
  await expect(nowhere).rejects.toMatchObject({ code: -1202 });
});

test("setVideoRenderParams is for a member, or without one for oneself", async () => {
  const page = await new Page().login();
  const render = vi.spyOn(page.media, "render");
  await page.engine.setVideoRenderParams({ userID: "bob", objectFit: "contain", mirror: true });
  await page.engine.setVideoRenderParams({ rotation: 90 });
  const [other, own] = render.mock.calls as unknown[][];
  expect(other).toEqual(["bob", { objectFit: "contain", mirror: true }]);
  expect(own?.[1]).toEqual({ rotation: 90 });
  const wrong = page.engine.setVideoRenderParams({ rotation: 45 as never });
  await expect(wrong).rejects.toMatchObject({ code: -1202 });
});

test("muteSpeaker, localStream and remoteStream reach the media", async () => {
  const { engine, media } = await new Page().login();
  const mute = vi.spyOn(media, "mute");
  const remote = vi.spyOn(media, "remoteStream");
  engine.muteSpeaker(true);
  expect(mute).toHaveBeenCalledWith(true);
  expect(engine.localStream).toBe(media.localStream);
  engine.remoteStream("bob");
  expect(remote).toHaveBeenCalledWith("bob");
});

test("destroyed signs out, and the next createInstance makes another engine", async () => {
  const page = await new Page().login();
  await page.after(page.engine.destroyed());
  expect(page.server.heard("logout")).toHaveLength(1);
  expect(page.engine.state.session).toBe("signedOut");
  expect(new Page().engine).not.toBe(page.engine);
});

test("startLocalView and stopLocalView show one's own picture by their older names", async () => {
  const { engine, media } = await new Page().login();
  await engine.startLocalView({ userID: "alice", videoViewDomID: "there" });
  expect(media.shown.get("")).toMatchObject({ id: "there" });
  await engine.stopLocalView({ userID: "alice" } as never);
  expect(media.shown.has("")).toBe(false);
});

test("watchRemoteView asks for a picture of an element's size until it is ended", async () => {
  const { engine, media } = await new Page().login();
  const end = vi.fn();
  const watch = vi.spyOn(media, "watchSize").mockReturnValue(end);
  const element = {} as Element;
  engine.watchRemoteView("bob", element)();
  expect(watch).toHaveBeenCalledWith("bob", element);
  expect(end).toHaveBeenCalledOnce();
});
