/** The rows of discs at the bottom of the screen. Tells by `tapButton` which one was pressed. */
Component({
  properties: {
    rows: { type: Array, value: [] },
    over: { type: Boolean, value: false },
    hidden: { type: Boolean, value: false },
  },

  methods: {
    onTap(event) {
      this.triggerEvent("tapButton", { id: event.currentTarget.dataset.id });
    },
  },
});
