/** `MiniProgram/TUICallKit`. */
export const component: string;
/** The generated files by their names in it. */
export function generated(): Promise<Record<string, string>>;
