/** What a new app may be called and numbered. */

import type { NewAppRequest } from "../api.ts";
import type { TextKey } from "../locales/index.ts";

export interface NewAppForm {
  readonly name: string;
  /** Whether the pair comes from elsewhere. */
  readonly takeOver: boolean;
  readonly sdkAppId: string;
  readonly secretKey: string;
}

export type FormErrors = Readonly<Record<string, TextKey>>;

/** Largest SDKAppID: an unsigned number of 32 bits. */
const MAX_SDKAPPID = 4_294_967_295;

export function isName(name: string): boolean {
  const length = [...name].length;
  return length >= 1 && length <= 64;
}

/** A form that can be sent, or what is wrong with it by field. */
export type Checked<Request> =
  | { readonly request: Request; readonly errors?: undefined }
  | { readonly request?: undefined; readonly errors: FormErrors };

export function newApp(form: NewAppForm): Checked<NewAppRequest> {
  const errors: Record<string, TextKey> = {};
  if (!isName(form.name)) errors["name"] = "apps.nameWrong";
  const sdkAppId = Number(form.sdkAppId);
  if (form.takeOver) {
    if (!/^\d+$/.test(form.sdkAppId) || sdkAppId < 1 || sdkAppId > MAX_SDKAPPID) {
      errors["sdkappid"] = "apps.sdkappidWrong";
    }
    if (form.secretKey === "") errors["secret_key"] = "apps.secretKeyWrong";
  }
  if (Object.keys(errors).length > 0) return { errors };
  const { name, secretKey } = form;
  return {
    request: form.takeOver ? { name, sdkappid: sdkAppId, secret_key: secretKey } : { name },
  };
}
