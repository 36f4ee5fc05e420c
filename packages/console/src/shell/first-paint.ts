/** Runs before the page is drawn, so that a dark console does not begin with a white flash. */

import { applyTheme, theme } from "./theme.ts";

applyTheme(theme());
