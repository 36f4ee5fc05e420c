/** A failure in WeChat's words: `errMsg` becomes `name:fail message`, the rest is given beside it. */
export class ApiFailure extends Error {
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.extra = extra;
  }
}
