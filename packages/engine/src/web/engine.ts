/** TUICallEngine for browsers. */

import * as check from "../core/arguments.ts";
import { ErrorCodes, TUICallEngineError } from "../core/errors.ts";
import type { Phone } from "../core/phone.ts";
import { randomRoomId } from "../core/ports.ts";
import { Profiles } from "../core/profiles.ts";
import { ERROR_CODES, type MediaKind } from "../core/protocol.ts";
import { Session } from "../core/session.ts";
import type { EngineState } from "../core/state.ts";
import { ConsoleLog } from "./browser.ts";
import * as C from "./constants.ts";
import type { Kind } from "./devices.ts";
import { emissions } from "./events.ts";
import { Listeners } from "./listeners.ts";
import type { WebMediaPort } from "./media.ts";
import type * as P from "./params.ts";
import { browserParts, type Parts } from "./parts.ts";
import { PROFILES, profileOf } from "./quality.ts";
import { signallingUrl } from "./server-url.ts";
import { Unoffered } from "./unoffered.ts";
import { VERSION } from "./version.ts";
import { LOCAL } from "./views.ts";

const MEDIA_TYPE = { UNKNOWN: 0, AUDIO: 1, VIDEO: 2 } as const;
/** As many as fit into a call beside the caller (docs/protocol.md, `call`). */
const MOST_CALLEES = 8;
const BIGGEST_ID = 4_294_967_295;
const BIGGEST_ROOM = 2_147_483_647;

/**
 * Audio and video calls without screens. One instance a page.
 *
 * Every method but `on`, `off` and the getters gives a promise: `{code: 0, message: "success", data}`,
 * or a {@link TUICallEngineError}. Nothing else is ever thrown.
 */
export class TUICallEngine extends Unoffered {
  static readonly EVENT = C.TUICallEvent;
  static readonly TUICallEvent = C.TUICallEvent;
  static readonly TUICallType = C.TUICallType;
  static readonly MEDIA_TYPE = MEDIA_TYPE;
  static readonly CALL_TYPE = C.TUICallType;
  static readonly STATUS = C.STATUS;
  static readonly LOG_LEVEL = C.LOG_LEVEL;
  static readonly version = VERSION;
  static #instance: TUICallEngine | undefined;

  readonly EVENT = C.TUICallEvent;
  readonly MEDIA_TYPE = MEDIA_TYPE;
  readonly CALL_TYPE = C.TUICallType;

  readonly #parts: Parts;
  readonly #session: Session<WebMediaPort>;
  readonly #profiles: Profiles;
  readonly #listeners: Listeners;
  readonly #console = new ConsoleLog();
  readonly #identity: string;
  readonly #stops: (() => void)[];

