/** A mini program's folder to what a browser runs. */

import type { AppJson, ComponentConfig, ProgramConfig } from "../shared/program.ts";
import { findComponents, hasScript } from "./components.ts";
import { type Overlay, ProgramFiles } from "./files.ts";
import { type Mode, runtimeBundle } from "./runtime-bundle.ts";
import { compileScripts, INJECTED } from "./scripts.ts";
import { compileStyles } from "./styles.ts";
import { compileTemplates } from "./templates.ts";

export interface BuildOptions {
  overlays?: readonly Overlay[];
  /** `development` has the framework's checks and warnings. */
  mode?: Mode;
}

export interface Program {
  readonly config: ProgramConfig;
  readonly files: ProgramFiles;
  /** Configuration, templates and scripts. */
  readonly appJs: string;
  readonly appCss: string;
  readonly runtimeJs: string;
  readonly runtimeCss: string;
  /** What was wrong and did not prevent the build. */
  readonly warnings: readonly string[];
}

/** Builds the mini program in that folder. Throws where there is no `app.json` or a JSON file is broken. */
export async function build(
  root: string,
  { overlays = [], mode = "development" }: BuildOptions = {},
): Promise<Program> {
  const files = new ProgramFiles(root, overlays);
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const app = files.json("app.json") as AppJson | undefined;
  if (!app) throw new Error(`no app.json in ${root}`);

  const { pages, customTabBar, all } = findComponents(files, app, warn);
  const entryPage = app.entryPagePath ?? pages[0];
  if (!entryPage) throw new Error("app.json names no page");
  const { css, styles } = compileStyles(files, all, warn);
  const config: ProgramConfig = {
    app,
    pages,
    entryPage,
    customTabBar,
    injected: INJECTED,
    components: all.map(({ path, isPage, json, using }): ComponentConfig => {
      const style = styles.get(path);
      return {
        path,
        isPage,
        ...(style?.scope && { scope: style.scope }),
        hasScript: hasScript(files, path),
        hasTemplate: files.exists(`${path}.wxml`),
        json: {
          ...json,
          component: isPage ? Boolean(json.component) : true,
          usingComponents: using,
          ...(style && { styleIsolation: style.isolation }),
        },
      };
    }),
  };
  const templates = compileTemplates(
    files,
    all.map(({ path }) => path),
    mode,
    warn,
  );
  const scripts = await compileScripts(files, warn);
  const runtime = await runtimeBundle(mode);
  return {
    config,
    files,
    appJs: [
      `window.__mpProgram = ${JSON.stringify(config)};`,
      `window.__mpTemplates = ${templates};`,
      ...scripts,
    ].join("\n"),
    appCss: css,
    runtimeJs: runtime.js,
    runtimeCss: runtime.css,
    warnings,
  };
}
