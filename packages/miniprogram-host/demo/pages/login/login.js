import { fetchUserSig } from "../../debug/GenerateTestUserSig";
import { texts } from "../../locale/index";

/** What a user ID is made of. */
const USER_ID = /^[A-Za-z0-9_-]{1,32}$/;

/** As the page that it stands for, with a ticket from the server. */
Page({
  data: { texts, userID: "", ready: true },

  onLoad() {
    this.setData({ userID: wx.$globalData.userID });
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
    fetchUserSig(userID, {
      success({ sdkAppID, userSig }) {
        Object.assign(wx.$globalData, { sdkAppID, userID, userSig, userInfo: { userID } });
        wx.setStorageSync("userID", userID);
        wx.reLaunch({ url: "/pages/index/index" });
      },
      fail: ({ errMsg }) => wx.showToast({ title: errMsg, icon: "none", duration: 3000 }),
    });
  },
});
