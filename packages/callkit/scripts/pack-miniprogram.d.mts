/** Writes the npm package into `folder` and packs it there; gives the tarball's path. */
export function packMiniprogram(folder?: string): string;
