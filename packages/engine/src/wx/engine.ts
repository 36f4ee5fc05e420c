/** TUICallEngine for WeChat mini programs. */

import * as check from "../core/arguments.ts";
import { ErrorCodes, TUICallEngineError } from "../core/errors.ts";
import type { Phone } from "../core/phone.ts";
import { type Clock, type Log, randomRoomId } from "../core/ports.ts";
import type { UserProfile } from "../core/profiles.ts";
import { type CallView, ERROR_CODES, type MediaKind } from "../core/protocol.ts";
import type { EngineState } from "../core/state.ts";
import { VERSION } from "../web/version.ts";
import { Account } from "./account.ts";
import { ERROR_CODE, fault, type WxEngineError } from "./codes.ts";
import { type Config, type Made, readConfig } from "./config.ts";
import * as C from "./constants.ts";
import { type Handler, Listeners } from "./listeners.ts";
import { idleMedia, type WxMedia } from "./media.ts";
import { type Deed, type Message, messageOf } from "./message.ts";
import { Outbox } from "./outbox.ts";
import type * as P from "./params.ts";
import { allow } from "./permissions.ts";
import { ConsoleLog, clock, envVersion, random } from "./platform.ts";
import { placeOf } from "./server-address.ts";
import type { Player, Pusher } from "./tags.ts";
import { TemplateHandlers } from "./template-handlers.ts";
import { type Holder, holderOf, makeTim, type Tim } from "./tim.ts";
import { api } from "./wx-api.ts";

/** As many as fit into a call beside the caller (docs/protocol.md, `call`). */
const MOST_CALLEES = 8;
const BIGGEST_ROOM = 2_147_483_647;
/** The view with the addresses is on its way when a command was answered; longer is not waited for it, ms. */
const ADDRESS_WITHIN = 1_000;

/** Tests put in others. */
export type Parts = {
  clock: Clock;
  /** What server.js exports. */
  address: unknown;
  /** Of the outbox. */
  ends: string[];
};

const parts: Parts = { clock, address: undefined, ends: [] };

/** What `server.js` beside the engine exports. */
export function setAddress(exported: unknown): void {
  parts.address = exported;
}

/** Accounts whose `tim` an app holds: they stay signed in without an engine. */
const kept = new Map<string, Account>();

const NOTHING: EngineState = {
  session: "signedOut",
  network: "offline",
  doNotDisturb: false,
  local: { microphone: false, camera: false, front: true, soundBlocked: false },
};

/**
 * Audio and video calls without screens. One instance a mini program, whatever the number of pages.
 *
 * Nothing throws but `selectAudioPlaybackDevice`: every other method that can fail gives a promise, which rejects with
 * a {@link TUICallEngineError}. Its codes are those of {@link ERROR_CODE} and, 4000 to 4999, the server's.
 */
export class TUICallEngine extends TemplateHandlers {
  static readonly EVENT = C.EVENT;
  static readonly MEDIA_TYPE = C.MEDIA_TYPE;
  static readonly STATUS = C.STATUS;
  static readonly AUDIO_PLAYBACK_DEVICE = C.AUDIO_PLAYBACK_DEVICE;
  static readonly ERROR_CODE = ERROR_CODE;
  static readonly version = VERSION;
  static #instance: TUICallEngine | undefined;

  readonly EVENT = C.EVENT;
  readonly MEDIA_TYPE = C.MEDIA_TYPE;
  readonly CALL_TYPE = C.MEDIA_TYPE;

  readonly #parts: Parts;
  readonly #console = new ConsoleLog();
  readonly #listeners: Listeners;
  readonly #outbox: Outbox;
  readonly #watching = new Set<(state: EngineState) => void>();
  readonly #holder: Holder = { account: undefined };
  readonly #ownTim = makeTim(this.#holder);
  /** Stands in for an account's. */
  readonly #idle: WxMedia;
  #made: Made = {};
  /** The `tim` of the config in force, ours or another's. */
  #tim: object | undefined;
  #account: Account | undefined;
  /** The version of the tags' attributes that was told last. */
  #told = 0;
  #switching: Promise<P.Signalled> | undefined;

  /** Gives the one instance. Throws for nothing: what is wrong with the parameters, `init` says. */
  static createInstance(params?: P.CreateInstanceParams, own: Parts = parts): TUICallEngine {
    TUICallEngine.#instance ??= new TUICallEngine(own);
    const engine = TUICallEngine.#instance;
    if (typeof params === "object" && params !== null)
      engine.#made = { ...engine.#made, ...params };
    try {
      api().$TUICallEngine = engine;
    } catch {
      // A frozen `wx`: pages that look for the engine there have to put it there themselves.
    }
    return engine;
  }

