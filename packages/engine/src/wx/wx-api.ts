/** What the engine uses of WeChat's `wx`, and two ways to use it. */

export interface SocketTask {
  send(options: { data: string; fail?: (error: WxFailure) => void }): void;
  close(options: { code?: number; fail?: (error: WxFailure) => void }): void;
  onOpen(listener: () => void): void;
  onMessage(listener: (message: { data: unknown }) => void): void;
  onClose(listener: (how: { code?: number; reason?: string }) => void): void;
  onError(listener: (error: WxFailure) => void): void;
}

/** What WeChat hands to `fail`. `errno` only on newer clients. */
export type WxFailure = { errMsg?: string; errno?: number };

export interface PusherContext {
  start(options?: object): void;
  stop(options?: object): void;
  stopPreview(options?: object): void;
  switchCamera(options?: object): void;
}

type Subscribe<T> = (listener: (detail: T) => void) => void;

/** Everything but the socket may be missing on an older client. */
export interface WxApi {
  connectSocket(options: { url: string; fail(error: WxFailure): void }): SocketTask | undefined;
  authorize?(options: object): void;
  getSetting?(options: object): void;
  getRandomValues?(options: object): void;
  navigateTo?(options: object): void;
  redirectTo?(options: object): void;
  switchTab?(options: object): void;
  navigateBack?(options: object): void;
  getStorageSync?(key: string): unknown;
  setStorageSync?(key: string, value: unknown): void;
  getAccountInfoSync?(): { miniProgram?: { envVersion?: "develop" | "trial" | "release" } };
  getDeviceInfo?(): { platform?: string };
  getSystemInfoSync?(): { platform?: string };
  getAppAuthorizeSetting?(): { microphoneAuthorized?: string; cameraAuthorized?: string };
  createLivePusherContext?(): PusherContext;
  onAppShow?: Subscribe<unknown>;
  offAppShow?: Subscribe<unknown>;
  onAppHide?: Subscribe<unknown>;
  offAppHide?: Subscribe<unknown>;
  onNetworkStatusChange?: Subscribe<{ isConnected?: boolean }>;
  offNetworkStatusChange?: Subscribe<{ isConnected?: boolean }>;
  onAudioInterruptionBegin?: Subscribe<unknown>;
  offAudioInterruptionBegin?: Subscribe<unknown>;
  onAudioInterruptionEnd?: Subscribe<unknown>;
  offAudioInterruptionEnd?: Subscribe<unknown>;
  $TUICallEngine?: unknown;
  $globalCallSign?: boolean;
  $CallManagerInstance?: unknown;
}

declare const wx: WxApi;

export function api(): WxApi {
  return wx;
}

type Asked = {
  [K in keyof WxApi]-?: NonNullable<WxApi[K]> extends (options: object) => void ? K : never;
}[keyof WxApi];

/** A method that answers by `success` and `fail`. Rejects with WeChat's own {@link WxFailure}. */
export function ask<T = unknown>(name: Asked, options: object = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const method = wx[name] as ((options: object) => void) | undefined;
    if (!method) reject({ errMsg: `${name}:fail not supported` } satisfies WxFailure);
    else method.call(wx, { ...options, success: resolve, fail: reject });
  });
}

type Event =
  | "AppHide"
  | "AppShow"
  | "AudioInterruptionBegin"
  | "AudioInterruptionEnd"
  | "NetworkStatusChange";

/** Gives the way to stop it; older clients cannot forget a listener, which then does nothing. */
export function listen<T = unknown>(event: Event, handler: (detail: T) => void): () => void {
  let heard = true;
  const listener = (detail: unknown) => {
    if (heard) handler(detail as T);
  };
  wx[`on${event}`]?.(listener);
  return () => {
    heard = false;
    wx[`off${event}`]?.(listener);
  };
}
