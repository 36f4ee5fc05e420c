/** Takes what a build noticed and went on in spite of. */
export type Warn = (message: string) => void;
