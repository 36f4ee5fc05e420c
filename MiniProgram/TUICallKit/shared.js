/** What all components of a mini program share, and TUICallKitAPI with them. */

const { tellerOf } = require("./core/call-screens");

/** What the app wants to be told; see TUICallKitAPI.setCallback. */
const callbacks = {};

module.exports = {
  /** Who has called `init()`; the last one that leaves signs out. */
  signedIn: new Set(),
  /** Those that are on a page. */
  components: new Set(),
  /** The component of the page that is looked at: only one rings and draws. */
  onStage: undefined,
  /** The call is a small window, on whatever page is looked at. */
  floating: false,
  /** What TUICallKitAPI was told, for components that come later; see `_apply` of the component. */
  settings: { surroundings: {} },
  callbacks,
  /** Tells it: one for all, since a call that changes its page is still the same. */
  teller: tellerOf(callbacks),
};
