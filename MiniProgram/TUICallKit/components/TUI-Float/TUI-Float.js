/** What lies on the small window: a tap makes the screen full again, a finger moves it about. */
Component({
  properties: {
    /** As data.view.float of TUICallKit has it. */
    float: { type: Object, value: {} },
  },

  methods: {
    onTap() {
      this.triggerEvent("floatEvent", { name: "tap" });
    },
    onTouchStart(event) {
      this._touch("start", event.touches[0]);
    },
    onTouchMove(event) {
      this._touch("move", event.touches[0]);
    },
    onTouchEnd(event) {
      this._touch("end", event.changedTouches[0]);
    },
    _touch(phase, { clientX, clientY }) {
      this.triggerEvent("floatEvent", { name: "touch", phase, x: clientX, y: clientY });
    },
  },
});
