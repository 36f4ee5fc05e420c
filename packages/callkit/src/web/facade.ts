import { TUICallEngine } from "@callkit/engine";
import type { CallRequest, Person } from "../core/index.ts";
import { type Language, languageOf } from "../locales/index.ts";
import { EngineAdapter } from "./engine-adapter.ts";
import { TUICallKitElement } from "./tui-call-kit.ts";

/** What `init` takes, in the platform's spelling. */
export interface InitParams {
  readonly SDKAppID?: number;
  /** The newer spelling of `SDKAppID`. */
  readonly sdkAppID?: number;
  readonly userID: string;
  readonly userSig: string;
  /** Where the callkit server is; absent: where the engine's script came from. */
  readonly server?: string;
}

/** What `calls` takes. */
export interface CallsParams {
  readonly userIDList: readonly string[];
  /** 1 voice, 2 video. */
  readonly type: 1 | 2;
  /** How long it rings, seconds. */
  readonly timeout?: number;
  readonly chatGroupID?: string;
  readonly roomID?: number;
  readonly userData?: string;
}

export type CallParams = Omit<CallsParams, "userIDList" | "chatGroupID"> & {
  readonly userID: string;
};

/**
 * The kit of a page: signs in, and shows calls on the page's `<tui-call-kit>` (one is added to the page if it
 * has none). One instance, `TUICallKitAPI`; the platform's older name for it is `TUICallKitServer`.
 */
class CallKit {
  #engine: TUICallEngine | undefined;
  #adapter: EngineAdapter | undefined;
  #element: TUICallKitElement | undefined;
  #language: Language | undefined;

  /** Signs in. Again with another user: signs the first one out. */
  async init(params: InitParams): Promise<void> {
    const { userID, userSig, server } = params;
    const SDKAppID = params.SDKAppID ?? params.sdkAppID;
    const engine = TUICallEngine.createInstance({
      ...(SDKAppID !== undefined && { SDKAppID }),
      ...(server !== undefined && { server }),
    });
    if (engine !== this.#engine) {
      this.#adapter?.dispose();
      this.#engine = engine;
      this.#adapter = new EngineAdapter(engine);
    }
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

  call({ userID, ...options }: CallParams): Promise<void> {
    return this.calls({ userIDList: [userID], ...options });
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

  async setSelfInfo(info: { readonly nickName?: string; readonly avatar?: string }): Promise<void> {
    await this.getTUICallEngineInstance().setSelfInfo(info);
  }

  /** `zh-cn`, `en`, `ja_JP`, or any tag that a browser gives. */
  setLanguage(language: string): void {
    this.#language = languageOf(language);
    if (this.#element) this.#element.language = this.#language;
  }

  /** The engine behind the screens. Throws before `init`. */
  getTUICallEngineInstance(): TUICallEngine {
    if (!this.#engine) throw new Error("TUICallKitAPI.init comes first");
    return this.#engine;
  }

  /** The page's element, with the engine in it. */
  #attach(): TUICallKitElement {
    const element = this.#element?.isConnected ? this.#element : findOrAdd();
    this.#element = element;
    element.engine = this.#adapter;
    if (this.#language) element.language = this.#language;
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
