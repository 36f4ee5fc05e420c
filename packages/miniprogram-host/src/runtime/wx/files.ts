import type { Options } from "../../shared/loose.ts";
import type { WxApi } from "./api.ts";
import { ApiFailure } from "./failure.ts";

/**
 * `wx.getFileSystemManager`, in memory, and `wx.env`. `PAGE_ORIGIN` is the host's own: where the page came from that
 * runs the mini program.
 */
export function addFiles(api: WxApi): void {
  api.wx.env = { USER_DATA_PATH: "wxfile://usr", PAGE_ORIGIN: location.origin };
  const files = new Map<string, unknown>();
  const read = (path: string): unknown => {
    if (!files.has(path)) throw new ApiFailure(`no such file or directory, open ${path}`);
    return files.get(path);
  };
  const later = (name: string, run: (options: Options) => unknown) => (options: Options) =>
    api.settle(name, options, async () => run(options));
  const manager = {
    accessSync: (path: string) => void read(path),
    mkdirSync() {},
    readFileSync: read,
    unlinkSync: (path: string) => void files.delete(path),
    writeFileSync: (path: string, data: unknown) => void files.set(path, data),
    access: later("access", ({ path }) => void read(path)),
    mkdir: later("mkdir", () => ({})),
    readFile: later("readFile", ({ filePath }) => ({ data: read(filePath) })),
    unlink: later("unlink", ({ filePath }) => void files.delete(filePath)),
    writeFile: later("writeFile", ({ filePath, data }) => void files.set(filePath, data)),
  };
  api.sync("getFileSystemManager", () => manager);
}
