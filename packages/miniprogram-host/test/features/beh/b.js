module.exports = Behavior({
  properties: { behProp: { type: Number, value: 42 } },
  data: { behData: "bd" },
  methods: {
    behMethod() {
      return "bm" + this.data.behProp;
    },
  },
  lifetimes: {
    attached() {
      this.log ??= [];
      this.log.push("beh attached");
    },
  },
});
