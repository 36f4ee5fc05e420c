/**
 * The parts of glass-easel 0.12.1 and its adapter that the host stands on, internals included: the adapter's own
 * types are not found under the name that its package.json gives.
 */
declare module "glass-easel-miniprogram-adapter" {
  type Loose = import("../shared/loose.ts").Loose;

  /** A node of the component tree: a built-in, a custom component or a page. */
  export interface ElementNode {
    readonly is: string;
    id: string;
    readonly dataset: Record<string, Loose>;
    readonly data: Record<string, Loose>;
    /** Its element in the document. */
    readonly $$: HTMLElement | null;
    readonly classList: { contains(name: string): boolean } | null;
    readonly ownerShadowRoot: ShadowRootNode | null;
    getShadowRoot(): ShadowRootNode | null;
    getMethodCaller(): Loose;
    setData(change: Record<string, Loose>): void;
    setNodeStyle(style: string, index?: number): void;
    toggleNodeClass(name: string, on: boolean, index?: number): void;
    triggerEvent(name: string, detail?: unknown, options?: object): void;
    triggerPageLifetime(name: string, args: unknown[]): void;
  }

  export interface ShadowRootNode {
    getHostNode(): ElementNode;
    getElementById(id: string): ElementNode | null;
    querySelector(selector: string): ElementNode | null;
    querySelectorAll(selector: string): ElementNode[];
  }

  export interface EventNode {
    readonly type: string;
    readonly timeStamp: number;
    readonly detail: unknown;
    getOriginalEvent?(): unknown;
    mutatedMarked(): boolean;
    getEventBubbleStatus(): unknown;
    wrapShadowedEvent(target: Loose, mark: Loose, current: Loose): unknown;
  }

  export class CurrentWindowBackendContext {
    document: {
      createElement(tag: string): HTMLElement;
      createTextNode(text: string): Text;
      createDocumentFragment(): DocumentFragment;
    };
    setListenerStats(element: HTMLElement, type: string, capture: boolean, mutate: boolean): void;
    render(callback: (error: null) => void): void;
    onEvent(
      listener: (target: ElementNode, type: string, detail: unknown, options: object) => unknown,
    ): void;
    _$trigger(
      event: Event,
      type: string,
      detail: unknown,
      bubbles: boolean,
      composed: boolean,
    ): void;
  }

  export interface ComponentSpace {
    defineComponent(definition: Record<string, Loose>): unknown;
    defineBehavior(definition: Record<string, Loose>): unknown;
    setGlobalUsingComponent(tag: string, component: unknown): void;
  }

  export interface CodeSpace {
    getComponentSpace(): ComponentSpace;
    setOverallBehavior(behavior: unknown): void;
    addComponentStaticConfig(path: string, json: unknown): void;
    addStyleSheet(path: string, sheet: undefined, scope: string): void;
    addCompiledTemplate(path: string, template: unknown): void;
    prepareComponentOptions(path: string, options: unknown): [Record<string, unknown>, unknown];
    component(path: string): {
      definition(definition: Loose): { register(): unknown };
      pageDefinition(definition: Loose): { register(): unknown };
    };
    behavior(): { definition(definition: Loose): { register(): unknown } };
    traitBehavior: Loose;
  }

  export interface Root {
    /** `this` of the page. */
    get(): Loose;
    getComponent(): ElementNode;
    attach(parent: Element, placeholder: Element): void;
    release(): void;
  }

  export class MiniProgramEnv {
    createCodeSpace(id: string, isMain: boolean): CodeSpace;
    associateBackend(backend: CurrentWindowBackendContext): {
      createRoot(name: string, space: CodeSpace, url: string): Root;
    };
  }

  export const glassEasel: {
    readonly Element: {
      prototype: { setNodeStyle(style: string, index?: number): void };
      isAttached(element: unknown): boolean;
    };
    readonly Component: {
      prototype: { triggerLifetime(name: string, args: unknown[]): void };
    };
    readonly Event: {
      new (type: string, detail: unknown, options: object): EventNode;
      prototype: { wrapShadowedEvent: EventNode["wrapShadowedEvent"] };
      dispatchEvent(target: ElementNode, event: EventNode): void;
    };
    readonly CurrentWindowBackendContext: typeof CurrentWindowBackendContext;
    addGlobalErrorListener(
      listener: (
        error: unknown,
        info?: { type?: string; method?: string; element?: { is?: string } },
      ) => boolean,
    ): void;
    addGlobalWarningListener(
      listener: (warning: unknown, component?: { is?: string }) => boolean,
    ): void;
  };
}
