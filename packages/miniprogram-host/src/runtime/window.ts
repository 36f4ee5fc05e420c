/** What lies on `window` between the served page, injected scripts, the build's output and the runtime. */

import type { Callback, Loose } from "../shared/loose.ts";
import type { ProgramConfig } from "../shared/program.ts";
import type { PhoneSettings } from "../shared/settings.ts";
import type { TestApi } from "./test-api.ts";

declare global {
  interface Window {
    /** How the phone is; set before the start. */
    __mpConfig?: PhoneSettings;
    __mpProgram: ProgramConfig;
    __mpTemplates: Record<string, unknown>;
    __mpScripts: Record<string, Callback>;
    __mpWxsEvent: (caller: Loose, event: unknown, handler: Callback, path: unknown) => unknown;
    __mp: TestApi;
  }
}
