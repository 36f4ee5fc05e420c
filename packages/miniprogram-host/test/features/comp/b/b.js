Component({
  options: { styleIsolation: "apply-shared" },
  lifetimes: {
    ready() {
      this.isReady = true;
    },
    detached() {
      getApp().log.push("b detached");
    },
  },
});
