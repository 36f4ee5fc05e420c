/** What a call needs of the user and of the account before it may open microphone and camera. */

import type { Wanted } from "../core/ports.ts";
import { ERROR_CODE, type Trouble, WxEngineError } from "./codes.ts";
import { platformName } from "./platform.ts";
import { api, ask, type WxFailure } from "./wx-api.ts";

type Scope = "scope.record" | "scope.camera";
type Settings = { authSetting: Partial<Record<Scope, boolean>> };

/** WeChat's numbers where the privacy guideline is the reason; older clients have only words for it. */
const NOT_AGREED = 104;
const NOT_DECLARED = 112;

/**
 * Asks for what is wanted and has not been granted, the microphone first. Rejects with the reason: a scope that was
 * refused, the privacy guideline, or developer tools, where there are no live tags at all.
 */
export async function allow(wanted: Wanted): Promise<void> {
  if (!wanted.microphone && !wanted.camera) return;
  if (platformName() === "devtools") {
    const text = "developer tools have no live-pusher and live-player; preview on a phone";
    throw new WxEngineError(ERROR_CODE.DEVELOPER_TOOLS, text, { device: "developer_tools" });
  }
  if (wanted.microphone) await permit("scope.record");
  if (wanted.camera) await permit("scope.camera");
}

async function permit(scope: Scope): Promise<void> {
  const nothing = (): Settings => ({ authSetting: {} });
  const { authSetting } = await ask<Settings>("getSetting").catch(nothing);
  // Once refused, WeChat asks no more: only its settings page helps.
  if (authSetting[scope] === false || deniedToWeChat(scope)) throw denied(scope);
  if (!api().authorize) return;
  // Also where the scope is granted: about the privacy guideline nothing else is asked.
  await ask("authorize", { scope }).catch((failure: WxFailure) => {
    throw refusal(failure, scope);
  });
}

/** From what WeChat answers to `wx.authorize`, or a live tag tells of a device. */
export function refusal({ errno, errMsg = "" }: WxFailure, scope: Scope): WxEngineError {
  if (errno === NOT_DECLARED || /not declared in the privacy/.test(errMsg)) {
    const text = `the privacy guideline does not declare ${nameOf(scope)}`;
    const remedy = "declare it: mp.weixin.qq.com > 设置 > 服务内容声明 > 用户隐私保护指引";
    return trouble(ERROR_CODE.PRIVACY_NOT_DECLARED, `${text}; ${remedy}`, scope, "privacy_missing");
  }
  if (errno === NOT_AGREED || /privacy permission/.test(errMsg))
    return trouble(
      ERROR_CODE.PRIVACY_NOT_AGREED,
      "the user has not agreed to the privacy guideline",
      scope,
    );
  return denied(scope);
}

/** What the tag tells where the account may not use it. */
export function notPermitted(message: string): WxEngineError {
  const text = `this account may not use live-pusher and live-player (${message})`;
  const remedy = "switch them on: mp.weixin.qq.com > 开发 > 开发管理 > 接口设置";
  const code = ERROR_CODE.LIVE_TAG_NOT_PERMITTED;
  return new WxEngineError(code, `${text}; ${remedy}`, { device: "live_not_allowed" });
}

function denied(scope: Scope): WxEngineError {
  const text = `the user has refused ${nameOf(scope)} (${scope}); see wx.openSetting()`;
  return trouble(ERROR_CODE.PERMISSION_DENIED, text, scope);
}

function trouble(
  code: number,
  text: string,
  scope: Scope,
  device: Trouble = scope === "scope.record" ? "microphone_denied" : "camera_denied",
): WxEngineError {
  return new WxEngineError(code, text, { data: { scope }, device });
}

/** The system keeps WeChat itself from it. */
function deniedToWeChat(scope: Scope): boolean {
  const { microphoneAuthorized, cameraAuthorized } = api().getAppAuthorizeSetting?.() || {};
  return (scope === "scope.record" ? microphoneAuthorized : cameraAuthorized) === "denied";
}

function nameOf(scope: Scope): string {
  return scope === "scope.record" ? "the microphone" : "the camera";
}
