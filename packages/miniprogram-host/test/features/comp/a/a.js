const b = require("../../beh/b");
Component({
  behaviors: [b, "wx://component-export"],
  options: { multipleSlots: true },
  externalClasses: ["my-class"],
  properties: {
    objProp: Object,
    numProp: {
      type: Number,
      value: 0,
      observer(v, o) {
        this.po ??= [];
        this.po.push([v, o]);
      },
    },
  },
  data: { sum: 0, doubled: 0, a: { b: 1 }, arr: [1, 2] },
  observers: {
    numProp(v) {
      this.setData({ doubled: v * 2 });
    },
    "a.b, arr[0]"(x, y) {
      this.setData({ sum: x + y });
    },
    "a.**"() {
      this.deep = (this.deep || 0) + 1;
    },
  },
  lifetimes: {
    created() {
      this.life = ["created"];
    },
    attached() {
      this.life.push("attached");
    },
    ready() {
      this.life.push("ready");
    },
    detached() {
      getApp().log.push("a detached");
    },
  },
  pageLifetimes: {
    show() {
      this.life.push("show");
    },
    hide() {
      this.life.push("hide");
    },
  },
  methods: {
    fire(e) {
      this.ref = {};
      this.triggerEvent("custom", { v: 1, obj: this.ref, ev: e }, {});
      this.triggerEvent("bub", {}, { bubbles: true, composed: true });
    },
    hello(x) {
      return "hello " + x;
    },
  },
});
