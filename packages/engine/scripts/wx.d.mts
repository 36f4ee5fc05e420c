/** `MiniProgram/TUICallEngine`. */
export const folder: string;
/** Bytes that the engine may have. */
export const BUDGET: number;
/** The built files by their names in it. */
export function wxFiles(): Promise<Record<"tuicall-engine-wx.js" | "CallManager.js", string>>;
