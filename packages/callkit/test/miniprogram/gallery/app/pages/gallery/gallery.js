const { play } = require("../../play");

Page({
  data: { config: { sdkAppID: 1, userID: "alice", userSig: "ticket", type: 1, tim: null } },

  onReady() {
    this.kit = this.selectComponent("#kit");
    this.ready = this.kit.init();
  },

  /** Sets a scene; `avatar` is the peer's picture. */
  play(name, avatar) {
    return this.ready.then(() => play(name, this.kit, avatar));
  },
});
