/** A word about what has just happened, for a moment. */
Component({
  properties: {
    text: { type: String, value: "" },
    /** Lower down, between the texts and the buttons of a voice call. */
    low: { type: Boolean, value: false },
  },
});