  /**
   * Makes the instance, or gives the one there is; another server or app replaces it. Throws
   * {@link TUICallEngineError} for a bad argument.
   */
  static createInstance(
    params: P.CreateInstanceParams,
    parts: Parts = browserParts,
  ): TUICallEngine {
    const { sdkAppID, SDKAppID, server } = check.fields(params, "createInstance");
    const sdkAppId = check.wholeNumber(sdkAppID ?? SDKAppID, "sdkAppID", 1, BIGGEST_ID);
    const url = signallingUrl(check.optionalText(server, "server"), parts.script);
    const held = TUICallEngine.#instance;
    if (held && held.#identity === `${sdkAppId} ${url}`) return held;
    held?.destroyed();
    TUICallEngine.#instance = new TUICallEngine(sdkAppId, url, parts);
    return TUICallEngine.#instance;
  }

  /** Signs out and lets go of everything. Does nothing when there is no instance. */
  static async destroyInstance(): Promise<P.Result> {
    return (await TUICallEngine.#instance?.destroyed()) ?? success(undefined);
  }

  /** `ready`: called as soon as the engine can be used, which is at once. */
  static once(event: "ready", callback: () => void): void {
    check.oneOf(event, "event", ["ready"]);
    const called = check.callback(callback, "callback");
    Promise.resolve().then(() => called(undefined));
  }

  private constructor(sdkAppId: number, url: string, parts: Parts) {
    super();
    this.#parts = parts;
    this.#identity = `${sdkAppId} ${url}`;
    const { open, clock, random, store } = parts;
    const { log } = this.#console;
    this.#session = new Session({
      url,
      sdkAppId,
      platform: "web",
      sdk: `callkit-web/${VERSION}`,
      open,
      clock,
      random,
      store,
      log,
      makeMedia: (link) => parts.makeMedia(link, clock, log),
    });
    this.#listeners = new Listeners(log);
    this.#profiles = new Profiles(async (user_ids) => {
      const { profiles } = await this.#session.run({ type: "get_profiles", user_ids });
      return profiles ?? [];
    }, clock);
    this.#stops = [
      this.#session.events.on("event", (event) => this.#listeners.emit(emissions(event))),
      parts.watchPage({ going: () => this.#session.going(), woke: () => this.#session.wake() }),
      parts.onDeviceChange(() => this.#tellDevices()),
    ];
  }

  // The account

  /** Signs in. With a newer UserSig of the same user while signed in: renews it, also in a call. */
  login(params: P.LoginParams): Promise<P.Result> {
    return this.#do("login", async () => {
      const { userID, userSig } = check.fields(params, "login");
      // genTestUserSig gives an object; many pass it on as it is.
      const nested = typeof userSig === "object" && userSig !== null;
      const ticket = nested ? (userSig as { userSig?: unknown }).userSig : userSig;
      await this.#session.login(check.userId(userID), check.text(ticket, "userSig"));
    });
  }

  /** Whether the camera is open when a video call begins or is answered; it is, unless this says otherwise. */
  setCameraDefaultState(open: boolean): void {
    this.#session.phone.cameraDefault = open !== false;
  }

  /** The same as {@link login}. */
  init(params: P.LoginParams): Promise<P.Result> {
    return this.login(params);
  }

  /** Hangs up or declines what goes on, and signs out. */
  logout(): Promise<P.Result> {
    return this.#do("logout", async () => {
      this.#session.logout();
      this.#profiles.forget();
    });
  }

  /** Sets this user's name and picture; what is not named stays. */
  setSelfInfo(params: P.SelfInfoParams): Promise<P.Result> {
    return this.#do("setSelfInfo", async () => {
      const { nickName, avatar } = check.fields(params, "setSelfInfo");
      const nick = check.optionalText(nickName, "nickName");
      const picture = check.optionalText(avatar, "avatar");
      await this.#session.setProfile({
        ...(nick === undefined ? {} : { nick }),
        ...(picture === undefined ? {} : { avatar: picture }),
      });
      this.#profiles.forget();
    });
  }

  /** Calls do not ring on this user's devices while it is on. */
  setDoNotDisturb(on: boolean): Promise<P.Result> {
    return this.#do("setDoNotDisturb", () => this.#session.doNotDisturb(on === true));
  }

  /** Takes no calls from a user. */
  block(userID: string): Promise<P.Result> {
    return this.#block("block", userID, true);
  }

  /** Takes his calls again. */
  unblock(userID: string): Promise<P.Result> {
    return this.#block("unblock", userID, false);
  }

  /** Names and pictures; unknown users come with empty texts. Each is asked for at most once a minute. */
  async getProfiles(userIDs: readonly string[]): Promise<P.UserProfile[]> {
    const { data } = await this.#do("getProfiles", () =>
      this.#profiles.of(userIDs.map((user) => check.userId(user))),
    );
    return data;
  }

  /** Signs out and lets go of everything; the next `createInstance` makes another. */
  destroyed(): Promise<P.Result> {
    if (TUICallEngine.#instance === this) TUICallEngine.#instance = undefined;
    return this.#do("destroyInstance", async () => {
      this.#session.logout();
      this.#media.release();
      for (const stop of this.#stops.splice(0)) stop();
      this.#session.events.clear();
      this.#listeners.clear();
    });
  }

  // Calls

  /** Calls one user. Opens the microphone, and the camera for a video call, before he is told. */
  call(params: P.CallParams): Promise<P.Result<P.CallMade>> {
    return this.#do("call", () => {
      const { userID } = check.fields(params, "call");
      return this.#dial(params, [check.userId(userID)], undefined);
    });
  }

  /** Calls up to eight users. */
  calls(params: P.CallsParams): Promise<P.Result<P.CallMade>> {
    return this.#do("calls", () => {
      const { userIDList, chatGroupID } = check.fields(params, "calls");
      const group = check.optionalText(chatGroupID, "chatGroupID");
      return this.#dial(params, check.userIds(userIDList), group);
    });
  }

  /** Calls members of a chat group. */
  groupCall(params: P.GroupCallParams): Promise<P.Result<P.CallMade>> {
    return this.#do("groupCall", () => {
      const { userIDList, groupID } = check.fields(params, "groupCall");
      return this.#dial(params, check.userIds(userIDList), check.text(groupID, "groupID"));
    });
  }

  /** Enters a group call that is going on. */
  join(params: P.JoinParams): Promise<P.Result<P.CallMade>> {
    return this.#do("join", async () => {
      const { callId } = check.fields(params, "join");
      return this.#made(await this.#phone.join(check.text(callId, "callId")));
    });
  }

  /** As {@link join}; needs `callId`, since rooms have no names here. */
  joinInGroupCall(params: P.JoinInGroupCallParams): Promise<P.Result<P.CallMade>> {
    return this.#do("joinInGroupCall", async () => {
      const { callId, type } = check.fields(params, "joinInGroupCall");
      const id = check.text(callId, "callId");
      return this.#made(await this.#phone.join(id, mediaKind(type)));
    });
  }

  /** Asks more users into the call. */
  inviteUser(params: P.InviteUserParams): Promise<P.Result> {
    return this.#do("inviteUser", () => {
      const { userIDList, timeout } = check.fields(params, "inviteUser");
      return this.#phone.invite(check.userIds(userIDList), check.ringTime(timeout));
    });
  }

  /** Takes the call. Asks for the microphone first, and for the camera in a video call. */
  accept(params?: P.AcceptParams): Promise<P.Result<P.CallMade>> {
    return this.#do("accept", async () => {
      const type = params?.type;
      const voice = type !== undefined && mediaKind(type) === "audio";
      return this.#made(await this.#phone.accept(voice ? "audio" : undefined));
    });
  }

  reject(): Promise<P.Result> {
    return this.#do("reject", () => this.#phone.reject());
  }

  /** Ends this user's part, whatever state it is in, also without a network. */
  hangup(): Promise<P.Result> {
    return this.#do("hangup", () => this.#phone.hangUp());
  }

  /** From video to voice and back, for both sides. The peer's camera is never opened by it. */
  switchCallMediaType(type: C.CallMediaType): Promise<P.Result> {
    return this.#do("switchCallMediaType", () => this.#phone.switchMedia(mediaKind(type)));
  }

  // Devices

  /** Opens the camera and shows it in the element. While it rings here only this user sees it. */
  openCamera(domID?: string | HTMLElement, isFrontCamera?: boolean): Promise<P.Result> {
    return this.#do("openCamera", async () => {
      const container = domID === undefined ? undefined : this.#element(domID, "domID");
      if (isFrontCamera !== undefined) await this.#media.face(isFrontCamera);
      await this.#phone.camera(true);
      if (container) this.#media.showLocal(container);
    });
  }

  closeCamera(): Promise<P.Result> {
    return this.#do("closeCamera", async () => {
      await this.#phone.camera(false);
      this.#media.hideLocal();
    });
  }

  openMicrophone(): Promise<P.Result> {
    return this.#do("openMicrophone", () => this.#phone.microphone(true));
  }

  closeMicrophone(): Promise<P.Result> {
    return this.#do("closeMicrophone", () => this.#phone.microphone(false));
  }

  /** Without a position: the other one. */
  switchCamera(position?: 0 | 1): Promise<P.Result> {
    return this.#do("switchCamera", async () => {
      const front = !this.state.local.front;
      if (position === undefined) return this.#media.face(front);
      return this.#media.face(check.oneOf(position, "position", [0, 1] as const) === 0);
    });
  }

  /** Without permission browsers give empty names and IDs. */
  async getDeviceList(type: P.DeviceKind): Promise<P.DeviceInfo[]> {
    const { data } = await this.#do("getDeviceList", () =>
      this.#parts.listDevices(deviceKind(type, "type")),
    );
    return data;
  }

  async getCurrentDevice(type: P.DeviceKind): Promise<P.DeviceInfo | undefined> {
    const { data } = await this.#do("getCurrentDevice", () =>
      this.#current(deviceKind(type, "type")),
    );
    return data;
  }

  /** Whether the page may use them without asking. */
  async getDevicePermission(): Promise<{ audio: boolean; video: boolean }> {
    const { data } = await this.#do("getDevicePermission", () => this.#parts.devicePermission());
    return data;
  }

  /** At once if such a device is in use, else from the next call on. */
  switchDevice(params: P.SwitchDeviceParams): Promise<P.Result> {
    return this.#do("switchDevice", async () => {
      const { deviceType, deviceId } = check.fields(params, "switchDevice");
      const kind = deviceKind(deviceType, "deviceType");
      await this.#media.choose(kind, check.text(deviceId, "deviceId"));
      await this.#tellDevices();
    });
  }

  /** What this device sends at most; the server may ask for less. */
  setVideoQuality(quality: P.VideoQuality): Promise<P.Result> {
    return this.#do("setVideoQuality", async () => {
      const profile = profileOf(quality);
      if (profile) return this.#media.quality(profile);
      check.oneOf(quality, "quality", [...Object.keys(PROFILES), 1, 2, 3, 4]);
    });
  }

  // Pictures

  /** Shows a member in an element of the page, from as soon as his picture comes. */
  startRemoteView(params: P.RemoteViewParams): Promise<P.Result> {
    return this.#do("startRemoteView", async () => {
      const { userID, videoViewDomID, options } = check.fields(params, "startRemoteView");
      const user = check.userId(userID);
      this.#media.showRemote(user, this.#element(videoViewDomID, "videoViewDomID"));
      if (options) this.#media.render(user, renderOptions(options));
    });
  }

  stopRemoteView(params: { userID: string }): Promise<P.Result> {
    return this.#do("stopRemoteView", async () => {
      const { userID } = check.fields(params, "stopRemoteView");
      this.#media.hideRemote(check.userId(userID));
    });
  }

  /**
   * For pictures that the page shows itself, from {@link remoteStream}: the size of this element on the screen is what
   * is asked of the server. Gives the way to end that; whom no element shows is not sent here any more.
   */
  watchRemoteView(userID: string, element: Element): () => void {
    return this.#media.watchSize(check.userId(userID), element);
  }

  /**
   * Shows one's own picture in an element of the page.
   * @deprecated `openCamera` does.
   */
  startLocalView(params: P.LocalViewParams): Promise<P.Result> {
    return this.#do("startLocalView", async () => {
      const { videoViewDomID } = check.fields(params, "startLocalView");
      this.#media.showLocal(this.#element(videoViewDomID, "videoViewDomID"));
    });
  }

  /** @deprecated `closeCamera` does. */
  stopLocalView(_params?: object): Promise<P.Result> {
    return this.#do("stopLocalView", async () => this.#media.hideLocal());
  }

  /** Without `userID`: one's own picture. */
  setVideoRenderParams(params: P.VideoRenderParams): Promise<P.Result> {
    return this.#do("setVideoRenderParams", async () => {
      const { userID } = check.fields(params, "setVideoRenderParams");
      const user = userID === undefined ? LOCAL : check.userId(userID);
      const own = user === LOCAL || user === this.#session.userId;
      this.#media.render(own ? LOCAL : user, renderOptions(params));
    });
  }

  /** Silences everything that is heard, or no longer. */
  muteSpeaker(muted: boolean): void {
    this.#media.mute(muted);
  }

  /** What this device's microphone and camera give; `undefined` when both are closed. */
  get localStream(): MediaStream | undefined {
    return this.#media.localStream;
  }

  /** What arrives from a member; the same object for as long as the call lasts. */
  remoteStream(userID: string): MediaStream | undefined {
    return this.#media.remoteStream(userID);
  }

  // Events

  /** The handler gets the payload itself. Older names are understood. Throws for a bad argument. */
  on(event: string, handler: (payload: never) => void, context?: unknown): void {
    this.#listeners.on(event, handler, context);
  }

  /** As {@link on}, for the next time only. */
  once(event: string, handler: (payload: never) => void, context?: unknown): void {
    this.#listeners.once(event, handler, context);
  }

  off(event: string, handler: (payload: never) => void): void {
    this.#listeners.off(event, handler);
  }

  /** The present state: a snapshot that never changes; compare by identity. */
  get state(): EngineState {
    return this.#session.state;
  }

  /** Calls back after each change with the new snapshot. Gives the way to stop it. */
  onStateChange(callback: (state: EngineState) => void): () => void {
    check.callback(callback, "callback");
    return this.#session.events.on("state", callback);
  }

  /** How many listeners there are, for leak tests. */
  get listenerCount(): number {
    return this.#listeners.size + this.#session.events.size;
  }

  /** 0 everything, 1 the usual, 2 warnings, 3 errors, 4 nothing. */
  setLogLevel(level: 0 | 1 | 2 | 3 | 4): void {
    this.#console.level = level;
  }

  /** The one thing of a chat SDK that call screens ask for. */
  getTim(): P.Tim {
    return {
      getUserProfile: async ({ userIDList }) => ({
        code: 0,
        data: await this.getProfiles(userIDList),
      }),
      getMyProfile: async () => {
        const { user } = this.state;
        const { user_id: userID = "", nick = "", avatar = "" } = user ?? {};
        return { code: 0, data: { userID, nick, avatar } };
      },
    };
  }

  // What the methods are made of

  get #media(): WebMediaPort {
    return this.#session.media;
  }

  get #phone(): Phone {
    if (this.state.session === "signedIn") return this.#session.phone;
    throw new TUICallEngineError(ErrorCodes.NOT_INITIALISED, "login first");
  }

  async #dial(
    params: P.CallOptions,
    callees: string[],
    group: string | undefined,
  ): Promise<P.CallMade> {
    const { type, timeout, roomID, strRoomID, userData } = check.fields(params, "call");
    const media = mediaKind(type);
    const timeout_s = check.ringTime(timeout);
    const given = roomID === undefined || roomID === null || roomID === 0;
    const room_id = given
      ? randomRoomId(this.#parts.random)
      : check.wholeNumber(roomID, "roomID", 1, BIGGEST_ROOM);
    const strRoom = check.optionalText(strRoomID, "strRoomID") ?? "";
    const user_data = check.optionalText(userData, "userData");
    const phone = this.#phone;
    if (callees.includes(this.#session.userId ?? ""))
      throw new TUICallEngineError(ERROR_CODES.call_yourself, "you cannot call yourself");
    if (callees.length > MOST_CALLEES) {
      const message = `${callees.length} callees; at most ${MOST_CALLEES} fit into a call`;
      throw new TUICallEngineError(ERROR_CODES.too_many_members, message);
    }
    const id = await phone.dial({
      callees,
      media,
      room_id,
      ...(timeout_s === undefined ? {} : { timeout_s }),
      ...(group === undefined ? {} : { chat_group_id: group }),
      ...(user_data === undefined ? {} : { user_data }),
    });
    return { ...this.#made(id, room_id), strRoomID: strRoom };
  }

  #made(callId: string, asked = 0): P.CallMade {
    const { call } = this.state;
    const roomID = call?.id === callId ? call.roomId : asked;
    const userID = this.#session.userId ?? "";
    return { callId, callID: callId, inviteID: callId, roomID, strRoomID: "", userID };
  }

  #block(method: string, userID: string, on: boolean): Promise<P.Result> {
    return this.#do(method, async () => {
      await this.#session.run({ type: "block", user_id: check.userId(userID), on });
    });
  }

  #element(place: unknown, field: string): HTMLElement {
    if (typeof HTMLElement !== "undefined" && place instanceof HTMLElement) return place;
    const id = check.text(place, field);
    const element = this.#parts.element(id);
    if (element) return element;
    const message = `${field}: there is no element with the ID "${id.slice(0, 40)}" on the page`;
    throw new TUICallEngineError(ErrorCodes.INVALID_PARAMETER, message);
  }

  async #current(kind: Kind): Promise<P.DeviceInfo | undefined> {
    const id = kind === "speaker" ? this.#media.speaker : this.#media.chosen(kind);
    const devices = await this.#parts.listDevices(kind);
    return devices.find(({ deviceId }) => deviceId === id) ?? devices[0];
  }

  async #tellDevices(): Promise<void> {
    const kinds = ["microphone", "camera", "speaker"] as const;
    const [microphoneList, cameraList, speakerList] = await Promise.all(
      kinds.map((kind) => this.#parts.listDevices(kind).catch(() => [])),
    );
    const [currentMicrophone, currentCamera, currentSpeaker] = await Promise.all(
      kinds.map((kind) => this.#current(kind).catch(() => undefined)),
    );
    const payload = {
      microphoneList,
      cameraList,
      speakerList,
      currentMicrophone,
      currentCamera,
      currentSpeaker,
    };
    this.#listeners.emit([[C.TUICallEvent.DEVICED_UPDATED, payload]]);
  }

  /** Turns every way to fail into the one that callers know. */
  async #do<T>(functionName: string, work: () => Promise<T>): Promise<P.Result<T>> {
    try {
      return success(await work());
    } catch (error) {
      const known = error instanceof TUICallEngineError;
      const code = known ? error.code : ErrorCodes.UNKNOWN;
      const message = error instanceof Error ? error.message : String(error);
      throw new TUICallEngineError(code, message, functionName);
    }
  }
}

