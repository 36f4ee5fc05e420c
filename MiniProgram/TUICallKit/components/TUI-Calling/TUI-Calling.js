/** The screen before a call is connected: calling, being called, connecting. */
Component({
  properties: {
    view: { type: Object, value: {} },
  },

  methods: {
    onTapButton(event) {
      this.triggerEvent("callingEvent", { name: event.detail.id, event });
    },
  },
});
