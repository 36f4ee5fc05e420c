/** Methods of the platform that callkit does not have yet. Each says so, at once and in words. */

import { ErrorCodes, TUICallEngineError } from "../core/errors.ts";

export class Unoffered {
  /** @deprecated Not offered yet: browsers reduce noise by themselves. */
  enableAIVoice(_on?: boolean): Promise<never> {
    return refuse("enableAIVoice");
  }

  /** @deprecated Not offered yet. */
  setBlurBackground(_level?: number): Promise<never> {
    return refuse("setBlurBackground");
  }

  /** @deprecated Not offered yet. */
  setVirtualBackground(_path?: string): Promise<never> {
    return refuse("setVirtualBackground");
  }

  /** @deprecated Not offered yet. */
  setBeautyLevel(_options?: object): Promise<never> {
    return refuse("setBeautyLevel");
  }

  /** @deprecated Not offered to clients: whether several devices of a platform may be used is set for the app, on the server. */
  enableMultiDeviceAbility(_on?: boolean): Promise<never> {
    return refuse("enableMultiDeviceAbility");
  }

  /** @deprecated Not offered: there is no vendor's media SDK below this engine. */
  getTRTCCloudInstance(): never {
    throw refusal("getTRTCCloudInstance");
  }

  /** @deprecated Not offered: there are no experimental APIs. */
  callExperimentalAPI(_json?: string): Promise<never> {
    return refuse("callExperimentalAPI");
  }
}

function refuse(method: string): Promise<never> {
  return Promise.reject(refusal(method));
}

function refusal(method: string): TUICallEngineError {
  return new TUICallEngineError(ErrorCodes.NOT_OFFERED, `${method} is not offered yet`, method);
}
