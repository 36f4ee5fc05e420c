/** The component framework, brought to behave as it does inside WeChat. */

import {
  type CodeSpace,
  type ComponentSpace,
  glassEasel,
  MiniProgramEnv,
  type Root,
} from "glass-easel-miniprogram-adapter";
import { insets, rpx } from "../../shared/css-values.ts";
import type { Loose } from "../../shared/loose.ts";
import type { ProgramConfig } from "../../shared/program.ts";
import type { Journal } from "../journal.ts";
import { Backend } from "./backend.ts";
import { installPlainEvents, installWxsEvents } from "./events.ts";

export interface Environment {
  readonly codeSpace: CodeSpace;
  readonly space: ComponentSpace;
  /** Calls back once what has been set is drawn. */
  rendered(callback: () => void): void;
  /** `url` is a component's path, of a page with its query. */
  createRoot(name: string, url: string): Root;
}

/** What pages know about themselves beyond the framework. */
export interface PageFacts {
  tabBar(caller: Loose): unknown;
  pageId(caller: Loose): string;
}

export function createEnvironment(
  { components }: ProgramConfig,
  journal: Journal,
  facts: PageFacts,
): Environment {
  const backend = new Backend(journal);
  listenForTrouble(journal);
  installPlainEvents();
  installWxsEvents();
  installInlineStyles();
  installReady(backend);

  const env = new MiniProgramEnv();
  const codeSpace = env.createCodeSpace("", true);
  const space = codeSpace.getComponentSpace();
  const association = env.associateBackend(backend);
  codeSpace.setOverallBehavior(everyComponent(space, facts));
  writeIds(codeSpace);
  for (const { path, json, scope, hasTemplate } of components) {
    codeSpace.addComponentStaticConfig(path, json);
    if (scope) codeSpace.addStyleSheet(path, undefined, scope);
    if (hasTemplate)
      codeSpace.addCompiledTemplate(path, {
        groupList: window.__mpTemplates,
        content: window.__mpTemplates[path],
        // `bindtap` without a colon is an attribute to the compiler.
        fallbackListenerOnNativeNode: true,
      });
  }
  return {
    codeSpace,
    space,
    rendered: (callback) => backend.render(callback),
    createRoot: (name, url) => association.createRoot(name, codeSpace, url),
  };
}

function listenForTrouble(journal: Journal): void {
  glassEasel.addGlobalErrorListener((error, info) => {
    const where = [info?.type ?? info?.method, info?.element?.is].filter(Boolean).join(" ");
    journal.error(error, where);
    return false;
  });
  glassEasel.addGlobalWarningListener((warning: Loose, component) => {
    journal.warn(`${warning?.message ?? warning} (${component?.is ?? ""})`);
    return false;
  });
}

function installInlineStyles(): void {
  const { prototype } = glassEasel.Element;
  const plain = prototype.setNodeStyle;
  prototype.setNodeStyle = function (style, index) {
    plain.call(this, typeof style === "string" ? insets(rpx(style)) : style, index);
  };
}

/**
 * The `ready` lifetime: the framework leaves it to its user. It follows the first drawing after `attached`, which
 * puts it behind the page's `onLoad` and `onShow`, as in WeChat.
 */
function installReady(backend: Backend): void {
  const told = new WeakSet<object>();
  const { prototype } = glassEasel.Component;
  const plain = prototype.triggerLifetime;
  prototype.triggerLifetime = function (name, args) {
    plain.call(this, name, args);
    if (name !== "attached") return;
    backend.render(() => {
      if (told.has(this) || !glassEasel.Element.isAttached(this)) return;
      told.add(this);
      plain.call(this, "ready", []);
    });
  };
}

function everyComponent(space: ComponentSpace, facts: PageFacts): unknown {
  const nothing = () => {};
  return space.defineBehavior({
    methods: {
      getTabBar(this: Loose) {
        return facts.tabBar(this);
      },
      getPageId(this: Loose) {
        return facts.pageId(this);
      },
      getAppBar: () => null,
      animate: nothing,
      clearAnimation: nothing,
      applyAnimation: nothing,
      setUpdatePerformanceListener: nothing,
      setPassiveEvent: nothing,
      setInitialRenderingCache: nothing,
    },
    lifetimes: {
      created(this: Loose) {
        const node = this._$ ?? this;
        node.$$?.setAttribute("data-is", node.is);
      },
    },
  });
}

/** Ids as they stand in the template are ids of the document, for `#id` in styles and in tests. */
function writeIds(codeSpace: CodeSpace): void {
  const plain = codeSpace.prepareComponentOptions;
  codeSpace.prepareComponentOptions = function (path, options) {
    const [prepared, isolation] = plain.call(this, path, options);
    prepared["idPrefixGenerator"] = null;
    prepared["writeIdToDOM"] = true;
    return [prepared, isolation];
  };
}
