/** A navigation bar of the page's own, so that a call has the whole screen. */
Component({
  properties: {
    title: { type: String, value: "" },
  },

  data: { statusBarHeight: 0, headerHeight: 0 },

  lifetimes: {
    attached() {
      const { statusBarHeight, headerHeight } = wx.$globalData;
      this.setData({ statusBarHeight, headerHeight });
    },
  },

  methods: {
    back() {
      wx.navigateBack();
    },
  },
});
