/** The written types against the sources: what is declared is there, and what is there is declared. */

import type * as DeclaredManager from "../../../../../MiniProgram/TUICallEngine/CallManager";
import type * as Declared from "../../../../../MiniProgram/TUICallEngine/tuicall-engine-wx";
import * as manager from "../../../src/wx/call-manager.ts";
import * as engine from "../../../src/wx/index.ts";

type Classes = "TUICallEngine" | "default";
// Handlers are declared by what each event tells, and taken in as what any event does.
type Listening = "on" | "off";
type Factory = "createInstance";
type DeclaredClass = typeof Declared.TUICallEngine;

export const exportsAreThere: Omit<typeof Declared, Classes> = engine;
export const staticsAreThere: Omit<DeclaredClass, Factory> = engine.TUICallEngine;
export const membersAreThere = (
  instance: Omit<engine.TUICallEngine, Listening>,
): Omit<Declared.TUICallEngine, Listening> => instance;
export const factoryIsThere = (params: Declared.CreateInstanceParams): engine.TUICallEngine =>
  engine.TUICallEngine.createInstance(params);
export const managerIsThere: Pick<DeclaredManager.CallManager, "init" | "destroyed"> =
  new manager.CallManager();

type Nothing<Left extends never> = Left;
type Class = typeof engine.TUICallEngine;
type Values<Table> = Table[keyof Table];

export type NoExportIsLeftOut = Nothing<Exclude<keyof typeof engine, keyof typeof Declared>>;
export type NoMemberIsLeftOut = Nothing<
  Exclude<keyof engine.TUICallEngine, keyof Declared.TUICallEngine>
>;
export type NoStaticIsLeftOut = Nothing<
  Exclude<keyof Class, keyof typeof Declared.TUICallEngine | "prototype">
>;
export type NoCodeIsLeftOut = Nothing<
  Exclude<keyof typeof engine.ERROR_CODE, keyof typeof Declared.ERROR_CODE>
>;
export type EveryEventHasItsData = Nothing<
  | Exclude<Values<typeof engine.EVENT>, keyof Declared.EventData>
  | Exclude<keyof Declared.EventData, Values<typeof engine.EVENT>>
>;
export type PusherIsWhole = Nothing<
  Exclude<keyof engine.TUICallEngine["pusher"], keyof Declared.Pusher>
>;
export type PlayerIsWhole = Nothing<
  Exclude<keyof engine.TUICallEngine["playerList"][number], keyof Declared.Player>
>;
