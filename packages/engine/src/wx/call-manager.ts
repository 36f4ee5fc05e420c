/** Calls that come in while a page without the component is open: brings the user to the page that has it. */

import { ERROR_CODE, EVENT, TUICallEngine, TUICallEngineError } from "./index.ts";
import type { EngineEvent } from "./listeners.ts";
import type { CreateInstanceParams, InitParams } from "./params.ts";
import { api, ask } from "./wx-api.ts";

/** The call screen says how it ended before the page goes, ms. */
const LEAVE_AFTER = 1_500;

export type CallManagerParams = InitParams &
  CreateInstanceParams & {
    /** Path of the page with the component, as in app.json: `pages/call/call`. */
    globalCallPagePath: string;
  };

declare function getCurrentPages(): { route?: string }[];

export class CallManager {
  #path = "";
  #account: { sdkAppID: unknown; userID: string } | undefined;
  #engine: TUICallEngine | undefined;
  /** The page was opened by this and not by the user. */
  #opened = false;
  #leaving: ReturnType<typeof setTimeout> | undefined;

  /** Signs in and listens; a page's component may sign in as well. Rejects as `TUICallEngine.init`. */
  async init(params: CallManagerParams): Promise<void> {
    const path = (params as Partial<CallManagerParams> | undefined)?.globalCallPagePath;
    if (typeof path !== "string" || path === "") {
      const code = ERROR_CODE.INVALID_PARAMETER;
      const rule = "globalCallPagePath must be the path of a page";
      const message = `[CallManager:init,${code}]${rule}; got ${typeof path}`;
      throw new TUICallEngineError(code, message, "init");
    }
    await this.destroyed();
    const engine = TUICallEngine.createInstance(params);
    this.#path = path.replace(/^\//, "");
    this.#account = { sdkAppID: params.sdkAppID ?? params.SDKAppID, userID: params.userID };
    this.#engine = engine;
    engine.on(EVENT.INVITED, this.#invited, this);
    engine.on(EVENT.CALLING_CANCEL, this.#over, this);
    engine.on(EVENT.CALL_END, this.#over, this);
    const host = api();
    // Only from the sign-in on: before it a page's own credentials count.
    await engine.init(params);
    host.$globalCallSign = true;
    host.$CallManagerInstance = this;
  }

  /** Listens no longer, and signs out. */
  async destroyed(): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    this.#engine = undefined;
    clearTimeout(this.#leaving);
    const host = api();
    host.$globalCallSign = false;
    host.$CallManagerInstance = undefined;
    await engine.destroyed();
  }

  readonly #invited = (event: EngineEvent): void => {
    clearTimeout(this.#leaving);
    if (this.#onCallPage()) return;
    const data = encodeURIComponent(JSON.stringify(event));
    const configData = encodeURIComponent(JSON.stringify(this.#account));
    const url = `/${this.#path}?data=${data}&configData=${configData}`;
    this.#opened = true;
    ask("navigateTo", { url })
      // Ten pages are open: one has to give way.
      .catch(() => ask("redirectTo", { url }))
      .catch(() => ask("switchTab", { url: `/${this.#path}` }))
      .catch(() => {
        this.#opened = false;
      });
  };

  readonly #over = (): void => {
    clearTimeout(this.#leaving);
    if (!this.#opened) return;
    this.#leaving = setTimeout(() => {
      this.#opened = false;
      if (this.#onCallPage()) ask("navigateBack", { delta: 1 }).catch(() => undefined);
    }, LEAVE_AFTER);
  };

  #onCallPage(): boolean {
    const pages = getCurrentPages();
    return pages[pages.length - 1]?.route === this.#path;
  }
}
