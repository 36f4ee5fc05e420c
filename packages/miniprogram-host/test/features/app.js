const util = require("./utils/util");

import esm, { named } from "./utils/esm";

App({
  globalData: { n: 1 },
  log: [],
  onLaunch() {
    this.log.push("onLaunch");
    this.util = util.f();
    this.esm = [esm, named];
    this.win = typeof window + typeof document + typeof WebSocket;
  },
  onShow() {
    this.log.push("onShow");
  },
  onHide() {
    this.log.push("onHide");
  },
});
