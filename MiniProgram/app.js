const { SDKAPPID } = require("./debug/GenerateTestUserSig");

App({
  /** What the pages of the demo share. The two folders TUICallKit and TUICallEngine know nothing of it. */
  onLaunch() {
    const { statusBarHeight = 20 } = wx.getWindowInfo ? wx.getWindowInfo() : wx.getSystemInfoSync();
    const capsule = wx.getMenuButtonBoundingClientRect();
    wx.$globalData = {
      userInfo: null,
      /** Of a navigation bar that a page draws itself: as much above the capsule as below. */
      headerHeight: (capsule.top - statusBarHeight) * 2 + capsule.height,
      statusBarHeight,
      sdkAppID: SDKAPPID,
      userID: wx.getStorageSync("userID") || "",
      userSig: "",
      token: "",
      expiresIn: "",
      phone: "",
      sessionID: "",
    };
  },
});
