import { ErrorCodes, TUICallEngineError } from "@callkit/engine";

/** Methods of the platform's kit that callkit does not have (yet). Each is rejected at once and says why. */
export class Unoffered {
  /** @deprecated Not offered yet. */
  enableVirtualBackground(_on?: boolean): Promise<never> {
    return refuse("enableVirtualBackground");
  }

  /** @deprecated Not offered yet. */
  setBlurBackground(_on?: boolean): Promise<never> {
    return refuse("setBlurBackground");
  }

  /** @deprecated Not offered yet. */
  setLocalViewBackgroundImage(_url?: string): Promise<never> {
    return refuse("setLocalViewBackgroundImage");
  }

  /** @deprecated Not offered yet. */
  setRemoteViewBackgroundImage(_userId?: string, _url?: string): Promise<never> {
    return refuse("setRemoteViewBackgroundImage");
  }

  /** @deprecated Not offered yet: browsers reduce noise by themselves. */
  enableAIVoice(_on?: boolean): Promise<never> {
    return refuse("enableAIVoice");
  }

  /** @deprecated Not offered yet. */
  enableAITranscriber(_on?: boolean): Promise<never> {
    return refuse("enableAITranscriber");
  }

  /** @deprecated There is no chat below this kit whose groups it could know. */
  getGroupMemberList(_count?: number, _offset?: number): Promise<never> {
    return refuse("getGroupMemberList");
  }

  /** @deprecated There is no chat below this kit whose groups it could know. */
  getGroupProfile(): Promise<never> {
    return refuse("getGroupProfile");
  }

  /** @deprecated There is no chat below this kit. */
  bindTUICore(_core?: unknown): Promise<never> {
    return refuse("bindTUICore");
  }

  /** @deprecated There is no chat below this kit. */
  setIsFromChat(_on?: boolean): Promise<never> {
    return refuse("setIsFromChat");
  }

  /** @deprecated There is no chat below this kit; name the group in `calls`. */
  setCurrentGroupId(_groupID?: string): Promise<never> {
    return refuse("setCurrentGroupId");
  }

  /** @deprecated Pages get no offline push. */
  setDefaultOfflinePushInfo(_info?: object): Promise<never> {
    return refuse("setDefaultOfflinePushInfo");
  }

  /** @deprecated Pages get no offline push. */
  getDefaultOfflinePushInfo(): Promise<never> {
    return refuse("getDefaultOfflinePushInfo");
  }

  /** @deprecated There is no chat message behind a call here. */
  getCallMessage(_message?: unknown): Promise<never> {
    return refuse("getCallMessage");
  }

  /** @deprecated There are no experimental APIs. */
  callExperimentalAPI(_json?: string): Promise<never> {
    return refuse("callExperimentalAPI");
  }
}

function refuse(method: string): Promise<never> {
  const error = new TUICallEngineError(
    ErrorCodes.NOT_OFFERED,
    `${method} is not offered yet`,
    method,
  );
  return Promise.reject(error);
}
