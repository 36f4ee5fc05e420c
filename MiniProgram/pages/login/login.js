import { genTestUserSig } from "../../debug/GenerateTestUserSig";
import { texts } from "../../locale/index";

/** What a user ID is made of. */
const USER_ID = /^[A-Za-z0-9_-]{1,32}$/;

Page({
  data: { texts, userID: "", ready: true },

  onLoad() {
    const { userID, sdkAppID } = wx.$globalData;
    this.setData({ userID, ready: sdkAppID > 0 });
  },

  onInput({ detail }) {
    this.setData({ userID: detail.value.trim() });
  },

  login() {
    const { userID } = this.data;
    if (!USER_ID.test(userID)) {
      wx.showToast({ title: texts.badUserId, icon: "none" });
      return;
    }
    const { sdkAppID, userSig } = genTestUserSig(userID);
    if (!userSig) {
      wx.showToast({ title: texts.notFilledIn, icon: "none", duration: 3000 });
      return;
    }
    Object.assign(wx.$globalData, { sdkAppID, userID, userSig, userInfo: { userID } });
    wx.setStorageSync("userID", userID);
    wx.reLaunch({ url: "/pages/index/index" });
  },
});
