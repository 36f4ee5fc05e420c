import type { Consent } from "../consent.ts";
import type { WxApi } from "./api.ts";

/** Scopes and the privacy guideline. */
export function addPermissions(api: WxApi, consent: Consent): void {
  const settings = () => ({ authSetting: { ...consent.scopes } });
  api.async("authorize", ({ scope }) => consent.require(scope));
  api.async("getSetting", settings);
  api.async("openSetting", settings);
  api.async("openAppAuthorizeSetting");

  api.event("onNeedPrivacyAuthorization");
  api.async("requirePrivacyAuthorize", () => consent.requirePrivacy("requirePrivacyAuthorize"));
  api.async("getPrivacySetting", () => ({
    needAuthorization: consent.privacy === "ask" || consent.privacy === "refused",
    privacyContractName: "《小程序隐私保护指引》",
  }));
  api.async("openPrivacyContract");

  // The clipboard is the one other interface here that the guideline must name.
  let clipboard = "";
  api.async("setClipboardData", async ({ data }) => {
    await consent.requirePrivacy("setClipboardData");
    clipboard = String(data);
  });
  api.async("getClipboardData", async () => {
    await consent.requirePrivacy("getClipboardData");
    return { data: clipboard };
  });
}
