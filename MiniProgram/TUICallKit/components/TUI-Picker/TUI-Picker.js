/** The dialog in which people are chosen to be asked into a group call. Tells what is done by `pickerEvent`. */
Component({
  properties: {
    picker: { type: Object, value: {} },
  },

  methods: {
    onInput(event) {
      this.triggerEvent("pickerEvent", { do: "type", text: event.detail.value });
    },
    onToggle(event) {
      const { userid } = event.currentTarget.dataset;
      this.triggerEvent("pickerEvent", { do: "toggle", userId: userid });
    },
    onInvite() {
      this.triggerEvent("pickerEvent", { do: "invite" });
    },
    onClose() {
      this.triggerEvent("pickerEvent", { do: "close" });
    },
    noop() {},
  },
});
