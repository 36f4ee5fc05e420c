import { genTestUserSig } from "../../debug/GenerateTestUserSig";
import { say, texts } from "../../locale/index";
import { EVENT, MEDIA_TYPE, TUICallEngine } from "../../TUICallEngine/tuicall-engine-wx";

/** As many events as fit below the pictures. */
const SHOWN = 20;

/** A call without TUICallKit: the engine gives two tags their attributes, and this page draws the rest. */
Page({
  data: {
    texts,
    status: texts.signingIn,
    userID: "",
    stage: "idle",
    pusher: {},
    playerList: [],
    events: [],
  },

  onLoad() {
    const { userID } = wx.$globalData;
    const { sdkAppID, userSig } = genTestUserSig(userID);
    this.engine = TUICallEngine.createInstance({ sdkAppID });
    // Every event is listed; some change what is drawn.
    this.reactions = Object.values(EVENT).map((name) => [name, (event) => this.onEvent(event)]);
    for (const [name, reaction] of this.reactions) this.engine.on(name, reaction, this);
    this.engine.init({ sdkAppID, userID, userSig }).then(
      () => this.setData({ status: texts.signedIn }),
      (error) => this.fail(error),
    );
  },

  onUnload() {
    for (const [name, reaction] of this.reactions) this.engine.off(name, reaction);
    TUICallEngine.destroyInstance();
  },

  onEvent({ eventCode, data }) {
    if (eventCode === EVENT.USER_UPDATE || eventCode === EVENT.USER_ENTER) {
      if (data.pusher) this.setData({ pusher: data.pusher });
      if (data.playerList) this.setData({ playerList: data.playerList });
    }
    if (eventCode === EVENT.INVITED) this.setData({ stage: "called" });
    if (eventCode === EVENT.USER_ACCEPT) this.setData({ stage: "talking" });
    if (eventCode === EVENT.CALL_END || eventCode === EVENT.CALLING_CANCEL) this.over();
    if (eventCode !== EVENT.USER_UPDATE) this.list(eventCode);
  },

  list(line) {
    const entry = { id: Date.now() + Math.random(), line };
    this.setData({ events: [entry, ...this.data.events].slice(0, SHOWN) });
  },

  over() {
    this.setData({ stage: "idle", pusher: {}, playerList: [] });
  },

  fail(error) {
    this.setData({ status: say("failed", { reason: error.message }) });
  },

  onInput({ detail }) {
    this.setData({ userID: detail.value.trim() });
  },

  callVideo() {
    this.dial(MEDIA_TYPE.VIDEO);
  },

  callAudio() {
    this.dial(MEDIA_TYPE.AUDIO);
  },

  dial(type) {
    this.setData({ stage: "calling" });
    this.engine.call({ userID: this.data.userID, type }).then(
      ({ pusher }) => this.setData({ pusher }),
      (error) => {
        this.over();
        this.fail(error);
      },
    );
  },

  accept() {
    this.engine.accept().then(
      ({ pusher }) => this.setData({ stage: "talking", pusher }),
      (error) => this.fail(error),
    );
  },

  reject() {
    this.engine.reject().catch((error) => this.fail(error));
    this.over();
  },

  hangup() {
    this.engine.hangup().catch((error) => this.fail(error));
    this.over();
  },

  toggleMicrophone(event) {
    this.engine._pusherAudioHandler(event);
  },

  toggleCamera(event) {
    this.engine._pusherVideoHandler(event);
  },

  flip() {
    this.engine.switchCamera().catch((error) => this.fail(error));
  },

  // What the tags report goes to the engine.
  onPusherState(event) {
    this.engine._pusherStateChangeHandler(event);
  },
  onPusherError(event) {
    this.engine._pusherErrorHandler(event);
  },
  onPusherNet(event) {
    this.engine._pusherNetStatus(event);
  },
  onPusherVolume(event) {
    this.engine._pusherAudioVolumeNotify(event);
  },
  onPlayerState(event) {
    this.engine._playerStateChange(event);
  },
  onPlayerNet(event) {
    this.engine._playNetStatus(event);
  },
  onPlayerVolume(event) {
    this.engine._playerAudioVolumeNotify(event);
  },
});
