// Where your own server signs tickets: see ../../../server.
const TICKETS = "http://127.0.0.1:3000";
const USER = "erin";

Page({
  data: { status: "Signing in", callee: "alice", config: {} },

  onReady() {
    wx.request({
      url: `${TICKETS}/ticket?user=${USER}`,
      method: "POST",
      success: ({ data }) => {
        const config = { sdkAppID: data.SDKAppID, userID: data.userID, userSig: data.userSig };
        this.setData({ config }, () => this.signIn());
      },
    });
  },

  async signIn() {
    this.kit = this.selectComponent("#TUICallKit");
    await this.kit.init();
    this.setData({ status: `Signed in as ${USER}` });
  },

  typed({ detail }) {
    this.setData({ callee: detail.value });
  },

  call() {
    this.kit.call({ userID: this.data.callee, type: 2 });
  },
});
