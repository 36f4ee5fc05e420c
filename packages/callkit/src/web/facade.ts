import { type DeviceInfo, type DeviceKind, TUICallEngine, TUICallEvent } from "@callkit/engine";
import { type CallRequest, hiding, nameOf, type Person, type Surroundings } from "../core/index.ts";
import type {
  FeatureButtonValue,
  LayoutModeValue,
  VideoDisplayModeValue,
  VideoResolutionValue,
} from "../core/platform.ts";
import { type Language, languageOf } from "../locales/index.ts";
import type { Callbacks } from "../run/callbacks.ts";
import { EngineAdapter } from "./engine-adapter.ts";
import type {
  CallParams,
  CallsParams,
  Contact,
  GroupCallParams,
  InitParams,
  InviteUserParams,
  JoinInGroupCallParams,
} from "./params.ts";
import { TUICallKitElement } from "./tui-call-kit.ts";
import { Unoffered } from "./unoffered.ts";

/**
 * The kit of a page: signs in, and shows calls on the page's `<tui-call-kit>` (one is added to the page if it
 * has none). One instance, `TUICallKitAPI`; the platform's older name for it is `TUICallKitServer`.
 *
 * What is set stays set, also over `destroyed` and another `init`.
 */
class CallKit extends Unoffered {
  #engine: TUICallEngine | undefined;
  #adapter: EngineAdapter | undefined;
  #element: TUICallKitElement | undefined;
  #language: Language | undefined;
  #surroundings: Partial<Surroundings> = {};
  #bell = "";
  #cameraOpen = true;
  #resolution: VideoResolutionValue | undefined;
  #displayMode: VideoDisplayModeValue | undefined;
  #callbacks: Callbacks = {};

  // The account.

