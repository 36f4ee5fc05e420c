import { genTestUserSig } from "../../debug/GenerateTestUserSig";
import { say, texts } from "../../locale/index";
import { EVENT } from "../../TUICallEngine/tuicall-engine-wx";

/** Finds a user and calls him by video. */
Page({
  TUICallKit: null,

  data: {
    texts,
    title: texts.videoCall,
    userIDToSearch: "",
    searchResultShow: false,
    invitee: null,
    /** What has happened to calls, the latest first. */
    log: [],
    config: { sdkAppID: 0, userID: "", userSig: "", type: 2, tim: null },
  },

  onLoad() {
    const { userID } = wx.$globalData;
    const { sdkAppID, userSig } = genTestUserSig(userID);
    const config = { ...this.data.config, sdkAppID, userID, userSig };
    this.setData({ config }, () => {
      if (this.left) return;
      this.TUICallKit = this.selectComponent("#TUICallKit-component");
      // What is wrong is said on the screen; here it is said at length.
      this.TUICallKit.init().catch((error) => this.list(error.message));
      wx.$TUICallEngine.on(EVENT.USER_ACCEPT, this.handleUserAccept, this);
      wx.$TUICallEngine.on(EVENT.REJECT, this.handleInviteeReject, this);
      wx.$TUICallEngine.on(EVENT.NO_RESP, this.handleNoResponse, this);
    });
  },

  onUnload() {
    wx.$TUICallEngine.off(EVENT.USER_ACCEPT, this.handleUserAccept);
    wx.$TUICallEngine.off(EVENT.REJECT, this.handleInviteeReject);
    wx.$TUICallEngine.off(EVENT.NO_RESP, this.handleNoResponse);
    // A page may be left before its data is there.
    this.left = true;
    if (this.TUICallKit) this.TUICallKit.destroyed();
  },

  handleUserAccept(event) {
    this.note("accepted", event.data.userID);
  },

  handleInviteeReject(event) {
    this.note("rejected", event.data.invitee);
  },

  handleNoResponse(event) {
    this.note("noResponse", event.data.timeoutUserList[0]);
  },

  note(key, user) {
    this.list(say(key, { user }));
  },

  list(line) {
    this.setData({ log: [line, ...this.data.log] });
  },

  onInput({ detail }) {
    this.setData({ userIDToSearch: detail.value.trim(), searchResultShow: false });
  },

  searchUser() {
    const { userIDToSearch } = this.data;
    if (!userIDToSearch) return;
    if (userIDToSearch === wx.$globalData.userID) {
      wx.showToast({ title: texts.callSelf, icon: "none" });
      return;
    }
    this.TUICallKit.getTim()
      .getUserProfile({ userIDList: [userIDToSearch] })
      .then(
        ({ data: [found] }) => this.show(found),
        () => this.show(undefined),
      );
  },

  show(found) {
    if (!found) {
      wx.showToast({ title: texts.notFound, icon: "none" });
      return;
    }
    const initial = (found.nick || found.userID)[0].toUpperCase();
    this.setData({ searchResultShow: true, invitee: { ...found, initial } });
  },

  call() {
    const { userID } = this.data.invitee;
    // What is refused is said on the screen.
    this.TUICallKit.call({ userID, type: wx.$TUICallEngine.MEDIA_TYPE.VIDEO }).catch(() => {});
  },
});
