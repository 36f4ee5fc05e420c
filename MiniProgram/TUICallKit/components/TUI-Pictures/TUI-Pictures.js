/**
 * The tags that send and play, for the whole of a call: a tag that left the page and came back would connect anew.
 * By voice they are one pixel large and lie behind everything. Over a picture that is not there lies the face of
 * its owner. In a group call each lies where its member's tile is.
 */
Component({
  properties: {
    /** The engine's attributes of the own stream. */
    pusher: { type: Object, value: {} },
    /** The engine's list of remote streams. */
    playerList: { type: Array, value: [] },
    /** Own picture and the peer's, as data.view of TUICallKit has them. */
    own: { type: Object, value: {} },
    theirs: { type: Object, value: {} },
    /** The grid of a group call, and how many rows of buttons are below it. */
    group: { type: Object, value: { shown: false, tiles: [] } },
    rows: { type: Number, value: 0 },
    /** All of it is in the small window. */
    floating: { type: Boolean, value: false },
    names: { type: Object, value: {} },
    /** Where the small picture lies. */
    small: { type: Object, value: {} },
    /** The camera may be shown to its owner before anything is sent. */
    preview: { type: Boolean, value: false },
    soundMode: { type: String, value: "speaker" },
    /** How the others' pictures fill their places; empty: as the engine says. */
    objectFit: { type: String, value: "" },
  },

  data: {
    /** What the pusher is there for: `off`, `preview` or `push`. */
    doing: "off",
  },

  observers: {
    "pusher.url, preview": function follow(url, preview) {
      let doing = "off";
      if (url) doing = "push";
      else if (preview) doing = "preview";
      if (doing === this.data.doing) return;
      this.setData({ doing });
      // The tag must be on the page before it can be spoken to.
      wx.nextTick(() => this._drive(doing));
    },
  },

  methods: {
    _drive(doing) {
      if (doing !== this.data.doing) return;
      const context = wx.createLivePusherContext("ck-pusher", this);
      if (doing === "preview") {
        context.startPreview({ success: () => this._tell("previewing", {}) });
      }
    },

    _tell(name, event) {
      this.triggerEvent("mediaEvent", { name, event });
    },

    // What the tags report. The names are those of the engine's handlers.
    onPusherState(event) {
      this._tell("pusherStateChangeHandler", event);
    },
    onPusherNet(event) {
      this._tell("pusherNetStatus", event);
    },
    onPusherError(event) {
      this._tell("pusherErrorHandler", event);
    },
    onPusherVolume(event) {
      this._tell("pusherAudioVolumeNotify", event);
    },
    onPlayerState(event) {
      this._tell("playerStateChange", event);
    },
    onPlayerNet(event) {
      this._tell("playNetStatus", event);
    },
    onPlayerVolume(event) {
      this._tell("playerAudioVolumeNotify", event);
    },

    // Touches.
    onTapBig() {
      this.triggerEvent("pictureEvent", { name: "tapBig" });
    },
    onTapSmall() {
      this.triggerEvent("pictureEvent", { name: "tapSmall" });
    },
    onTapTile(event) {
      const { userid } = event.currentTarget.dataset;
      this.triggerEvent("pictureEvent", { name: "tapTile", userId: userid });
    },
    onTouchStart(event) {
      this._touch("start", event.touches[0]);
    },
    onTouchMove(event) {
      this._touch("move", event.touches[0]);
    },
    onTouchEnd(event) {
      this._touch("end", event.changedTouches[0]);
    },
    _touch(phase, { clientX, clientY }) {
      this.triggerEvent("pictureEvent", { name: "touch", phase, x: clientX, y: clientY });
    },
  },
});