  /** Signs in. Again with another user: signs the first one out. */
  async init(params: InitParams): Promise<void> {
    const { userID, userSig, server } = params;
    const SDKAppID = params.SDKAppID ?? params.sdkAppID;
    const engine = TUICallEngine.createInstance({
      ...(SDKAppID !== undefined && { SDKAppID }),
      ...(server !== undefined && { server }),
    });
    if (engine !== this.#engine) this.#take(engine);
    this.#attach();
    await engine.login({ userID, userSig });
  }

  /** Signs out, ends a call that runs, and lets go of everything. */
  async destroyed(): Promise<void> {
    if (this.#element) this.#element.engine = undefined;
    this.#adapter?.dispose();
    this.#engine = undefined;
    this.#adapter = undefined;
    await TUICallEngine.destroyInstance();
  }

  async setSelfInfo(info: { readonly nickName?: string; readonly avatar?: string }): Promise<void> {
    await this.getTUICallEngineInstance().setSelfInfo(info);
  }

  /** Calls do not ring on this user's devices while it is on. */
  async setDoNotDisturb(on: boolean): Promise<void> {
    await this.getTUICallEngineInstance().setDoNotDisturb(on);
  }

  /** The engine behind the screens. Throws before `init`. */
  getTUICallEngineInstance(): TUICallEngine {
    if (!this.#engine) throw new Error("TUICallKitAPI.init comes first");
    return this.#engine;
  }

  // Calls.

  call({ userID, ...options }: CallParams): Promise<void> {
    return this.calls({ userIDList: [userID], ...options });
  }

  groupCall({ groupID, ...options }: GroupCallParams): Promise<void> {
    return this.calls({ ...options, chatGroupID: groupID });
  }

  /** Calls one or several users. Rejected when the call is refused; the screen has said why by then. */
  async calls(params: CallsParams): Promise<void> {
    const element = this.#attach();
    // Names are worth no wait: the screen shows the IDs until they have come.
    const people = params.userIDList.map((userId) => this.#person(userId));
    const request: CallRequest = {
      userIds: params.userIDList,
      media: params.type === 1 ? "audio" : "video",
      ...(params.timeout !== undefined && { timeoutS: params.timeout }),
      ...(params.chatGroupID !== undefined && { chatGroupId: params.chatGroupID }),
      ...(params.roomID !== undefined && { roomId: params.roomID }),
      ...(params.userData !== undefined && { userData: params.userData }),
    };
    await element.call(people, request);
  }

  /** Enters a call that is going on. */
  async join({ callId }: { readonly callId: string }): Promise<void> {
    await this.#attach().told(this.getTUICallEngineInstance().join({ callId }));
  }

  /** As `join`; needs `callId`, since rooms have no names here. */
  async joinInGroupCall(params: JoinInGroupCallParams): Promise<void> {
    await this.#attach().told(this.getTUICallEngineInstance().joinInGroupCall(params));
  }

  /** Asks more users into the call. */
  async inviteUser({ userIDList, timeout }: InviteUserParams): Promise<void> {
    const asked = this.getTUICallEngineInstance().inviteUser({
      userIDList: [...userIDList],
      ...(timeout !== undefined && { timeout }),
    });
    await this.#attach().told(asked);
  }

  /** Takes the call that rings, as the button does. */
  async accept(): Promise<void> {
    this.#attach().tap("accept");
  }

  async reject(): Promise<void> {
    this.#attach().tap("decline");
  }

  async hangup(): Promise<void> {
    this.#attach().tap("hangUp");
  }

  /** Leaves whatever goes on: declines a call that rings, hangs up any other. */
  handleExceptionExit(): Promise<void> {
    return this.hangup();
  }

  // Devices.

  async openCamera(domID?: string): Promise<void> {
    await this.getTUICallEngineInstance().openCamera(domID);
  }

  async closeCamera(): Promise<void> {
    await this.getTUICallEngineInstance().closeCamera();
  }

  async openMicrophone(): Promise<void> {
    await this.getTUICallEngineInstance().openMicrophone();
  }

  async closeMicrophone(): Promise<void> {
    await this.getTUICallEngineInstance().closeMicrophone();
  }

  async muteSpeaker(): Promise<void> {
    this.getTUICallEngineInstance().muteSpeaker(true);
  }

  async unMuteSpeaker(): Promise<void> {
    this.getTUICallEngineInstance().muteSpeaker(false);
  }

  async switchCamera(position?: 0 | 1): Promise<void> {
    await this.getTUICallEngineInstance().switchCamera(position);
  }

  async switchCallMediaType(type: 1 | 2): Promise<void> {
    await this.getTUICallEngineInstance().switchCallMediaType(type);
  }

  getDeviceList(type: DeviceKind): Promise<DeviceInfo[]> {
    return this.getTUICallEngineInstance().getDeviceList(type);
  }

  async switchDevice(params: {
    readonly deviceType: DeviceKind;
    readonly deviceId: string;
  }): Promise<void> {
    await this.getTUICallEngineInstance().switchDevice(params);
  }

  // How it looks and sounds.

  /** `zh-cn`, `en`, `ja_JP`, or any tag that a browser gives. */
  setLanguage(language: string): void {
    this.#language = languageOf(language);
    if (this.#element) this.#element.language = this.#language;
  }

  /** Whether the screen may be made a small window. */
  enableFloatWindow(on: boolean): void {
    this.#set({ minimisable: on !== false });
  }

  /** No ringtone and no vibration. */
  enableMuteMode(on: boolean): void {
    this.#set({ muted: on !== false });
  }

  /** The address of a sound file to ring with; empty or absent: the kit's own ringtone. */
  setCallingBell(path?: string): void {
    this.#bell = path ?? "";
    this.#element?.setBell(this.#bell);
  }

  /** Leaves a button out: `camera`, `microphone`, `switchCamera`, `inviteUser`. */
  hideFeatureButton(button: FeatureButtonValue): void {
    this.#set({ hidden: hiding(button, this.#surroundings.hidden) });
  }

  /** Whose picture is the big one of a call between two, to begin with: `local` or `remote`. */
  setLayoutMode(mode: LayoutModeValue): void {
    this.#set({ ownBig: mode === "local" });
  }

  /** Whether the camera is open when a video call begins. */
  setCameraDefaultState(open: boolean): void {
    this.#cameraOpen = open !== false;
    this.#engine?.setCameraDefaultState(this.#cameraOpen);
    this.#set({ cameraClosed: !this.#cameraOpen });
  }

  /** Who is offered when somebody is to be asked into a call; any user ID can be typed besides. */
  setContacts(contacts: readonly Contact[]): void {
    const people = contacts.map(({ userID, nick = "", avatar = "", remark }) => ({
      userId: userID,
      nick,
      avatar,
      ...(remark !== undefined && { remark }),
    }));
    this.#set({ contacts: [...people].sort((a, b) => nameOf(a).localeCompare(nameOf(b))) });
  }

  /** Makes somebody's picture the big one, or puts it back. */
  switchScreen(userId: string): void {
    this.#attach().makeBig(userId);
  }

  /** Makes the screen small, or full again. */
  toggleMinimize(): void {
    this.#attach().toggleMinimize();
  }

  setVideoDisplayMode(mode: VideoDisplayModeValue): void {
    this.#displayMode = mode;
    if (this.#element) this.#element.videoDisplayMode = mode;
  }

  async setVideoResolution(resolution: VideoResolutionValue): Promise<void> {
    this.#resolution = resolution;
    await this.#engine?.setVideoQuality(resolution);
  }

  /** What the page wants to be told; what is not named stays. */
  setCallback(callbacks: Callbacks): void {
    this.#callbacks = { ...this.#callbacks, ...callbacks };
    if (this.#element) Object.assign(this.#element, callbacks);
  }

  /** 0 everything, 1 the usual, 2 warnings, 3 errors, 4 nothing. */
  setLogLevel(level: 0 | 1 | 2 | 3 | 4): void {
    this.getTUICallEngineInstance().setLogLevel(level);
  }

  /** The one thing of a chat SDK that call screens ask for. */
  getTim(): ReturnType<TUICallEngine["getTim"]> {
    return this.getTUICallEngineInstance().getTim();
  }

  #take(engine: TUICallEngine): void {
    this.#adapter?.dispose();
    this.#engine = engine;
    this.#adapter = new EngineAdapter(engine);
    engine.setCameraDefaultState(this.#cameraOpen);
    if (this.#resolution) engine.setVideoQuality(this.#resolution).catch(() => undefined);
    engine.on(TUICallEvent.KICKED_OUT, (event: unknown) => this.#element?.kickedOut?.(event));
  }

  #set(change: Partial<Surroundings>): void {
    this.#surroundings = { ...this.#surroundings, ...change };
    this.#element?.set(change);
  }

  /** The page's element, with the engine in it. */
  #attach(): TUICallKitElement {
    const held = this.#element;
    const element = held?.isConnected ? held : findOrAdd();
    if (element !== held) {
      this.#element = element;
      element.set(this.#surroundings);
      element.setBell(this.#bell);
      Object.assign(element, this.#callbacks);
      if (this.#displayMode) element.videoDisplayMode = this.#displayMode;
      if (this.#language) element.language = this.#language;
    }
    element.engine = this.#adapter;
    return element;
  }

  #person(userId: string): Person {
    return this.#adapter?.person(userId) ?? { userId, nick: "", avatar: "" };
  }
}

function findOrAdd(): TUICallKitElement {
  const found = document.querySelector("tui-call-kit");
  if (found) return found;
  const added = new TUICallKitElement();
  document.body.append(added);
  return added;
}

export const TUICallKitAPI = new CallKit();
