import type { ApiError, ApiErrorName } from "../api.ts";
import { isTextKey, type Translate } from "../locales/index.ts";

/** Why a request came to nothing: what the server said, or that it said nothing. */
export class RequestFailed extends Error {
  readonly reason: ApiErrorName | "unreachable";
  readonly field: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(error: Omit<ApiError, "name"> & { name: ApiErrorName | "unreachable" }) {
    super(error.message);
    this.name = "RequestFailed";
    this.reason = error.name;
    this.field = error.field;
    this.retryAfterMs = error.retry_after_ms;
  }
}

/** What to tell the operator. */
export function sentence(error: unknown, t: Translate): string {
  if (!(error instanceof RequestFailed)) return t("error.internal");
  const key = `error.${error.reason}`;
  const wait = Math.ceil((error.retryAfterMs ?? 0) / 1000);
  const said = isTextKey(key) ? t(key, { seconds: wait }) : error.message;
  // The field is named in the server's words only where the page has not put the text beside it.
  return error.reason === "invalid_argument" && error.message !== ""
    ? t("error.invalid_argument", { message: error.message })
    : said;
}
