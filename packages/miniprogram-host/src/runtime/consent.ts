/** What the user has allowed: scopes one by one, and the account's privacy guideline. */

import type { Callback } from "../shared/loose.ts";
import type { Privacy } from "../shared/settings.ts";
import type { Listeners } from "./listeners.ts";
import type { Phone } from "./phone.ts";
import { ApiFailure } from "./wx/failure.ts";

/** Answers to `wx.onNeedPrivacyAuthorization`'s `resolve`. */
interface PrivacyAnswer {
  event: "agree" | "disagree" | "exposureAuthorization";
}

export class Consent {
  /** Answers by scope. A test may change them at any time. */
  readonly scopes: Record<string, boolean>;
  /** The answer to a scope that is asked for the first time. */
  grantByDefault = true;
  #privacy: Privacy;
  readonly #listeners: Listeners;

  constructor({ settings }: Phone, listeners: Listeners) {
    this.scopes = { ...settings.permissions };
    this.#privacy = settings.privacy ?? "agreed";
    this.#listeners = listeners;
  }

  get privacy(): Privacy {
    return this.#privacy;
  }

  setPrivacy(privacy: Privacy): void {
    this.#privacy = privacy;
  }

  /** Passes when the scope is granted and the guideline agreed to; fails as WeChat does. */
  async require(scope: string): Promise<void> {
    await this.requirePrivacy();
    this.scopes[scope] ??= this.grantByDefault;
    if (!this.scopes[scope]) throw new ApiFailure("auth deny", { errno: 103 });
  }

  async requirePrivacy(interfaceName = "authorize"): Promise<void> {
    switch (this.#privacy) {
      case "agreed":
        return;
      case "undeclared":
        throw new ApiFailure("api scope is not declared in the privacy agreement", { errno: 112 });
      case "refused":
        throw new ApiFailure("privacy permission is not authorized", { errno: 104 });
      case "ask":
        this.#privacy = (await this.#ask(interfaceName)) ? "agreed" : "ask";
        if (this.#privacy === "ask")
          throw new ApiFailure("privacy permission is not authorized", { errno: 104 });
    }
  }

  /** Without a listener of the app's the client shows its own dialog, which the user here agrees to. */
  #ask(referrer: string): Promise<boolean> {
    const name = "onNeedPrivacyAuthorization";
    if (!this.#listeners.has(name)) return Promise.resolve(true);
    return new Promise((done) => {
      const resolve: Callback = ({ event }: PrivacyAnswer) => {
        if (event !== "exposureAuthorization") done(event === "agree");
      };
      this.#listeners.emit(name, resolve, { referrer });
    });
  }
}
