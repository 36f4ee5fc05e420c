/**
 * TUICallKit: calls with screens. Put it on a page, set `config`, call `init()`; from then on a call that comes in
 * covers the page, and `call({ userID, type })` makes one.
 *
 * What the screens show is decided in core/call-screens.js, the same logic as on the Web; this file ties it to the
 * engine, to WeChat and to the page. Everything can be found on the instance that `selectComponent` gives.
 */

const {
  AUDIO_PLAYBACK_DEVICE,
  EVENT,
  MEDIA_TYPE,
  STATUS,
  TUICallEngine,
} = require("../TUICallEngine/tuicall-engine-wx");
const { BLANK, CallKit } = require("./core/call-screens");
const shared = require("./shared");

const NO_CONFIG = { sdkAppID: 0, userID: "", userSig: "", type: MEDIA_TYPE.AUDIO, tim: null };

/** Names of the children's controls, by those that pages written for other versions use. */
const BUTTONS = {
  accept: "accept",
  hangup: "hangUp",
  pusherAudioHandler: "microphone",
  pusherVideoHandler: "camera",
  reject: "decline",
  switchAudioCall: "voiceOnly",
  toggleSoundMode: "speaker",
  toggleSwitchCamera: "flip",
};

Component({
  properties: {
    /** `{ sdkAppID, userID, userSig, type, tim, server }`, read by `init()`. */
    config: { type: Object, value: NO_CONFIG },
    /** Mutes what is sent while the mini program is in the background. */
    backgroundMute: { type: Boolean, value: false },
    /** The page's own colours of navigation bar and status bar, which come back after a call. */
    navigationBar: {
      type: Object,
      value: { frontColor: "#000000", backgroundColor: "#ffffff" },
    },
    /** `zh-CN`, `en` or `ja`; empty: the language of WeChat. */
    language: { type: String, value: "" },
    /** Shows a button that makes the call a small window, so that the page can be used meanwhile. */
    allowedMinimized: { type: Boolean, value: false },
  },

  data: {
    // What pages may read.
    callStatus: STATUS.IDLE,
    /** This user is the caller. */
    isSponsor: false,
    /** The own stream: attributes of live-pusher. */
    pusher: {},
    /** What comes from the others: attributes of live-player, one each. */
    playerList: [],
    /** Profiles of the others, `{ userID, nick, avatar }`. */
    remoteUsers: [],
    /** Which picture is the big one: `pusher` or `player`. */
    screen: "pusher",
    soundMode: AUDIO_PLAYBACK_DEVICE.SPEAKER,
    userList: null,

    // What the templates draw; see core.
    view: BLANK,
    /** The screen that is fading out. */
    ghost: { screen: "none" },
    layout: "",
    small: { x: 0, y: 0, moving: false },
    float: { x: 0, y: 0, moving: false },
    preview: false,
    objectFit: "",
  },

  observers: {
    allowedMinimized(allowed) {
      if (this._kit) this._kit.set({ minimisable: allowed });
    },
  },

  lifetimes: {
    attached() {
      this._gone = false;
      shared.components.add(this);
      this._setUp();
    },

    /** The page is going: whoever was in a call is no longer, and camera and microphone are free. */
    detached() {
      this._gone = true;
      shared.components.delete(this);
      this._tearDown();
    },
  },

  pageLifetimes: {
    show() {
      this._takeStage();
    },

    resize() {
      if (this._kit) this._kit.resized();
    },
  },

  methods: {
    // The component as pages use it.

    /**
     * Signs in with what `config` says; `params` go before it. May be called at any time and again. Rejected with an
     * error that has `code` and `message` when it fails, which the screen says as well.
     */
    init(params) {
      // A page that was left before its data was there still calls: nobody is to be signed in for it.
      if (this._gone) return Promise.resolve();
      this._setUp();
      const config = Object.assign({}, this.data.config, params);
      shared.signedIn.add(this);
      return wx.$TUICallEngine.init(config).then(
        (result) => {
          this._ready = true;
          return result;
        },
        (error) => {
          if (this._kit) this._kit.signInFailed(error);
          throw error;
        },
      );
    },

    /** Ends what goes on and signs out; `init()` may follow. */
    destroyed() {
      const last = shared.signedIn.delete(this) && shared.signedIn.size === 0;
      this._tearDown();
      return last ? TUICallEngine.destroyInstance() : Promise.resolve();
    },

    /** Calls `userID` by voice (`type` 1) or video (2). */
    call(params) {
      const { userID } = params || {};
      return this._dial("call", params, typeof userID === "string" ? [userID] : []);
    },

    /** Calls several at once, `{ userIDList, type, groupID }`. */
    groupCall(params) {
      const { userIDList } = params || {};
      return this._dial("groupCall", params, Array.isArray(userIDList) ? userIDList : []);
    },

    /** Asks more people into the group call that is going on, `{ userIDList }`. */
    inviteUser(params) {
      return this._asked("inviteUser", params);
    },

    /** Enters a group call that is going on, `{ callId, type }`; those in it know its ID as `inviteID`. */
    joinInGroupCall(params) {
      return this._asked("joinInGroupCall", params);
    },

    /** The same with the ID alone. */
    join(params) {
      return this._asked("join", params);
    },

    accept() {
      return this._press("accept");
    },

    reject() {
      return this._press("decline");
    },

    hangup() {
      return this._press("hangUp");
    },

    _hangUp() {
      return this.hangup();
    },

    /** A page is left in the middle of a call. */
    handleExceptionExit() {
      return this.hangup();
    },

    /** `speaker` or `ear`. */
    setSoundMode(mode) {
      if (this.data.callStatus === STATUS.IDLE) this.setData({ soundMode: mode });
      else if (mode !== this.data.soundMode) this._press("speaker");
    },

    /** Makes the picture big that `event.currentTarget.dataset.screen` names. */
    toggleViewSize(event) {
      const { screen } = event.currentTarget.dataset;
      if (this._kit && screen !== this.data.screen) this._kit.swap();
    },

    /** Makes somebody's picture the big one; where it is, puts it back. */
    makeBig(userID) {
      if (this._kit) this._kit.makeBig(userID);
    },

    setSelfInfo(nickName, avatar) {
      return wx.$TUICallEngine.setSelfInfo(nickName, avatar);
    },

    /** Puts the profiles of these users into `remoteUsers`. */
    getUserProfile(userIDList) {
      return this.getTim()
        .getUserProfile({ userIDList })
        .then((result) => {
          this.setData({ remoteUsers: result.data });
          return result;
        });
    },

    getTim() {
      return wx.$TUICallEngine.getTim();
    },

    /** Another ringtone: a path in the mini program or an address; empty for our own. */
    setCallingBell(filePath) {
      if (this._kit) this._kit.setBell(filePath || "");
    },

    /** No ringtone and no vibration while it is on. */
    enableMuteMode(enable) {
      if (this._kit) this._kit.set({ muted: enable === true });
    },

    /** The button that makes the call a small window: shown or not. */
    enableFloatWindow(enable) {
      this.setData({ allowedMinimized: enable !== false });
    },

    /** Makes the call a small window where that is allowed, or full again. */
    toggleMinimize() {
      if (this._kit) this._kit.toggleMinimise();
    },

    setLogLevel(level) {
      wx.$TUICallEngine.setLogLevel(level);
    },

    /** The page as a call finds it: no keyboard over the screens. */
    initCall() {
      wx.hideKeyboard({ fail() {} });
    },

    /** As it is without a call. */
    reset() {
      this.setData({
        callStatus: STATUS.IDLE,
        isSponsor: false,
        soundMode: AUDIO_PLAYBACK_DEVICE.SPEAKER,
        pusher: {},
        playerList: [],
        preview: false,
      });
    },

    // What the engine tells.

    /**
     * Binds every event that the component reacts to. What the screens show does not come from here but from the
     * engine's state, which says the same and also what was missed; see core.
     */
    _addTSignalingEvent() {
      const engine = wx.$TUICallEngine;
      const reactions = [
        // Somebody calls this user.
        [EVENT.INVITED, this.handleInvited],
        // A call of this user's own was taken.
        [EVENT.USER_ACCEPT, this.handleUserAccept],
        // Somebody is there, or gone.
        [EVENT.USER_ENTER, this.handleUsers],
        [EVENT.USER_LEAVE, this.handleUsers],
        // Attributes of the tags have changed.
        [EVENT.USER_UPDATE, this.handleUserUpdate],
        // From video to voice.
        [EVENT.CALL_MODE, this.handleCallMode],
        // It never became one: declined, busy, no answer, cancelled.
        [EVENT.REJECT, this.handleNotTaken],
        [EVENT.LINE_BUSY, this.handleNotTaken],
        [EVENT.NO_RESP, this.handleNotTaken],
        [EVENT.CALLING_CANCEL, this.handleOver],
        // It was a conversation, and is over.
        [EVENT.CALL_END, this.handleOver],
        // The account was taken by another device.
        [EVENT.KICKED_OUT, this.handleKickedOut],
        // What a chat page may show of what this user has done.
        [EVENT.MESSAGE_SENT_BY_ME, this.handleMessage],
        [EVENT.ERROR, this.handleError],
      ];
      for (const [event, reaction] of reactions) {
        // A function of this instance's own: `off` finds handlers by what they are.
        const handler = reaction.bind(this);
        engine.on(event, handler, this);
        this._unbind.push(() => engine.off(event, handler));
      }
    },

    _removeTSignalingEvent() {
      for (const unbind of this._unbind.splice(0)) unbind();
    },

    handleInvited({ data }) {
      this.initCall();
      this.setData({ isSponsor: false, "config.type": data.inviteData.callType });
      this._learn([data.sponsor]);
    },

    handleUserAccept({ data }) {
      this.setData({ userList: data.userList || null });
    },

    handleUsers({ data }) {
      this._streams(data);
    },

    handleUserUpdate({ data }) {
      this._streams(data);
    },

    handleCallMode({ data }) {
      this.setData({ "config.type": data.type });
    },

    /** One of those called is no longer expected; CALLING_CANCEL tells when that was the last. */
    handleNotTaken({ data }) {
      const gone = data.timeoutUserList || [data.userID];
      const remoteUsers = this.data.remoteUsers.filter(({ userID }) => !gone.includes(userID));
      // The last one stays on the screen until the call is over.
      if (remoteUsers.length > 0) this.setData({ remoteUsers });
    },

    handleOver() {
      this.setData({ userList: null });
    },

    handleMessage({ data }) {
      this.triggerEvent("sendMessage", { message: data.data });
      this._tellApp("onMessageSentByMe", data);
    },

    handleKickedOut(event) {
      this._ready = false;
      // In a call the screen has said so already.
      if (this._kit && this.data.view.screen === "none")
        this._kit.failed({ code: SIGNED_IN_ELSEWHERE });
      this._tellApp("kickedOut", event);
    },

    handleError({ data }) {
      if (!this._kit) return;
      if (this._ready) this._kit.noticed(data);
      else this._kit.signInFailed(data);
    },

    // What the children tell.

    handleCallingEvent({ detail }) {
      this._press(BUTTONS[detail.name] || detail.name);
    },

    handleConnectedEvent({ detail }) {
      this._press(BUTTONS[detail.name] || detail.name);
    },

    handleDialogEvent({ detail }) {
      if (this._kit) this._kit.answer(detail.answer);
    },

    handlePickerEvent({ detail }) {
      if (this._kit) this._kit.pick(detail);
    },

    handlePictureEvent({ detail }) {
      const kit = this._kit;
      if (!kit) return;
      if (detail.name === "tapBig") kit.tapScreen();
      if (detail.name === "tapSmall") kit.tapSmall();
      if (detail.name === "tapTile") kit.tapTile(detail.userId);
      if (detail.name === "touch") kit.touch("small", detail.phase, detail.x, detail.y);
    },

    handleFloatEvent({ detail }) {
      const kit = this._kit;
      if (!kit) return;
      if (detail.name === "tap") kit.tapFloat();
      if (detail.name === "touch") kit.touch("float", detail.phase, detail.x, detail.y);
    },

    handleMinimise() {
      this._press("minimise");
    },

    /** What live-pusher and live-player report goes to the engine; the screens look for first frames. */
    handleMediaEvent({ detail }) {
      const { name, event } = detail;
      const kit = this._kit;
      if (!kit) return;
      const engine = wx.$TUICallEngine;
      if (name === "previewing") {
        kit.previewing();
        return;
      }
      const handler = engine[`_${name}`];
      if (handler) handler.call(engine, event);
      const { code, info = {} } = event.detail;
      const { userid } = event.currentTarget.dataset;
      if (name === "pusherStateChangeHandler") kit.pusherState(code);
      if (name === "playerStateChange") kit.playerState(userid, code);
      if (name === "playNetStatus") kit.playerRate(userid, info.videoBitrate || 0);
    },

    noop() {},

    // How it is made.

    /** Makes engine and screens, where they are not there yet. */
    _setUp() {
      if (this._kit) return;
      const { sdkAppID, SDKAppID, tim, server } = this.data.config || NO_CONFIG;
      wx.$TUICallEngine = TUICallEngine.createInstance({
        sdkAppID: sdkAppID || SDKAppID || 0,
        tim,
        server,
      });
      this._unbind = [];
      this._ready = false;
      this._kit = new CallKit(
        {
          wx,
          engine: wx.$TUICallEngine,
          sounds: `/${this.is.replace(/[^/]*$/, "")}assets/sounds`,
          bar: this.data.navigationBar,
          language: this.data.language,
          teller: shared.teller,
        },
        {
          setData: (data) => this.setData(data),
          drawn: (view) => this._follow(view),
          answered: (answer) => this._answered(answer),
          soundMode: (soundMode) => this.setData({ soundMode }),
        },
      );
      this._kit.set({ minimisable: this.data.allowedMinimized });
      this._apply(shared.settings);
      this._addTSignalingEvent();
      this._takeStage();
    },

    /** What the app has asked to be told; once, however many pages there are. */
    _tellApp(name, data) {
      const callback = shared.onStage === this && shared.callbacks[name];
      if (callback) callback(data);
    },

    /** What TUICallKitAPI was told. */
    _apply({ surroundings, bell, language, objectFit }) {
      const kit = this._kit;
      if (!kit) return;
      if (surroundings) kit.set(surroundings);
      if (bell !== undefined) kit.setBell(bell);
      if (language !== undefined) kit.speak(language);
      if (objectFit) this.setData({ objectFit });
      // A size that is sent already changes with the next attributes of the stream.
    },

    _tearDown() {
      const kit = this._kit;
      if (!kit) return;
      this._kit = undefined;
      this._removeTSignalingEvent();
      if (shared.onStage === this) shared.onStage = undefined;
      if (this.data.callStatus !== STATUS.IDLE) wx.$TUICallEngine.hangup().catch(() => {});
      kit.dispose();
      // The tags go with their addresses: from here on nothing is captured.
      this.reset();
    },

    /** This component's page is the one that is looked at. */
    _takeStage() {
      if (!this._kit) return;
      const { onStage, floating } = shared;
      if (onStage && onStage !== this && onStage._kit) onStage._kit.stage(false);
      shared.onStage = this;
      this._kit.stage(true);
      // The user has gone to another page with the small window, or came back without it.
      const isFloating = this.data.view.screen === "floating";
      if (this.data.callStatus !== STATUS.IDLE && floating !== isFloating)
        this._kit.toggleMinimise();
    },

    /** What pages may read follows the screen. A call that is over there has let go of everything here. */
    _follow(view) {
      const callStatus = statusOf(view.stage);
      const type = view.media === "video" ? MEDIA_TYPE.VIDEO : MEDIA_TYPE.AUDIO;
      const screen = view.own.place === "big" ? "pusher" : "player";
      if (shared.onStage === this) shared.floating = view.screen === "floating";
      if (callStatus !== this.data.callStatus) {
        const comes = this.data.callStatus === STATUS.IDLE;
        if (callStatus === STATUS.IDLE) this.reset();
        else this.setData({ callStatus });
        // On a page that was opened in mid-call, what the engine has told already.
        if (comes) this._streams(wx.$TUICallEngine);
      }
      const config = this.data.config || NO_CONFIG;
      if (callStatus !== STATUS.IDLE && config.type !== type) this.setData({ "config.type": type });
      if (view.own.place !== "none" && screen !== this.data.screen) this.setData({ screen });
    },

    /** Calls, and shows it at once where it can be known that it will not be refused for its form. */
    _dial(method, params, userIds) {
      this._setUp();
      this.initCall();
      const { type } = params || {};
      const known = type === MEDIA_TYPE.AUDIO || type === MEDIA_TYPE.VIDEO;
      const kit = this._kit;
      if (!known || userIds.length === 0 || shared.signedIn.size === 0) {
        return this._asked(method, params);
      }
      const idle = this.data.callStatus === STATUS.IDLE;
      if (idle) this.setData({ isSponsor: true, "config.type": type });
      const dialled = kit.call({
        userIds,
        media: type === MEDIA_TYPE.VIDEO ? "video" : "audio",
        timeoutS: params.timeout,
        roomId: params.roomID,
        userData: params.userData,
        chatGroupId: params.groupID,
      });
      if (idle) this._learn(userIds);
      return dialled;
    },

    /** The engine says what is wrong with it, and the screen repeats it. */
    _asked(method, params) {
      return Promise.resolve()
        .then(() => wx.$TUICallEngine[method](params))
        .catch((error) => {
          if (this._kit) this._kit.failed(error);
          throw error;
        });
    },

    _press(button) {
      if (this._kit) this._kit.tap(button);
      return Promise.resolve();
    },

    _answered(answer) {
      const { pusher } = answer || {};
      if (pusher) this._streams({ pusher });
    },

    /** What the engine still says of streams after the user has hung up must not open the camera again. */
    _streams({ pusher, playerList }) {
      if (this.data.callStatus === STATUS.IDLE) return;
      const changed = {};
      const enableBackgroundMute = this.data.backgroundMute;
      const { size } = shared.settings;
      if (pusher)
        changed.pusher = Object.assign({}, pusher, sized(pusher, size), { enableBackgroundMute });
      if (playerList) changed.playerList = playerList;
      this.setData(changed);
    },

    _learn(userIDs) {
      this.getUserProfile(userIDs).catch(() => {});
    },
  },
});

/** The size asked for, within what the server takes. */
function sized(pusher, size) {
  if (!size) return undefined;
  const { maxBitrate } = pusher;
  return maxBitrate < size.maxBitrate ? Object.assign({}, size, { maxBitrate }) : size;
}

/** The signalling protocol's number for it. */
const SIGNED_IN_ELSEWHERE = 4011;

function statusOf(stage) {
  switch (stage) {
    case "calling":
    case "called":
    case "connecting":
      return STATUS.CALLING;
    case "connected":
      return STATUS.CONNECTED;
    default:
      return STATUS.IDLE;
  }
}
