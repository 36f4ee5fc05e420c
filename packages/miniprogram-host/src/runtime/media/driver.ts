/** What does the work of a live tag: real media, or what stands in for it. */

import type { Options } from "../../shared/loose.ts";
import type { PlayerState, PusherState } from "./codes.ts";

export interface MediaDriver {
  start(): void;
  /** Also where nothing was started. */
  stop(): void;
  /** An attribute other than the address has changed. */
  update(name: string): void;
  /** A method of the tag's context, beyond starting and stopping; what it gives back is for `success`. */
  call(method: string, options: Options): unknown;
  /** The tag is gone from the page. */
  dispose(): void;
}

/** The tag as its driver sees it. */
export interface MediaHost<Attributes, State extends PusherState | PlayerState> {
  readonly element: HTMLElement;
  /** As they are now, without what the user has refused. */
  attributes(): Attributes;
  /** A `statechange` event. */
  state(state: State, more?: string): void;
  /** Any other event of the tag. */
  emit(type: string, detail: object): void;
  /** The driver has stopped by itself; only the app can start it again. */
  gaveUp(): void;
}

/** How tags try to get back to a server that went away. */
export interface Retries {
  /** As many as WeChat makes before it gives up. */
  readonly times: number;
  readonly afterMs: number;
}

export const RETRIES: Retries = { times: 3, afterMs: 3000 };