function success<T>(data: T): P.Result<T> {
  return { code: 0, message: "success", data };
}

function mediaKind(type: unknown): MediaKind {
  return check.oneOf(type, "type", [1, 2] as const) === 1 ? "audio" : "video";
}

function deviceKind(type: unknown, field: string): Kind {
  const names = ["camera", "video", "microphone", "microphones", "audio", "speaker"] as const;
  switch (check.oneOf(type, field, names)) {
    case "camera":
    case "video":
      return "camera";
    case "microphone":
    case "microphones":
    case "audio":
      return "microphone";
    case "speaker":
      return "speaker";
  }
}

function renderOptions(value: unknown): P.RenderOptions {
  const { objectFit, fillMode, muted, mirror, rotation } = check.fields(value, "options");
  const fits = ["contain", "cover", "fill"] as const;
  const fit = objectFit ?? fillMode;
  return {
    ...(fit === undefined ? {} : { objectFit: check.oneOf(fit, "objectFit", fits) }),
    ...(muted === undefined ? {} : { muted: muted === true }),
    ...(mirror === undefined ? {} : { mirror: mirror === true }),
    ...(rotation === undefined
      ? {}
      : { rotation: check.oneOf(rotation, "rotation", [0, 90, 180, 270] as const) }),
  };
}
