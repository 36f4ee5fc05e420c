/** The screen of a connected call: by voice the peer and the timer, by video the timer over the pictures. */
Component({
  properties: {
    view: { type: Object, value: {} },
  },

  methods: {
    onTapButton(event) {
      this.triggerEvent("connectedEvent", { name: event.detail.id, event });
    },
  },
});
