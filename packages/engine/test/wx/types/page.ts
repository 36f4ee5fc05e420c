/** A page as TypeScript projects write it. Each `@ts-expect-error` is a mistake that the types must find. */

import { CallManager } from "../../../../../MiniProgram/TUICallEngine/CallManager";
import TUICallEngine, {
  AUDIO_PLAYBACK_DEVICE,
  type EngineEvent,
  ERROR_CODE,
  EVENT,
  MEDIA_TYPE,
  type Player,
  type Pusher,
  STATUS,
  TUICallEngineError,
} from "../../../../../MiniProgram/TUICallEngine/tuicall-engine-wx";

Page({
  data: { pusher: {} as Pusher, playerList: [] as Player[], status: STATUS.IDLE as string },

  onLoad() {
    wx.hideKeyboard();
    TUICallEngine.createInstance({ sdkAppID: 1, server: { release: "https://calls.a.com" } });
    const engine = wx.$TUICallEngine;
    engine.on(EVENT.USER_ACCEPT, this.handleUserAccept, this);
    engine.on("REJECT", ({ data }) => data.invitee.length);
    engine.on(EVENT.NO_RESP, ({ eventCode, data }) => {
      const name: "NO_RESP" = eventCode;
      return name + data.timeoutUserList[0];
    });
    engine.on(EVENT.USER_UPDATE, ({ data: { pusher, playerList } }) =>
      this.setData({ pusher, playerList }),
    );
    engine.on(EVENT.ERROR, ({ data }) => data.code === ERROR_CODE.PRIVACY_NOT_DECLARED);
    // @ts-expect-error There is no such event.
    engine.on("ACCEPTED", () => undefined);
    // @ts-expect-error That event tells of no such thing.
    engine.on(EVENT.USER_ACCEPT, ({ data }) => data.invitee);
  },

  handleUserAccept(event: EngineEvent<"USER_ACCEPT">) {
    return `${event.data.userID} of ${event.data.userList.length}`;
  },

  async call() {
    const engine = wx.$TUICallEngine;
    await engine.init({ userID: "alice", userSig: { sdkAppID: 1, userSig: "ticket" }, tim: null });
    // @ts-expect-error A sign-in needs a ticket.
    await engine.init({ userID: "alice" });
    try {
      const { pusher, data } = await engine.call({ userID: "bob", type: MEDIA_TYPE.VIDEO });
      this.setData({ pusher, inviteID: data.inviteID });
    } catch (error) {
      if (error instanceof TUICallEngineError) this.setData({ code: error.code });
    }
    // @ts-expect-error 1 is voice and 2 video.
    await engine.call({ userID: "bob", type: 3 });
    // @ts-expect-error A list is for groupCall.
    await engine.call({ userIDList: ["bob"], type: 1 });
    await engine.groupCall({ userIDList: ["bob", "carol"], type: 1, groupID: "" });
    const { pusher } = await engine.accept({ type: MEDIA_TYPE.AUDIO });
    const device: "ear" | "speaker" = engine.selectAudioPlaybackDevice(AUDIO_PLAYBACK_DEVICE.EAR);
    const call = engine.state.call;
    return [pusher.url, device, call?.members.map(({ userId }) => userId)];
  },

  onUnload() {
    wx.$TUICallEngine.off(EVENT.USER_ACCEPT, this.handleUserAccept);
    wx.$TUICallEngine.destroyed();
  },
});

export const listening = new CallManager().init({
  sdkAppID: 1,
  userID: "alice",
  userSig: "ticket",
  globalCallPagePath: "pages/call/call",
});
