/** For a `<script>` tag: one global, `TUICallEngine`, with everything else on it. */

import * as everything from "./index.ts";

const { default: _, TUICallEngine, ...others } = everything;
Object.assign(globalThis, { TUICallEngine: Object.assign(TUICallEngine, others) });
