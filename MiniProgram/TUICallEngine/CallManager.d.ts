import type { InitParams } from "./tuicall-engine-wx";

/** Listens for calls while a page without the component is open, and brings the user to the one that has it. */
export class CallManager {
  init(
    params: InitParams & {
      /** Path of the page with the component, as in app.json: `pages/call/call`. */
      globalCallPagePath: string;
    },
  ): Promise<void>;
  /** Listens no longer, and signs out. */
  destroyed(): Promise<void>;
}
