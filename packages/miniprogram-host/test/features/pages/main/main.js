const app = getApp();
Page({
  custom: { a: 1 },
  data: {
    n: 1,
    str: "abc",
    list: [
      { id: "p", sub: [1, 2] },
      { id: "q", sub: [3] },
    ],
    obj: { title: "T", n: 5, deep: [{ v: "dv" }] },
    hid: false,
    showB: true,
    modval: "m0",
  },
  ev: [],
  onLoad(q) {
    this.seq = ["onLoad"];
    this.q = q;
  },
  onShow() {
    this.seq.push("onShow");
  },
  onReady() {
    this.seq.push("onReady");
  },
  onHide() {
    this.seq.push("onHide");
  },
  onUnload() {
    app.log.push("main unload");
  },
  onLi(e) {
    this.last = e;
  },
  onOuter() {
    this.ev.push("outer");
  },
  onCap() {
    this.ev.push("cap");
  },
  onMid(e) {
    this.ev.push("mid:" + e.target.id + ":" + e.currentTarget.id);
  },
  onInner() {
    this.ev.push("inner");
  },
  onMut1() {
    this.ev.push("mut1");
  },
  onMut2() {
    this.ev.push("mut2");
  },
  fromWxs(a) {
    this.ev.push("wxs:" + a.id);
  },
  onCustom(e) {
    this.cust = e;
    e.detail.obj.touched = true;
  },
  onBub(e) {
    this.ev.push("bub:" + e.target.id);
  },
  onFinger({ type, touches, changedTouches }) {
    const places = (all = []) => Array.from(all, ({ clientX, clientY }) => ({ clientX, clientY }));
    this.ev.push({ type, touches: places(touches), changedTouches: places(changedTouches) });
  },
  onBReady() {},
  onInput(e) {
    this.setData({ typed: e.detail.value });
  },
  onFocus() {
    this.ev.push("focus");
  },
  onBlur() {
    this.ev.push("blur");
  },
  onConfirm(e) {
    this.ev.push("confirm:" + e.detail.value);
  },
  onScroll(e) {
    this.scr = e.detail;
  },
  onImgErr(e) {
    this.imgerr = e.detail.errMsg + "@" + e.target.id;
  },
  onBtn() {
    this.ev.push("btn");
  },
});
