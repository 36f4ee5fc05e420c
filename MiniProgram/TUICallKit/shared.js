/** What all components of a mini program share, and TUICallKitAPI with them. */
module.exports = {
  /** Who has called `init()`; the last one that leaves signs out. */
  signedIn: new Set(),
  /** Those that are on a page. */
  components: new Set(),
  /** The component of the page that is looked at: only one rings and draws. */
  onStage: undefined,
  /** What TUICallKitAPI was told, for components that come later; see `_apply` of the component. */
  settings: { surroundings: {} },
  /** What the app wants to be told; see TUICallKitAPI.setCallback. */
  callbacks: {},
};
