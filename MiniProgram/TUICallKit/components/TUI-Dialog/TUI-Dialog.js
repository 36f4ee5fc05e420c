/** A question that the call waits for. Tells the answer by `dialogEvent`. */
Component({
  properties: {
    question: { type: String, value: "" },
    answers: { type: Array, value: [] },
  },

  methods: {
    onTap(event) {
      this.triggerEvent("dialogEvent", { answer: event.currentTarget.dataset.id });
    },

    noop() {},
  },
});
