/**
 * TUICallKitAPI (its older name is TUICallKitServer): the component without `selectComponent`, for apps that keep their
 * calls in one place. It signs in and calls; the screens are those of the component on the page that is looked at.
 *
 * What is set stays set, for pages that come later and over `destroyed()` as well.
 */

const { TUICallEngine } = require("../../TUICallEngine/tuicall-engine-wx");
const platform = require("../core/call-screens");
const shared = require("../shared");

/** The engine's numbers for what is wrong with a call of a method. */
const WRONG = -1202;
const NOT_OFFERED = -1205;

/** The size of an upright picture, px, and the most it may take, kbit/s: more is sharper and asks for a better line. */
const RESOLUTIONS = {
  "360p": { videoWidth: 360, videoHeight: 640, maxBitrate: 600 },
  "480p": { videoWidth: 480, videoHeight: 848, maxBitrate: 900 },
  "540p": { videoWidth: 540, videoHeight: 960, maxBitrate: 1200 },
  "720p": { videoWidth: 720, videoHeight: 1280, maxBitrate: 1500 },
  "1080p": { videoWidth: 1080, videoHeight: 1920, maxBitrate: 2500 },
};
/** A tag fills its place or shows the whole picture; it distorts none. */
const FITS = { cover: "fillCrop", contain: "contain", fill: "fillCrop" };

class CallService {
  // The account.

  /** Signs in with `{ sdkAppID | SDKAppID, userID, userSig, tim?, server? }`. */
  init(params) {
    const { sdkAppID, SDKAppID, tim, server } = params || {};
    wx.$TUICallEngine = TUICallEngine.createInstance({
      sdkAppID: sdkAppID || SDKAppID || 0,
      tim,
      server,
    });
    shared.signedIn.add(this);
    // Those that destroyed() has taken the engine from.
    for (const component of shared.components) component._setUp();
    return wx.$TUICallEngine.init(Object.assign({ type: 1 }, params));
  }

  /** Ends what goes on and signs out, whoever signed in. */
  destroyed() {
    shared.signedIn.clear();
    for (const component of shared.components) component._tearDown();
    return TUICallEngine.destroyInstance();
  }

  /** `{ nickName, avatar }`. */
  setSelfInfo(info) {
    return this._engine().setSelfInfo(info);
  }

  /** The engine behind the screens. Throws before there is one. */
  getTUICallEngineInstance() {
    return this._engine();
  }

  getTim() {
    return this._engine().getTim();
  }

  setLogLevel(level) {
    this._engine().setLogLevel(level);
  }

  // Calls.

  /** `{ userID, type, timeout?, roomID?, userData? }`. */
  call(params) {
    return this._onPage("call", (kit) => kit.call(params));
  }

  /** `{ userIDList, type, groupID?, ... }`. */
  groupCall(params) {
    return this._onPage("groupCall", (kit) => kit.groupCall(params));
  }

  /** One or several users: `{ userIDList, type, chatGroupID?, ... }`. */
  calls(params) {
    const { userIDList = [], chatGroupID } = params || {};
    if (userIDList.length === 1 && chatGroupID === undefined)
      return this.call(Object.assign({}, params, { userID: userIDList[0] }));
    return this.groupCall(Object.assign({}, params, { groupID: chatGroupID }));
  }

  join(params) {
    return this._onPage("join", (kit) => kit.join(params));
  }

  joinInGroupCall(params) {
    return this._onPage("joinInGroupCall", (kit) => kit.joinInGroupCall(params));
  }

  inviteUser(params) {
    return this._onPage("inviteUser", (kit) => kit.inviteUser(params));
  }

  accept() {
    return this._onPage("accept", (kit) => kit.accept());
  }

  reject() {
    return this._onPage("reject", (kit) => kit.reject());
  }

  hangup() {
    return this._onPage("hangup", (kit) => kit.hangup());
  }

  /** Declines a call that rings, hangs up any other. */
  handleExceptionExit() {
    return this._onPage("handleExceptionExit", (kit) => kit.handleExceptionExit());
  }

  // Devices.

  openCamera() {
    return this._engine().openCamera();
  }

  closeCamera() {
    return this._engine().closeCamera();
  }

  openMicrophone() {
    return this._engine().openMicrophone();
  }

  closeMicrophone() {
    return this._engine().closeMicrophone();
  }

  switchCamera() {
    return this._engine().switchCamera();
  }

  switchCallMediaType(type) {
    return this._engine().switchCallMediaType(type);
  }

