Component({
  properties: { x: String, num: Number },
  pageLifetimes: {
    show() {
      this.shown = true;
    },
  },
  methods: {
    onLoad(q) {
      this.q = q;
    },
  },
});
