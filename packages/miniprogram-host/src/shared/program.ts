/** What the build tells the runtime about a mini program. */

/** `app.json`, as far as the host reads it. */
export interface AppJson {
  pages?: string[];
  entryPagePath?: string;
  subPackages?: SubPackage[];
  subpackages?: SubPackage[];
  window?: WindowJson;
  usingComponents?: Record<string, string>;
  tabBar?: {
    custom?: boolean;
    selectedColor?: string;
    list?: { pagePath: string; text: string }[];
  };
  networkTimeout?: { request?: number; connectSocket?: number };
}

export interface SubPackage {
  root: string;
  pages: string[];
}

/** The `window` of `app.json`, and the same keys in a page's JSON. */
export interface WindowJson {
  navigationStyle?: "default" | "custom";
  navigationBarTitleText?: string;
  navigationBarBackgroundColor?: string;
  navigationBarTextStyle?: "black" | "white";
  backgroundColorContent?: string;
  disableScroll?: boolean;
}

/** The JSON of a page or component. */
export interface ComponentJson extends WindowJson {
  component?: boolean;
  styleIsolation?: string;
  usingComponents?: Record<string, string>;
  componentGenerics?: Record<string, boolean | { default?: string }>;
}

export interface ComponentConfig {
  /** Path in the mini program without an extension, `pages/index/index`. */
  readonly path: string;
  readonly isPage: boolean;
  /** Prefix of its classes; absent where its styles are shared. */
  readonly scope?: string;
  readonly hasScript: boolean;
  readonly hasTemplate: boolean;
  readonly json: ComponentJson;
}

export interface ProgramConfig {
  readonly app: AppJson;
  readonly pages: readonly string[];
  readonly entryPage: string;
  readonly customTabBar: boolean;
  readonly components: readonly ComponentConfig[];
  /** Names of the parameters that each script file gets, in order; what follows them is undefined on purpose. */
  readonly injected: readonly string[];
}
