/** How the call ended, in the middle of the screen. */
Component({
  properties: {
    view: { type: Object, value: {} },
  },
});
