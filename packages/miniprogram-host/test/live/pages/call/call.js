Page({
  data: { url: "", src: "", shown: true, camera: true, mic: true, muted: false, codes: "" },
  errors: [],
  onLoad() {
    this.pusher = wx.createLivePusherContext();
  },
  onPusherState({ detail }) {
    this.setData({ codes: `${this.data.codes} ${detail.code}` });
  },
  onPusherError({ detail }) {
    this.errors.push(detail);
  },
  onPusherNet({ detail }) {
    this.pusherNet = detail.info;
  },
  onPusherVolume({ detail }) {
    this.pusherVolume = Math.max(this.pusherVolume ?? 0, detail.volume);
  },
  onPlayerState() {},
  onPlayerNet({ detail }) {
    this.playerNet = detail.info;
  },
  onPlayerVolume({ detail }) {
    this.playerVolume = Math.max(this.playerVolume ?? 0, detail.volume);
  },
});
