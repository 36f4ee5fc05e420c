import { texts } from "../../locale/index";

Page({
  data: {
    texts,
    userID: "",
    entries: [
      { page: "videoCall", title: texts.videoCall, hint: texts.videoCallHint },
      { page: "audioCall", title: texts.audioCall, hint: texts.audioCallHint },
      { page: "engine", title: texts.engine, hint: texts.engineHint },
    ],
  },

  onLoad() {
    const { userID } = wx.$globalData;
    if (!userID) wx.reLaunch({ url: "/pages/login/login" });
    this.setData({ userID });
  },

  open({ currentTarget }) {
    const { page } = currentTarget.dataset;
    wx.navigateTo({ url: `/pages/${page}/${page}` });
  },

  logout() {
    wx.$globalData.userID = "";
    wx.$globalData.userSig = "";
    wx.$globalData.userInfo = null;
    wx.removeStorageSync("userID");
    wx.reLaunch({ url: "/pages/login/login" });
  },
});