  /** `speaker` or `ear`. */
  setSoundMode(mode) {
    return this._onPage("setSoundMode", (kit) => kit.setSoundMode(mode));
  }

  // How it looks and sounds.

  /** `zh-CN`, `en`, `ja`; empty: the language of WeChat. */
  setLanguage(language) {
    this._set({ language: language || "" });
  }

  /** Whether the screen may be made a small window. */
  enableFloatWindow(enable) {
    this._surround({ minimisable: enable !== false });
  }

  /** Makes the screen small, or full again. */
  toggleMinimize() {
    return this._onPage("toggleMinimize", (kit) => kit.toggleMinimize());
  }

  /** No ringtone and no vibration. */
  enableMuteMode(enable) {
    this._surround({ muted: enable !== false });
  }

  /** Another ringtone: a path in the mini program or an address; empty for our own. */
  setCallingBell(path) {
    this._set({ bell: path || "" });
  }

  /** Leaves a button out: `camera`, `microphone`, `switchCamera`, `inviteUser`. */
  hideFeatureButton(button) {
    this._surround({ hidden: platform.hiding(button, shared.settings.surroundings.hidden) });
  }

  /** Whose picture is the big one of a call between two, to begin with: `local` or `remote`. */
  setLayoutMode(mode) {
    this._surround({ ownBig: mode === "local" });
  }

  /** Makes somebody's picture the big one, or puts it back. */
  switchScreen(userID) {
    return this._onPage("switchScreen", (kit) => kit.makeBig(userID));
  }

  /** How a picture fills its place: `cover`, `contain`; `fill` is `cover`, since tags distort nothing. */
  setVideoDisplayMode(mode) {
    if (!FITS[mode]) throw wrong("setVideoDisplayMode", `knows no mode ${mode}`);
    this._set({ objectFit: FITS[mode] });
  }

  /** `360p`, `480p`, `540p`, `720p`, `1080p`; the server may ask for less. */
  setVideoResolution(resolution) {
    const size = RESOLUTIONS[resolution];
    if (!size) return Promise.reject(wrong("setVideoResolution", `knows no ${resolution}`));
    this._set({ size });
    return Promise.resolve();
  }

  /**
   * What the app wants to be told: `beforeCalling`, `afterCalling`, `statusChanged`, `onMinimized`, `kickedOut`,
   * `onMessageSentByMe`. What is not named stays.
   */
  setCallback(callbacks) {
    Object.assign(shared.callbacks, callbacks);
  }

  _engine() {
    if (!wx.$TUICallEngine) throw wrong("TUICallKitAPI", "init comes first");
    return wx.$TUICallEngine;
  }

  _surround(change) {
    this._set({ surroundings: Object.assign({}, shared.settings.surroundings, change) });
  }

  _set(change) {
    Object.assign(shared.settings, change);
    for (const component of shared.components) component._apply(change);
  }

  /** Asks the component of the page; rejected where there is none to show what comes of it. */
  _onPage(method, ask) {
    const { onStage } = shared;
    if (!onStage)
      return Promise.reject(
        wrong(method, "the page that is shown has no <TUICallKit> in its WXML"),
      );
    return Promise.resolve(ask(onStage));
  }
}

/** Methods of the platform's kit that are not there, or not yet; each says so at once. */
const UNOFFERED = [
  "enableVirtualBackground",
  "setBlurBackground",
  "setLocalViewBackgroundImage",
  "setRemoteViewBackgroundImage",
  "setCameraDefaultState",
  "handlePusherError",
  "getGroupMemberList",
  "getGroupProfile",
  "bindTUICore",
  "setIsFromChat",
  "setCurrentGroupId",
  "setDefaultOfflinePushInfo",
  "getDefaultOfflinePushInfo",
  "getCallMessage",
  "callExperimentalAPI",
];
for (const method of UNOFFERED) {
  CallService.prototype[method] = () =>
    Promise.reject(wrong(method, "is not offered", NOT_OFFERED));
}

function wrong(method, what, code = WRONG) {
  return Object.assign(new Error(`[TUICallKit:${method},${code}]${what}`), { code });
}

const TUICallKitAPI = new CallService();

module.exports = {
  TUICallKitAPI,
  TUICallKitServer: TUICallKitAPI,
  STATUS: platform.STATUS,
  CallRole: platform.CallRole,
  CallMediaType: platform.CallMediaType,
  VideoDisplayMode: platform.VideoDisplayMode,
  VideoResolution: platform.VideoResolution,
  FeatureButton: platform.FeatureButton,
  LayoutMode: platform.LayoutMode,
};
