/** What `init` is handed: checked, and each fault named with what was got and where the right thing comes from. */

import { ERROR_CODE, WxEngineError } from "./codes.ts";

export type Config = {
  sdkAppId: number;
  userId: string;
  ticket: string;
  server: unknown;
  tim: object | undefined;
};

/** What `createInstance` was handed; goes behind what `init` is. */
export type Made = Fields & { tim?: unknown; server?: unknown };

type Field = "sdkAppID" | "userID" | "userSig";
type Fields = Readonly<Record<string, unknown>>;

const BIGGEST_APP = 4_294_967_295;
const USER_ID = /^[\w-]{1,32}$/;

/** Where each comes from, and how it is often misspelled. */
const FIELDS: Record<Field, readonly [source: string, misspelled: RegExp]> = {
  sdkAppID: [
    "the number that the server printed at its first start (callkit app list)",
    /^(sdk)?_?app_?id$/i,
  ],
  userID: [
    "your own name for the user: 1 to 32 letters, digits, - or _",
    /^(user|u)_?(id|name)?$/i,
  ],
  userSig: [
    "what genTestUserSig(userID) or your back end gives",
    /^(user)?_?(sig|sign|signature)$/i,
  ],
};
const SPELLED = ["sdkAppID", "SDKAppID", "userID", "userSig"];

/** Throws -1202 for the first field that is missing or wrong. `warn` is told of what was set right in silence. */
export function readConfig(params: unknown, made: Made, warn: (text: string) => void): Config {
  if (!isFields(params))
    throw invalid("config", `init takes an object with userID and userSig; got ${shown(params)}`);
  const all = { ...made, ...params };
  const { userID, userSig } = params;
  // genTestUserSig gives an object; many pass it on as it is.
  const signed = isFields(userSig) && "userSig" in userSig ? userSig : {};
  const { tim } = all;
  const config = {
    sdkAppId: appId(appIn(params) || appIn(signed) || appIn(made), all, warn),
    userId: userId(userID, all),
    ticket: ticket("userSig" in signed ? signed["userSig"] : userSig, all),
    server: params["server"] || made.server,
  };
  if (!tim || isFields(tim)) return { ...config, tim: tim || undefined };
  throw invalid("tim", `tim must be null or the instance of a chat SDK; got ${shown(tim)}`);
}

function appIn(fields: Fields): unknown {
  return fields["sdkAppID"] || fields["SDKAppID"];
}

function appId(value: unknown, fields: Fields, warn: (text: string) => void): number {
  if (!value) throw missing("sdkAppID", fields["sdkAppID"], fields);
  const digits = typeof value === "string" && /^\d+$/.test(value);
  if (digits) warn(`sdkAppID is a text of digits; it should be the number ${value}`);
  const number = digits ? Number(value) : (value as number);
  if (Number.isInteger(number) && number > 0 && number <= BIGGEST_APP) return number;
  throw wrong("sdkAppID", "must be a whole number", shown(value));
}

function userId(value: unknown, fields: Fields): string {
  if (typeof value === "string" && USER_ID.test(value)) return value;
  // The seed's page begins with `userID: 0`.
  if (!value) throw missing("userID", value, fields);
  throw wrong("userID", "must be a text", shown(value));
}

/** The ticket itself is never shown. */
function ticket(value: unknown, fields: Fields): string {
  if (!value) throw missing("userSig", value, fields);
  if (typeof value === "string") return value;
  const promised = isFields(value) && "then" in value;
  throw wrong("userSig", "must be a text", promised ? "a Promise: await it first" : shown(value));
}

function missing(field: Field, got: unknown, fields: Fields): WxEngineError {
  const [source, misspelled] = FIELDS[field];
  const near = Object.keys(fields).find((name) => !SPELLED.includes(name) && misspelled.test(name));
  const hint = near ? `there is ${near}: did you mean ${field}? ` : "";
  return invalid(field, `${field} is missing: got ${shown(got)}; ${hint}It is ${source}`);
}

function wrong(field: Field, rule: string, got: string): WxEngineError {
  return invalid(field, `${field} ${rule}: got ${got}. It is ${FIELDS[field][0]}`);
}

function invalid(field: string, message: string): WxEngineError {
  return new WxEngineError(ERROR_CODE.INVALID_PARAMETER, message, { data: { field } });
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

/** Of an object only its shape: there may be a ticket in it. */
function shown(value: unknown): string {
  if (isFields(value)) return `an object with ${Object.keys(value).join(", ") || "nothing"}`;
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : String(value);
}