  /** Ends what goes on and signs out. Does nothing where there is no instance. */
  static async destroyInstance(): Promise<void> {
    await TUICallEngine.#instance?.destroyed();
  }

  private constructor(own: Parts) {
    super();
    this.#parts = own;
    this.#listeners = new Listeners(this.#console.log);
    this.#idle = idleMedia(own.clock, this.#console.log);
    this.#outbox = new Outbox(this.#listeners, own.ends, () => ({
      playerList: this.playerList,
      profile: (userId) => (this.#account as Account).profiles.peek(userId),
      switched: (call) => this.#message("switch", call),
    }));
  }

  // The account

  /**
   * Signs in. Resolves when the server has said welcome, however long it cannot be reached; rejects, and tells by
   * ERROR, when something must be changed first. Twice the same is one sign-in; a newer `userSig` renews it.
   */
  init(params: P.InitParams): Promise<void> {
    const done = this.#do("init", () => this.#signIn(params));
    done.catch((error: TUICallEngineError) => this.#fail(error));
    return done;
  }

  /** The same as {@link init}. */
  login(params: P.InitParams): Promise<void> {
    return this.init(params);
  }

  /** Ends what goes on and signs out. */
  logout(): Promise<void> {
    return this.#do("logout", async () => {
      const account = this.#account;
      if (!account) return;
      kept.delete(account.key);
      account.logout();
    });
  }

  /**
   * Ends what goes on, closes microphone and camera at once, forgets all listeners and signs out, but for a connection
   * that came by `tim`. While {@link CallManager} listens for calls, it only ends what goes on.
   */
  destroyed(): Promise<void> {
    return this.#do("destroyed", async () => {
      const account = this.#account;
      if (api().$globalCallSign === true) {
        account?.leave();
        return;
      }
      if (TUICallEngine.#instance === this) TUICallEngine.#instance = undefined;
      if (account) this.#part(account);
      this.#listeners.off();
      this.#watching.clear();
    });
  }

  setSelfInfo(nickName: string | { nickName?: string; avatar?: string }, avatar?: string) {
    return this.#do("setSelfInfo", async () => {
      const given = typeof nickName === "object" ? nickName : { nickName, avatar };
      const nick = check.optionalText(given.nickName, "nickName");
      const picture = check.optionalText(given.avatar, "avatar");
      await this.#ready();
      return this.#ownTim.updateMyProfile({ nick, avatar: picture });
    });
  }

  /** The config's chat SDK; without one an object that knows names and can be handed back as `tim`. */
  getTim(): Tim {
    return (this.#tim as Tim | undefined) || this.#ownTim;
  }

  /** Adds `nick` and `avatar` to items that have a `userID`; gives the list, or a map by `userID`. */
  getUserProfile<T extends { userID: string }>(
    list: readonly T[],
    form: "array" | "map" = "array",
  ): Promise<(T & UserProfile)[] | Record<string, T & UserProfile>> {
    return this.#do("getUserProfile", async () => {
      const { profiles } = await this.#ready();
      const known = await profiles.of(list.map(({ userID }) => check.userId(userID)));
      const full = list.map((item, at) => ({ ...item, ...(known[at] as UserProfile) }));
      const map: Record<string, T & UserProfile> = {};
      for (const item of full) map[item.userID] = item;
      return form === "map" ? map : full;
    });
  }

  // Calls

  /** Calls one user by voice (1) or video (2). Asks for the permissions first. */
  call(params: P.CallParams): Promise<P.Called> {
    return this.#dial("call", params, (fields) => [[check.userId(fields["userID"])]]);
  }

  /** Calls up to eight users. */
  groupCall(params: P.GroupCallParams): Promise<P.Called> {
    return this.#dial("groupCall", params, ({ userIDList, groupID }) => [
      check.userIds(userIDList),
      check.optionalText(groupID, "groupID"),
    ]);
  }

  /** The same by the name of later versions. */
  calls(params: P.CallsParams): Promise<P.Called> {
    return this.#dial("calls", params, ({ userIDList, chatGroupID }) => [
      check.userIds(userIDList),
      check.optionalText(chatGroupID, "chatGroupID"),
    ]);
  }

  /** Enters a call that is going on; who was called knows its ID as `inviteID`. */
  join(params: { callId: string; type?: C.CallMediaType }): Promise<P.Called> {
    return this.#enter("join", params, "audio");
  }

  /** As {@link join}; needs `callId`, since rooms have no names here. Gives the own stream. */
  async joinInGroupCall(params: P.JoinInGroupCallParams): Promise<Pusher> {
    return (await this.#enter("joinInGroupCall", params)).pusher;
  }

  inviteUser(params: P.InviteUserParams): Promise<P.Signalled> {
    return this.#do("inviteUser", async () => {
      const { userIDList, timeout } = check.fields(params, "inviteUser");
      const users = check.userIds(userIDList);
      const seconds = check.ringTime(timeout);
      const { phone } = (await this.#ready()).session;
      await phone.invite(users, seconds);
      return this.#signalled("call", phone.view);
    });
  }

  /** Takes the call; `{type: 1}` answers a video call by voice. Asks for the permissions first. */
  accept(params: { type?: C.CallMediaType } = {}): Promise<P.Accepted> {
    return this.#on("accept", async (phone) => {
      const voice = params.type && mediaKind(params.type) === "audio";
      await phone.accept(voice ? "audio" : undefined);
      await this.media.pushing(ADDRESS_WITHIN);
      const { pusher } = this;
      return { pusher, ...this.#signalled("accept", phone.view).data };
    });
  }

  /** Declines the call. A caller has none to decline: then a text says so. */
  reject(): Promise<P.Signalled | string> {
    return this.#on("reject", async (phone) => {
      const { view, status } = phone;
      if (status === "calling" && view?.you.phase !== "ringing")
        return "there is no invitation to reject; hangup() ends a call of one's own";
      await phone.reject();
      return this.#signalled("reject", view);
    });
  }

  /** Ends this user's part, whatever state it is in, also without a network. */
  hangup(): Promise<P.Signalled[] | P.Signalled | undefined> {
    return this.#on("hangup", async (phone) => {
      const { view, status } = phone;
      await phone.hangUp();
      if (!view) return undefined;
      if (status === "connected") return this.#signalled("hangup", view);
      if (view.you.role === "callee") return this.#signalled("reject", view);
      return [this.#signalled("cancel", view)];
    });
  }

  /** Ends what goes on as suits its state: for a page that is left. */
  handleExceptionExit(): Promise<unknown> {
    return this.#account?.session.phone.busy ? this.hangup() : Promise.resolve();
  }

  /** 1: from video to voice, for both sides. The other direction is not offered in mini programs. */
  switchCallMediaType(type: C.CallMediaType): Promise<P.Signalled | undefined> {
    return this.#on("switchCallMediaType", async (phone) => {
      if (mediaKind(type) === "video") {
        const text = "mini programs do not switch from voice to video";
        throw new TUICallEngineError(ERROR_CODE.NOT_SUPPORTED, text);
      }
      if (phone.busy && phone.view?.group) {
        this.log("warn", "switchCallMediaType: not in a group call");
        return undefined;
      }
      this.#switching =
        this.#switching ||
        phone.switchMedia("audio").then(() => this.#signalled("switch", phone.view));
      try {
        return await this.#switching;
      } finally {
        this.#switching = undefined;
      }
    });
  }

  switchAudioCall(): Promise<P.Signalled | undefined> {
    return this.switchCallMediaType(C.MEDIA_TYPE.AUDIO);
  }

  switchVideoCall(): Promise<P.Signalled | undefined> {
    return this.switchCallMediaType(C.MEDIA_TYPE.VIDEO);
  }

  // Devices

  openCamera(): Promise<void> {
    return this.#on("openCamera", (phone) => phone.camera(true));
  }

  closeCamera(): Promise<void> {
    return this.#on("closeCamera", (phone) => phone.camera(false));
  }

  openMicrophone(): Promise<void> {
    return this.#on("openMicrophone", (phone) => phone.microphone(true));
  }

  closeMicrophone(): Promise<void> {
    return this.#on("closeMicrophone", (phone) => phone.microphone(false));
  }

  /** The other camera. */
  switchCamera(): Promise<void> {
    return this.#on("switchCamera", async () => {
      this.#inCall("switchCamera");
      this.media.flip();
    });
  }

  /** Gives the mode that is in force then. Throws where there is no call. */
  selectAudioPlaybackDevice(type: C.SoundMode): C.SoundMode {
    const method = "selectAudioPlaybackDevice";
    try {
      check.text(type, "type");
      this.#inCall(method);
    } catch (error) {
      throw fault(method, error);
    }
    return this.setSoundMode(type);
  }

  /** The other one without `type`. */
  setSoundMode(type?: C.SoundMode): C.SoundMode {
    const { players } = this.media;
    const wanted = type || (players.soundMode === "ear" ? "speaker" : "ear");
    const mode = wanted === "speaker" ? wanted : "ear";
    players.setSoundMode(mode);
    return mode;
  }

  setHandsFree(on: boolean): C.SoundMode {
    return this.setSoundMode(on ? "speaker" : "ear");
  }

  /** Shows a member again whom {@link stopRemoteView} has hidden on this device. */
  startRemoteView(userID: string): void {
    this.media.players.choose(userID, { hidden: false });
  }

  stopRemoteView(userID: string): void {
    this.media.players.choose(userID, { hidden: true });
  }

  /** Whether they may be used; asks where that is not known. */
  deviceCheck({ microphone = true, camera = false } = {}): Promise<boolean> {
    return allow({ microphone, camera }).then(
      () => true,
      () => false,
    );
  }

  /** Rejects with what stands in the way of a video call. */
  checkDevicePermissions(): Promise<true> {
    return this.#do("checkDevicePermissions", async () => {
      await allow({ microphone: true, camera: true });
      return true as const;
    });
  }

  /** Every ability is there. */
  callExperimentalAPI(_ability: unknown): Promise<{ data: { enabled: true } }> {
    return Promise.resolve({ data: { enabled: true } });
  }

  // Events and state

  /** At any time. The handler gets `{eventCode, data}`, and `context` as `this`. */
  on(event: string, handler: Handler, context?: unknown): void {
    this.#listeners.on(event, handler, context);
  }

  /** Removes the handler that was added first among equals. */
  off(event?: string, handler?: Handler): void {
    this.#listeners.off(event, handler);
  }

  /** The present state: a snapshot that never changes; compare by identity. */
  get state(): EngineState {
    return this.#account ? this.#account.session.state : NOTHING;
  }

  /** Calls back after each change with the new snapshot. Gives the way to stop it. */
  onStateChange(callback: (state: EngineState) => void): () => void {
    const watcher = (state: EngineState) => callback(state);
    this.#watching.add(watcher);
    return () => this.#watching.delete(watcher);
  }

  /** Attributes for live-pusher, as USER_UPDATE told them last. */
  get pusher(): Pusher {
    return this.media.pusher;
  }

  /** Attributes for one live-player for each of the others. */
  get playerList(): Player[] {
    return this.media.playerList;
  }

  /** How many listeners there are, for leak tests. */
  get listenerCount(): number {
    return this.#listeners.size + this.#watching.size;
  }

  /** 0 everything, 1 the usual, 2 warnings, 3 errors, 4 nothing. */
  setLogLevel(level: 0 | 1 | 2 | 3 | 4): void {
    this.#console.level = level;
  }

  // What the methods are made of

  protected get media(): WxMedia {
    return this.#account ? this.#account.media : this.#idle;
  }

  protected get log(): Log {
    return this.#console.log;
  }

  #updated(): void {
    const { pusher, playerList, version } = this.media;
    if (version === this.#told) return;
    this.#told = version;
    this.#outbox.tell([C.EVENT.USER_UPDATE, { pusher, playerList }]);
  }

  async #signIn(params: P.InitParams): Promise<void> {
    // A page that CallManager has opened need not know by what it is signed in.
    if (api().$globalCallSign === true && !params?.userSig && this.#account)
      return this.#account.ready();
    const warn = (text: string) => this.log("warn", text);
    const config = readConfig(params, this.#made, warn);
    const account = this.#take(config);
    await account.login(config.userId, config.ticket);
  }

  /** The account that the config means: the one there is, one that an app has kept, or a new one. */
  #take({ sdkAppId, server, tim }: Config): Account {
    const place = placeOf(server, this.#parts.address, envVersion());
    const key = Account.keyOf(sdkAppId, place);
    const held = this.#account;
    const known = [holderOf(tim)?.account, held, kept.get(key)];
    const found = known.find((account) => account?.key === key);
    const account = found ?? new Account(sdkAppId, place, this.#parts.clock, this.#console.log);
    if (held && held !== account) this.#part(held);
    this.#tim = tim;
    account.foreign = holderOf(tim) ? undefined : tim;
    if (this.#account === account) return account;
    this.#account = account;
    this.#holder.account = account;
    this.#told = account.media.version;
    account.outlets = {
      event: (event) => this.#outbox.hear(event),
      state: () => this.#changed(),
      updated: () => this.#updated(),
      failed: (error) => this.#fail(error),
    };
    // What rang while nobody listened is news to whoever listens here.
    const { view } = account.session.phone;
    if (view && !view.ended && view.you.phase === "ringing")
      this.#outbox.hear({ kind: "received", call: view });
    this.#changed();
    return account;
  }

  /** Lets go of an account; one that an app holds the `tim` of stays signed in. */
  #part(account: Account): void {
    const keep = holderOf(this.#tim)?.account === account;
    if (keep) {
      kept.set(account.key, account);
      account.leave();
      account.outlets = undefined;
    } else {
      kept.delete(account.key);
      this.#holder.account = undefined;
      account.dispose();
    }
    this.#account = undefined;
    this.#tim = undefined;
  }

  #changed(): void {
    this.#outbox.flush();
    this.#updated();
    const { state } = this;
    for (const watcher of [...this.#watching]) {
      try {
        watcher(state);
      } catch (error) {
        this.log("error", `a listener of the state threw: ${String(error)}`);
      }
    }
  }

  #fail(error: TUICallEngineError): void {
    const { code, message, data, device } = error as WxEngineError;
    this.log("error", message);
    const more = { ...(data && { data }), ...(device && { device }) };
    this.#outbox.tell([C.EVENT.ERROR, { code, message, ...more }]);
  }

  async #ready(): Promise<Account> {
    const account = this.#account;
    if (!account) throw new TUICallEngineError(ErrorCodes.NOT_INITIALISED, "call init() first");
    await account.ready();
    return account;
  }

  #inCall(method: string): void {
    if (this.#account?.session.phone.busy) return;
    throw new TUICallEngineError(ErrorCodes.WRONG_STATE, `${method}: there is no call`);
  }

  #dial(
    method: string,
    params: P.CallOptions,
    whom: (fields: Record<string, unknown>) => [callees: string[], group?: string | undefined],
  ): Promise<P.Called> {
    return this.#do(method, async () => {
      const fields = check.fields(params, method);
      const { type, timeout, roomID, userData } = fields;
      const [callees, chat_group_id] = whom(fields);
      const media = mediaKind(type);
      const timeout_s = check.ringTime(timeout);
      const room_id = roomID
        ? check.wholeNumber(roomID, "roomID", 1, BIGGEST_ROOM)
        : randomRoomId(random);
      const user_data = check.optionalText(userData, "userData");
      const { session } = await this.#ready();
      if (callees.includes(session.userId || ""))
        throw new TUICallEngineError(ERROR_CODES.call_yourself, "you cannot call yourself");
      if (callees.length > MOST_CALLEES) {
        const message = `${callees.length} callees; at most ${MOST_CALLEES} fit into a call`;
        throw new TUICallEngineError(ERROR_CODES.too_many_members, message);
      }
      await session.phone.dial({
        callees,
        media,
        room_id,
        ...(timeout_s === undefined ? {} : { timeout_s }),
        ...(chat_group_id ? { chat_group_id } : {}),
        ...(user_data === undefined ? {} : { user_data }),
      });
      return this.#called(session.phone, "call");
    });
  }

  #enter(
    method: string,
    params: { callId: string; type?: C.CallMediaType },
    otherwise?: MediaKind,
  ): Promise<P.Called> {
    return this.#do(method, async () => {
      const { callId, type } = check.fields(params, method);
      const id = check.text(callId, "callId");
      const media = type === undefined && otherwise ? otherwise : mediaKind(type);
      const { phone } = (await this.#ready()).session;
      await phone.join(id, media);
      return this.#called(phone);
    });
  }

  /** The call that was made or joined, as soon as it is known where its media goes. */
  async #called(phone: Phone, deed?: Deed): Promise<P.Called> {
    await this.media.pushing(ADDRESS_WITHIN);
    const { pusher } = this;
    const { view } = phone;
    const data = view ? { inviteID: view.call_id, callId: view.call_id, roomID: view.room_id } : {};
    return { pusher, data: { ...(deed && this.#signalled(deed, view).data), ...data } };
  }

  /** Tells what a chat page may show of what this user has done, and gives it. */
  #signalled(deed: Deed, view: CallView | undefined): P.Signalled {
    if (!view) return { inviteID: "", code: 0, data: {} };
    const message = this.#message(deed, view);
    const inviteID = view.call_id;
    this.#outbox.tell([C.EVENT.MESSAGE_SENT_BY_ME, { inviteID, data: message }]);
    return { inviteID, code: 0, data: { message } };
  }

  #message(deed: Deed, view: CallView): Message {
    return messageOf(deed, view, this.#parts.clock.now());
  }

  /** Does something to the call there is. */
  #on<T>(method: string, use: (phone: Phone) => Promise<T>): Promise<T> {
    return this.#do(method, async () => use((await this.#ready()).session.phone));
  }

  /** Turns every way to fail into the one that callers know. */
  async #do<T>(method: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw fault(method, error);
    }
  }
}

function mediaKind(type: unknown): MediaKind {
  return check.oneOf(type, "type", [1, 2] as const) === 1 ? "audio" : "video";
}
