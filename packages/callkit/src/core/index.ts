/** The call screens without a screen: what they show, say and do, for any engine and any drawing. */
export * from "./buttons.ts";
export * from "./call-screens.ts";
export * from "./deadlines.ts";
export * from "./dialog.ts";
export * from "./duration.ts";
export * from "./ending.ts";
export * from "./engine.ts";
export * from "./inputs.ts";
export * from "./person.ts";
export * from "./pictures.ts";
export * from "./recents.ts";
export * from "./refusal.ts";
export * from "./view-state.ts";
