/** The picture of somebody, or his initial while there is none or it does not load. */
Component({
  properties: {
    face: { type: Object, value: {} },
    /** 24, 40, 48, 72 or 96. */
    size: { type: Number, value: 96 },
  },

  data: { failed: false },

  observers: {
    "face.avatar"() {
      this.setData({ failed: false });
    },
  },

  methods: {
    onError() {
      this.setData({ failed: true });
    },
  },
});
