Page({
  data: {},
  onLoad(q) {
    this.setData({ q });
    const ch = this.getOpenerEventChannel();
    ch.on("hi", (d) => {
      this.hi = d;
    });
    ch.emit("back", "B");
  },
  onUnload() {
    getApp().log.push("second unload");
  },
});
