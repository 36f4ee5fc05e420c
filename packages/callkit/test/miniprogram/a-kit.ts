/** The call screens of a mini program over a fake engine and a fake WeChat. */

import { CallKit } from "../../src/miniprogram/kit.ts";
import { type FakeWx, fakeWx, PHONE, type Phone } from "./fake-wx.ts";
import { TUICallEngine } from "./gallery/fake-engine.ts";

export interface AKit {
  readonly wx: FakeWx;
  readonly engine: TUICallEngine;
  readonly kit: CallKit;
  /** What has been sent to the component, by its path there. */
  readonly data: Record<string, unknown>;
  /** Called with what is sent from now on. */
  spy(on: (change: Record<string, unknown>) => void): void;
}

export interface AKitOptions {
  readonly phone?: Phone;
  readonly scopes?: Record<string, boolean>;
  /** WeChat's language. */
  readonly own?: string;
  /** The component's. */
  readonly language?: string;
}

export function aKit({ phone = PHONE, scopes, own = "en", language = "" }: AKitOptions = {}): AKit {
  const wx = fakeWx(phone);
  wx.language = own;
  if (scopes) wx.scopes = scopes;
  const engine = new TUICallEngine();
  const data: Record<string, unknown> = {};
  let spied: (change: Record<string, unknown>) => void = () => undefined;
  const sent = (change: Record<string, unknown>) => {
    Object.assign(data, change);
    spied(change);
  };
  const bar = { frontColor: "#000000", backgroundColor: "#ededed" };
  const kit = new CallKit(
    { wx, engine, sounds: "/TUICallKit/assets/sounds", bar, language },
    {
      setData: sent,
      drawn: () => undefined,
      answered: () => undefined,
      soundMode: (soundMode) => sent({ soundMode }),
    },
  );
  const spy: AKit["spy"] = (on) => {
    spied = on;
  };
  return { wx, engine, kit, data, spy };
}
