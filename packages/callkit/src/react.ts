/** The call screens as a React component. Signing in and calling go by `TUICallKitAPI`, as everywhere. */

import { createElement, type ReactElement, useEffect, useRef } from "react";
import type { VideoDisplayModeValue, VideoResolutionValue } from "./core/platform.ts";
import type { Callbacks } from "./run/callbacks.ts";
import "./web/tui-call-kit.ts";
import type { TUICallKitElement } from "./web/tui-call-kit.ts";

export interface TUICallKitProps extends Callbacks {
  /** Shows the button that makes the screen small. */
  readonly allowedMinimized?: boolean;
  /** `false` takes the button away that makes the card of a desktop fill the window. */
  readonly allowedFullScreen?: boolean;
  readonly videoDisplayMode?: VideoDisplayModeValue;
  readonly videoResolution?: VideoResolutionValue;
  /** Whether a call that comes in takes the screen or shows a banner first. */
  readonly incoming?: "full" | "banner";
  /** No ringtone and no vibration. */
  readonly muteMode?: boolean;
  /** `zh-CN`, `en`, `ja`; absent: the page's. */
  readonly language?: string;
  readonly className?: string;
  readonly style?: Readonly<Record<string, string | number>>;
}

/** One is enough for an app; it shows itself when there is a call. */
export function TUICallKit({ className, style, ...settings }: TUICallKitProps): ReactElement {
  const element = useRef<TUICallKitElement>(null);
  // Properties, not attributes: most of them are functions. After each rendering, as they may be new.
  useEffect(() => {
    if (element.current) Object.assign(element.current, defined(settings));
  });
  return createElement("tui-call-kit", { ref: element, class: className, style });
}

function defined(settings: Omit<TUICallKitProps, "className" | "style">): object {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
