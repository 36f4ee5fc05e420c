import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix, resolve } from "node:path";

/** A folder that is put over a part of the mini program. */
export interface Overlay {
  /** Folder inside the mini program, `TUICallKit`; empty for the whole. */
  prefix: string;
  dir: string;
  /** `over`: a file that the folder lacks is looked for in the mini program; `instead`: it is not there. */
  how: "over" | "instead";
}

/** An npm dependency of the mini program. */
export interface NpmPackage {
  readonly name: string;
  readonly dir: string;
  /** Its folder for mini programs; absent in a plain package, which is bundled as WeChat's tools do. */
  readonly dist?: string;
}

/** The files of a mini program by their paths in it: overlays first, then its folder, then npm packages. */
export class ProgramFiles {
  readonly npm: readonly NpmPackage[];
  readonly #root: string;
  readonly #overlays: readonly Overlay[];

  constructor(root: string, overlays: readonly Overlay[] = []) {
    this.#root = resolve(root);
    this.#overlays = overlays
      .map((overlay) => ({
        ...overlay,
        prefix: overlay.prefix.replace(/^\/+|\/+$/g, ""),
        dir: resolve(overlay.dir),
      }))
      .sort((a, b) => b.prefix.length - a.prefix.length);
    this.npm = npmPackages(this.#root);
  }

  /** Where that file really is, or null. Never outside of the folders given. */
  real(path: string): string | null {
    const inside = posix.normalize(path).replace(/^\/+/, "");
    if (inside.startsWith("..")) return null;
    for (const { prefix, dir, how } of this.#overlays) {
      const rest = below(prefix, inside);
      if (rest === null) continue;
      const file = join(dir, rest);
      if (isFile(file)) return file;
      if (how === "instead") return null;
    }
    const file = join(this.#root, inside);
    return isFile(file) ? file : this.#inNpm(inside);
  }

  exists(path: string): boolean {
    return this.real(path) !== null;
  }

  /** The text of that file. Throws where there is none. */
  text(path: string): string {
    const file = this.real(path);
    if (file === null) throw new Error(`the mini program has no file ${path}`);
    return readFileSync(file, "utf8");
  }

  /** The JSON of that file, `{}` of an empty one, undefined where there is none. */
  json(path: string): unknown {
    if (!this.exists(path)) return undefined;
    const text = this.text(path).replace(/^\uFEFF/, "");
    if (!text.trim()) return {};
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new Error(`${path}: ${(error as Error).message}`);
    }
  }

  /** Paths of all files that end so, sorted. */
  list(ending: string): string[] {
    const found = new Set<string>();
    walk(this.#root, "", ending, found);
    for (const { dir, prefix } of this.#overlays) walk(dir, prefix, ending, found);
    for (const { name, dist } of this.npm)
      if (dist) walk(dist, `miniprogram_npm/${name}`, ending, found);
    return [...found].filter((path) => this.exists(path)).sort();
  }

  #inNpm(path: string): string | null {
    for (const { name, dist } of this.npm) {
      const rest = below(`miniprogram_npm/${name}`, path);
      if (!dist || rest === null) continue;
      const file = join(dist, rest);
      if (isFile(file)) return file;
    }
    return null;
  }
}

/** The packages that `package.json` names and that are installed. */
function npmPackages(root: string): NpmPackage[] {
  const manifest = join(root, "package.json");
  if (!existsSync(manifest)) return [];
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, "utf8")) as {
    dependencies?: Record<string, string>;
  };
  return Object.keys(dependencies).flatMap((name) => {
    const dir = join(root, "node_modules", name);
    if (!existsSync(join(dir, "package.json"))) return [];
    const { miniprogram = "miniprogram_dist" } = JSON.parse(
      readFileSync(join(dir, "package.json"), "utf8"),
    ) as { miniprogram?: string };
    const dist = join(dir, miniprogram);
    return [{ name, dir, ...(existsSync(dist) && { dist }) }];
  });
}

function walk(dir: string, prefix: string, ending: string, found: Set<string>): void {
  if (!existsSync(dir)) return;
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = prefix ? `${prefix}/${entry.name}` : entry.name;
    if (entry.isDirectory()) {
      if (entry.name !== "node_modules" && entry.name !== ".git")
        walk(join(dir, entry.name), path, ending, found);
    } else if (entry.isFile() && entry.name.endsWith(ending)) found.add(path);
  }
}

/** The rest of a path below a folder, or null when it is not in there. */
function below(folder: string, path: string): string | null {
  if (folder === "") return path;
  if (path === folder) return "";
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
