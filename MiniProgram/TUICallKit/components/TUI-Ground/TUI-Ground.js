/** The blurred picture of somebody under 60 % black; his colour where there is no picture. */
Component({
  properties: {
    face: { type: Object, value: {} },
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
